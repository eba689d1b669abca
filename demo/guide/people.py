"""Readers with their user groups, staff with their roles: all of them made up."""

from __future__ import annotations

from demo.consortium.institutions import (
    AT_TWO,
    READERS,
    STAFF,
    USER_GROUPS,
    Institution,
    address,
    patron_barcode,
)
from demo.log_ins import LogIns
from interlend.domain.libraries.models import Library
from interlend.domain.people.models import Patron, Role, RoleAssignment, User, UserGroup


def set_up(institution: Institution, sharing: Library, log_ins: LogIns | None = None) -> dict[str, UserGroup]:
    """Patrons and staff of an institution; code → user group. Without `log_ins` nobody can sign in."""
    groups = {}
    for code, name in USER_GROUPS.items():
        groups[code], _ = UserGroup.objects.update_or_create(code=code, defaults={"name": name})
    for person in READERS:
        patron, _ = Patron.objects.update_or_create(
            barcode=patron_barcode(institution, person),
            defaults={
                "name": person.name,
                "email": address(person.name, institution.code),
                "user_group": groups[person.group],
                "resource_sharing_library": sharing,
            },
        )
        if log_ins and not patron.pin:
            patron.pin = log_ins.hashed_pin
            patron.save(update_fields=["pin"])
    for role, name in STAFF.items():
        _employ(name, address(name, institution.code), Role(role), log_ins)
    if institution.code in AT_TWO.at:
        _employ(AT_TWO.name, address(AT_TWO.name, institution.installation), Role(AT_TWO.role), log_ins)
    return groups


def _employ(name: str, email: str, role: Role, log_ins: LogIns | None) -> None:
    """Give somebody a role in the whole institution, and a password where they have none."""
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name)
    RoleAssignment.objects.get_or_create(user=user, role=role, library=None, desk=None)
    if log_ins and not user.has_usable_password():
        user.password = log_ins.hashed_password
        user.save(update_fields=["password"])
