"""Readers with their user groups, staff with their roles: all of them made up."""

from __future__ import annotations

from demo.consortium.institutions import READERS, STAFF, USER_GROUPS, Institution, patron_barcode
from interlend.domain.libraries.models import Library
from interlend.domain.people.models import Patron, Role, RoleAssignment, User, UserGroup


def set_up(institution: Institution, sharing: Library) -> dict[str, UserGroup]:
    """Patrons and staff of an institution; code → user group."""
    groups = {}
    for code, name in USER_GROUPS.items():
        groups[code], _ = UserGroup.objects.update_or_create(code=code, defaults={"name": name})
    for person in READERS:
        Patron.objects.update_or_create(
            barcode=patron_barcode(institution, person),
            defaults={
                "name": person.name,
                "email": _address(person.name, institution),
                "user_group": groups[person.group],
                "resource_sharing_library": sharing,
            },
        )
    for role, name in STAFF.items():
        _employ(name, Role(role), institution, sharing)
    return groups


def _employ(name: str, role: Role, institution: Institution, library: Library) -> None:
    email = _address(name, institution)
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name)
    RoleAssignment.objects.get_or_create(user=user, role=role, library=library, desk=None)


def _address(name: str, institution: Institution) -> str:
    return f"{name.lower().replace(' ', '.')}@{institution.code}.example"
