"""Today: what this desk has to do, in the order of the walk through the building."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from interlend.domain.sharing.searching.today import Task, today
from interlend.interfaces.desk.lists.sides import LISTS
from interlend.interfaces.screens.entering import staff
from interlend.interfaces.screens.here import Entered, Here

_ROUNDS: tuple[tuple[str | Promise, str, tuple[str, ...]], ...] = (
    (
        _("For other libraries"),
        "package-export",
        ("to_pull", "to_ship", "requests_to_answer", "late_lending"),
    ),
    (_("For our readers"), "package-import", ("arriving", "in_transit", "hold_shelf", "to_send_back")),
    (
        _("To look at"),
        "alert-triangle",
        ("conditions_to_answer", "late_borrowing", "attention_borrowing", "attention_lending"),
    ),
)
_TONES = {
    "late_borrowing": "late",
    "late_lending": "late",
    "attention_borrowing": "look",
    "attention_lending": "look",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do, the list that shows it, and how loudly it speaks."""

    task: Task
    address: str
    tone: str

    @property
    def by(self) -> datetime | None:
        """By when the first of them is due; nothing where it is late already, which its line says."""
        return None if self.tone == "late" else self.task.soonest


@dataclass(frozen=True, slots=True)
class Round:
    """A walk through the building."""

    name: str | Promise
    icon: str
    lines: tuple[Line, ...]


@require_safe
@staff()
def show(request: Entered) -> HttpResponse:
    """The home page of the desk."""
    here = request.here
    found = today(here.library, now=timezone.now())
    lines = {task.name: _line(task, here) for task in found.tasks if here.may(LISTS[task.side].sees)}
    rounds = [
        Round(name, icon, shown) for name, icon, tasks in _ROUNDS if (shown := tuple(_known(lines, tasks)))
    ]
    facts = {
        "rounds": rounds,
        "is_quiet": not any(line.task.count for line in lines.values()),
        "unapplied": found.unapplied_messages,
        "now": timezone.now(),
    }
    return render(request, "desk/today/today.html", facts)


def _known(lines: dict[str, Line], names: Iterable[str]) -> Iterator[Line]:
    return (lines[name] for name in names if name in lines)


def _line(task: Task, here: Here) -> Line:
    tone = _TONES.get(task.name, "do") if task.count else "none"
    return Line(task, LISTS[task.side].at(here, q=task.query), tone)
