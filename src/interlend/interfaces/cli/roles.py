"""`interlend roles`: who of the staff may do what in an institution."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from interlend.domain.libraries.models import CirculationDesk, Library
from interlend.domain.people import accounts
from interlend.domain.people.models import Role, RoleAssignment, User
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone
from interlend.interfaces.cli.trouble import Trouble
from interlend.interfaces.cli.zones import zone_named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line of `interlend roles`."""
    doing = parser.add_subparsers(dest="doing", required=True, metavar="list|grant|revoke")
    listing = doing.add_parser("list", help="print who has which role, and where")
    listing.add_argument("--zone", required=True, metavar="CODE", help="the institution")
    for name, does in (("grant", "give a role"), ("revoke", "take a role away")):
        command = doing.add_parser(name, help=does)
        command.add_argument("email", help="the address by which the user signs in")
        command.add_argument(
            "role",
            choices=[role.value for role in Role],
            metavar="ROLE",
            help=", ".join(role.value for role in Role),
        )
        command.add_argument("--zone", required=True, metavar="CODE", help="the institution")
        command.add_argument("--library", metavar="CODE", help="only at this library of it")
        command.add_argument("--desk", metavar="CODE", help="only at this desk of the library")


def run(arguments: argparse.Namespace) -> int:
    """List, grant or revoke; 0 when that is done. Raises Trouble."""
    zone = zone_named(arguments.zone)
    if arguments.doing == "list":
        return _list(zone)
    user = accounts.find(arguments.email)
    if user is None:
        raise Trouble(f"There is no user {arguments.email}: make one by `interlend make-user`.")
    with scope.entered(zone.pk):
        library, desk = _place(arguments.library, arguments.desk)
        held: dict[str, Any] = {"user": user, "role": Role(arguments.role), "library": library, "desk": desk}
        if arguments.doing == "grant":
            RoleAssignment.objects.get_or_create(**held)
            return 0
        taken, _kinds = RoleAssignment.objects.filter(**held).delete()
    if not taken:
        raise Trouble(f"{user.email} does not have this role there: see `interlend roles list`.")
    return 0


def _list(zone: Zone) -> int:
    with scope.entered(zone.pk):
        held = RoleAssignment.objects.select_related("user", "library", "desk__library")
        for each in held.order_by("user__email", "role", "id"):
            line = f"{each.user.email:<40} {each.role:<26} {_where(each):<20} {_state(each.user)}"
            sys.stdout.write(f"{line}\n")
    return 0


def _where(held: RoleAssignment) -> str:
    if held.desk is not None:
        return f"{held.desk.library.code} {held.desk.code}"
    return held.library.code if held.library is not None else "everywhere"


def _state(user: User) -> str:
    return user.name if user.is_active else f"{user.name} (switched off)"


def _place(library: str | None, desk: str | None) -> tuple[Library | None, CirculationDesk | None]:
    if library is None:
        if desk is not None:
            raise Trouble("Say by --library which library the desk belongs to.")
        return None, None
    at = Library.objects.filter(code=library).first()
    if at is None:
        raise Trouble(f"There is no library {library} there.")
    if desk is None:
        return at, None
    chosen = CirculationDesk.objects.filter(library=at, code=desk).first()
    if chosen is None:
        raise Trouble(f"The library {library} has no desk {desk}.")
    return None, chosen
