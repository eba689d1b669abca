"""Today: what a library has to do, in the order of the walk through the building.

Each line is a query, and its number is how many rows that query finds; so a line opens exactly its rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interlend.domain.exchange.models import Message
from interlend.domain.libraries.models import Library
from interlend.domain.sharing.searching.counts import counts_and_soonest
from interlend.domain.sharing.searching.query import Key, Side, at_library, parse


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: its name, the list and the query that show it, how many rows, the first one's time.

    `name` is unique within the day; `soonest` is None where nothing is waiting or no time is set.
    """

    name: str
    label: str | Promise
    side: Side
    query: str
    count: int
    soonest: datetime | None


@dataclass(frozen=True, slots=True)
class Today:
    """All that is to do, and how many messages of partners could not take effect yet."""

    tasks: tuple[Task, ...]
    unapplied_messages: int

    def task(self, name: str) -> Task:
        """The task of this name. Raises KeyError."""
        return {task.name: task for task in self.tasks}[name]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A line of the day: its query, and the key that says at which library (None: wherever)."""

    name: str
    label: str | Promise
    side: Side
    query: str
    at: Key


_KINDS = (
    _Kind("to_pull", _("To pull from the shelves"), Side.LENDING, "is:to-pull", Key.SHELF),
    _Kind("to_ship", _("To ship"), Side.LENDING, "is:to-ship", Key.LIBRARY),
    _Kind("arriving", _("Arriving from partners"), Side.BORROWING, "state:shipped_physically", Key.LIBRARY),
    _Kind("in_transit", _("In transit to here"), Side.BORROWING, "state:in_transit_to_pickup", Key.PICKUP),
    _Kind("hold_shelf", _("On the hold shelf"), Side.BORROWING, "state:physically_received", Key.PICKUP),
    _Kind("to_send_back", _("To send back"), Side.BORROWING, "state:returned_by_patron", Key.LIBRARY),
    _Kind("requests_to_answer", _("Requests to answer"), Side.LENDING, "is:to-answer", Key.LIBRARY),
    _Kind("conditions_to_answer", _("Conditions to answer"), Side.BORROWING, "is:to-answer", Key.LIBRARY),
    _Kind("late_borrowing", _("Late, borrowing"), Side.BORROWING, "is:late", Key.LIBRARY),
    _Kind("late_lending", _("Late, lending"), Side.LENDING, "is:late", Key.LIBRARY),
    _Kind(
        "attention_borrowing", _("Needs attention, borrowing"), Side.BORROWING, "is:attention", Key.LIBRARY
    ),
    _Kind("attention_lending", _("Needs attention, lending"), Side.LENDING, "is:attention", Key.LIBRARY),
)


def today(library: Library | None, *, now: datetime) -> Today:
    """What is to do at a library; None: in the whole institution. Three statements."""
    texts = {kind.name: _text(kind, library) for kind in _KINDS}
    found: dict[str, tuple[int, datetime | None]] = {}
    for side in Side:
        asked = {kind.name: parse(texts[kind.name], side) for kind in _KINDS if kind.side is side}
        found |= counts_and_soonest(side, asked, now=now)
    tasks = (Task(kind.name, kind.label, kind.side, texts[kind.name], *found[kind.name]) for kind in _KINDS)
    unapplied = Message.objects.filter(state=Message.State.UNAPPLIED).count()
    return Today(tuple(tasks), unapplied)


def _text(kind: _Kind, library: Library | None) -> str:
    return at_library(kind.query, kind.at, library.code if library else "")
