"""A request as a line of a list: where it stands, whose turn it is and by when, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from interlend.domain.sharing.searching.query import TABLES, Side
from interlend.interfaces.screens.here import Here
from interlend.kernel.lifecycle.states import Actor, StateCard


@dataclass(frozen=True, slots=True)
class Line:
    """`turn` says who acts next, `place` where the copy or its reader is; empty where there is nothing."""

    request: Any
    address: str
    status: str
    tone: str
    partner: str
    turn: str
    act_by: datetime | None
    is_late: bool
    due: datetime | None
    is_overdue: bool
    place: str


def lines(side: Side, rows: Iterable[Any], here: Here, now: datetime) -> list[Line]:
    """The lines of rows that came from `searching.search`. No statement."""
    return [_line(side, row, here, now) for row in rows]


def _line(side: Side, row: Any, here: Here, now: datetime) -> Line:
    table = TABLES[side]
    card = table.cards[table.states(row.state)]
    partner = _partner(side, row)
    due = row.due_at if side is Side.LENDING else row.lender_due_at
    is_late = not card.terminal and row.act_by is not None and row.act_by < now
    return Line(
        request=row,
        address=reverse(f"desk:{side}-request", kwargs={"zone": here.zone.code, "number": row.number}),
        status=_(card.label),
        tone="stop" if is_late else "look" if row.needs_attention or card.needs_attention else "",
        partner=partner,
        turn=_turn(card, partner),
        act_by=None if card.terminal else row.act_by,
        is_late=is_late,
        due=due,
        is_overdue=due is not None and due < now and not card.terminal,
        place=_place(side, row),
    )


def _partner(side: Side, row: Any) -> str:
    if side is Side.LENDING:
        return str(row.partner.name)
    return str(row.lenders[0].partner.name) if row.lenders else ""


def _turn(card: StateCard, partner: str) -> str:
    match card.next_actor:
        case Actor.US:
            return _(card.primary_action.label) if card.primary_action else _("You")
        case Actor.PARTNER:
            return partner or _("The partner")
        case Actor.PATRON:
            return _("The reader")
        case _:
            return ""


def _place(side: Side, row: Any) -> str:
    if side is Side.BORROWING:
        return f"{row.patron.name} · {row.pickup_library.name}"
    if row.item is None:
        return ""
    return " · ".join(filter(None, [row.item.location.name, row.item.call_number]))
