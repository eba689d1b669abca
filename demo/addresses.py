"""What `make demo` says when everything runs: where the screens are, and as whom to sign in."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from demo import log_ins
from demo.consortium.institutions import (
    AT_TWO,
    INSTITUTIONS,
    READERS,
    STAFF,
    USER_GROUPS,
    address,
    of_installation,
    patron_barcode,
)
from demo.installations import Place

SHOWN = INSTITUTIONS["howard"]
WORK = {
    "services_manager": "everything about requests: borrow, lend, scan, loan",
    "desk_operator": "the desk: scan, hold shelf, loan, return",
    "partners_manager": "partners",
    "fulfillment_administrator": "set up",
}
"""What each of the staff may do, in a word."""


def show(places: list[Place], folder: Path, console: Console) -> None:
    """Addresses, log-ins, and where the keys to the API lie."""
    for place in places:
        _say(console, f"\n[bold]{place.installation.name}[/]  {place.address}/")
        console.print(_screens_of(place))
    opens = log_ins.kept(folder)
    _say(console, f"\n[bold]Staff[/] of {SHOWN.name}; all have the password  [bold]{opens.password}[/]")
    console.print(_staff())
    _say(console, f"\n[bold]Readers[/] of {SHOWN.name}; all cards have the PIN  [bold]{opens.pin}[/]")
    console.print(_readers())
    others = ", ".join(code for code in INSTITUTIONS if code != SHOWN.code)
    _say(console, f"\nLikewise at {others}: put that code in place of “{SHOWN.code}”.")
    _say(console, f"Letters are files in {places[0].mail}.")
    _say(
        console,
        f"Keys to the API are in {places[0].keys_file}; {places[0].address}/api/v1/docs is its reference.",
    )
    _say(console, "People, log-ins, keys, and symbols that begin with DEMO are made up.")
    _say(console, "\nCtrl-C stops the demo; its data stay.")


def _screens_of(place: Place) -> Table:
    shown = _columns()
    for institution in of_installation(place.code):
        at = f"{place.address}/{institution.code}/"
        shown.add_row(institution.name, Text(f"desk {at}desk/"), Text(f"readers {at}"))
    return shown


def _staff() -> Table:
    shown = _columns()
    for role, name in STAFF.items():
        shown.add_row(address(name, SHOWN.code), WORK[role])
    where = " and ".join(INSTITUTIONS[code].name for code in AT_TWO.at)
    shown.add_row(address(AT_TWO.name, SHOWN.installation), f"the same at {where}")
    return shown


def _readers() -> Table:
    shown = _columns()
    for person in READERS:
        shown.add_row(patron_barcode(SHOWN, person), f"{person.name}, {USER_GROUPS[person.group].lower()}")
    return shown


def _columns() -> Table:
    """A table whose cells are whole on every terminal, to be copied."""
    shown = Table.grid(padding=(0, 0, 0, 2))
    for _ in range(3):
        shown.add_column(no_wrap=True, overflow="ignore")
    return shown


def _say(console: Console, line: str) -> None:
    console.print(line, highlight=False, soft_wrap=True)
