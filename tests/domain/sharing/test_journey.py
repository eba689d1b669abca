"""The way of a request as a line of stops: `●` behind, `◉` here, `○` ahead, `✕` in vain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from interlend.domain.partners.models import Partner
from interlend.domain.sharing import journey
from interlend.domain.sharing.models import BorrowingRequest, HistoryEntry, LendingRequest, RotaEntry

MORNING = datetime(2026, 11, 24, 9, tzinfo=UTC)
MARKS = {
    journey.Mark.DONE: "●",
    journey.Mark.HERE: "◉",
    journey.Mark.AHEAD: "○",
    journey.Mark.OFF: "✕",
}
AHEAD = "○ Shipped ○ Received ○ Loaned ○ Returned ○ Sent back ○ Home"
HERE_AND_BACK = "● Shipped ● Received ● Loaned ● Returned"


def drawn(stops: list[journey.Stop]) -> str:
    return " ".join(f"{MARKS[stop.mark]} {stop.name}" for stop in stops)


def went(*path: str, by: str = "") -> list[HistoryEntry]:
    """A history that enters these states hour by hour; what happened at the end is `by`."""
    return [
        HistoryEntry(
            from_state=before,
            to_state=after,
            at=MORNING + timedelta(hours=hour),
            happening=by if after == path[-1] else "",
        )
        for hour, (before, after) in enumerate(zip(("", *path), path, strict=False))
    ]


def rota(*places: tuple[str, str]) -> list[RotaEntry]:
    """Partners and their standings; those still pending were not asked."""
    return [
        RotaEntry(
            partner=Partner(name=name),
            standing=standing,
            position=position,
            asked_at=None if standing in ("pending", "not_located") else MORNING,
        )
        for position, (name, standing) in enumerate(places, start=1)
    ]


# fmt: off
BORROWED: list[tuple[str, list[Any], list[HistoryEntry], str]] = [
    ("locate_in_process", [],
     went("locate_in_process"),
     f"● Asked ◉ A lender {AHEAD}"),
    ("request_sent", [("American", "rejected"), ("Albany", "active"), ("Buffalo", "pending")],
     went("locate_in_process", "request_sent"),
     f"● Asked ✕ American ◉ Albany {AHEAD}"),
    ("ready_to_send", [("American", "left"), ("Albany", "pending")],
     went("locate_in_process", "request_sent", "ready_to_send"),
     f"● Asked ✕ American ◉ A lender {AHEAD}"),
    ("shipped_physically", [("Albany", "active")],
     went("request_sent", "shipped_physically"),
     "● Asked ● Albany ◉ Shipped ○ Received ○ Loaned ○ Returned ○ Sent back ○ Home"),
    ("physically_received", [("Albany", "active")],
     went("request_sent", "physically_received"),
     "● Asked ● Albany ◉ Received ○ Loaned ○ Returned ○ Sent back ○ Home"),
    ("returned_to_partner", [("Albany", "active")],
     went("request_sent", "shipped_physically", "physically_received", "returned_to_partner"),
     "● Asked ● Albany ● Shipped ● Received ◉ Sent back ○ Home"),
    ("request_completed", [("Albany", "supplied")],
     went("shipped_physically", "physically_received", "loaned", "returned_by_patron", "returned_to_partner",
          "request_completed", by="LoanCompleted"),
     f"● Asked ● Albany {HERE_AND_BACK} ● Sent back ● Home"),
    ("request_completed", [("Albany", "supplied")],
     went("shipped_physically", "physically_received", "loaned", "returned_by_patron", "request_completed",
          by="SendBack"),
     f"● Asked ● Albany {HERE_AND_BACK} ● Home"),
    ("request_completed", [("Albany", "supplied")],
     went("shipped_physically", "physically_received", "returned_to_partner", "request_completed",
          by="CompleteByHand"),
     "● Asked ● Albany ● Shipped ● Received ● Sent back ● Home"),
    ("request_completed", [("Albany", "supplied")],
     went("shipped_physically", "request_completed", by="CompleteByHand"),
     "● Asked ● Albany ● Shipped ✕ Request completed"),
    ("cancelled_by_staff", [("American", "rejected")],
     went("request_sent", "waiting_for_cancel_response", "cancelled_by_staff", by="CancelAnswered"),
     "● Asked ✕ American ✕ Cancelled by staff"),
]
LENT: list[tuple[str, list[HistoryEntry], str]] = [
    ("created", [],
     "◉ Asked of us ○ Copy found ○ Will supply ○ Shipped ○ Received ○ Returned ○ Home"),
    ("conditional", went("being_processed", "conditional"),
     "● Asked of us ● Copy found ◉ Will supply ○ Shipped ○ Received ○ Returned ○ Home"),
    ("received_by_partner", went("being_processed", "shipped_physically", "received_by_partner"),
     "● Asked of us ● Copy found ● Shipped ◉ Received ○ Returned ○ Home"),
    ("request_completed", went("shipped_physically", "request_completed", by="CheckIn"),
     "● Asked of us ● Shipped ● Home"),
    ("request_completed", went("shipped_physically", "request_completed", by="CompleteByHand"),
     "● Asked of us ● Shipped ✕ Request completed"),
    ("rejected", went("being_processed", "rejected", by="Reject"),
     "● Asked of us ● Copy found ✕ Rejected the borrower request"),
]
# fmt: on


@pytest.mark.parametrize(("state", "places", "history", "line"), BORROWED)
def test_the_way_of_what_we_borrow(
    state: str, places: list[Any], history: list[HistoryEntry], line: str
) -> None:
    request = BorrowingRequest(state=state, created_at=MORNING)
    assert drawn(journey.of_borrowing(request, rota(*places), history)) == line


@pytest.mark.parametrize(("state", "history", "line"), LENT)
def test_the_way_of_what_we_lend(state: str, history: list[HistoryEntry], line: str) -> None:
    request = LendingRequest(state=state, created_at=MORNING, partner=Partner(name="Howard"))
    assert drawn(journey.of_lending(request, history)) == line


def test_a_stop_says_when_it_was_reached_and_what_there_is_to_say() -> None:
    places = rota(("American", "rejected"), ("Albany", "active"))
    places[0].reason = "Not on shelf"
    request = BorrowingRequest(state="in_transit_to_pickup", created_at=MORNING)
    stops = journey.of_borrowing(request, places, went("shipped_physically", "in_transit_to_pickup"))
    assert [(stop.name, stop.at and stop.at.hour, stop.word) for stop in stops[:5]] == [
        ("Asked", 9, ""),
        ("American", 9, "Not on shelf"),
        ("Albany", 9, "supplies"),
        ("Shipped", 9, ""),
        ("Received", 10, "In transit to pickup library"),
    ]
