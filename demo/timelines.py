"""What happened to a request on all sides, as one table, with the reason of every automatic choice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from demo.consortium.institutions import TIME_ZONE

BY = {
    "patron": "patron",
    "staff": "staff",
    "peer": "partner",
    "clock": "system",
    "system": "system",
}


class Side(NamedTuple):
    """One side of a request: at which institution, and its timeline as the API gives it."""

    institution: str
    timeline: list[dict[str, Any]]


def day_of(moment: str) -> str:
    """The library's day of a moment as the API gives it."""
    day = _here(moment)
    return f"{day:%b} {day.day}, {day.year}"


def rota_of(request: dict[str, Any]) -> Table:
    """The rota of a borrowing request: who was asked, who was not, and why."""
    table = _table("Rota", "Came out as", "Why")
    for entry in request["rota"]:
        asked = entry["asked_at"] is not None
        table.add_row(
            Text(f"{entry['position']}  {entry['partner_name']}", style="" if asked else "dim"),
            entry["standing_label"],
            entry["reason"],
        )
    return table


def timeline_of(sides: Iterable[Side]) -> Table:
    """All that happened, in the order of time."""
    table = _table("Time", "At", "What happened", "By", "Stands at", "Why")
    for column in (0, 1, 3):
        table.columns[column].no_wrap = True
    for column, share in ((2, 7), (4, 7), (5, 17)):
        table.columns[column].ratio = share
    rows = [(_here(entry["at"]), side.institution, entry) for side in sides for entry in side.timeline]
    begun = set()
    for at, institution, entry in sorted(rows, key=lambda row: row[0]):
        moved = entry["to_label"] != entry["from_label"] or institution not in begun
        begun.add(institution)
        table.add_row(
            f"{at:%H:%M:%S}.{at.microsecond // 100_000}",
            institution,
            Text(entry["label"], style="red" if entry["was_refused"] else ""),
            BY[entry["cause"]],
            entry["to_label"] if moved else "",
            _why(entry),
        )
    return table


def _table(*columns: str) -> Table:
    return Table(
        *columns,
        box=box.SIMPLE_HEAD,
        show_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
        expand=True,
    )


def _why(entry: dict[str, Any]) -> Group:
    """What the history says; for a choice by rules, what came of it and how each rule was read."""
    decision = entry["decision"]
    said = [Text(entry["text"])] if entry["text"] else []
    if decision:
        said.append(Text(decision["outcome"]))
        said += [Text(line, style="dim") for line in decision["explanation"]]
    return Group(*said)


def _here(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(ZoneInfo(TIME_ZONE))
