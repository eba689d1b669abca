"""The facts that a table may ask for, gathered from our rows; only those it does ask for cost a query."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from interlend.domain.sharing.by import By
from interlend.domain.sharing.models import HistoryEntry
from interlend.domain.sharing.subjects import BorrowingSubject, LeftSubject, LendingSubject
from interlend.domain.zones import known_settings
from interlend.kernel.lifecycle.borrowing import Borrowing
from interlend.kernel.lifecycle.borrowing_facts import BorrowingFacts
from interlend.kernel.lifecycle.happenings import Cause, CompletedWithoutReturn, LoanCompleted
from interlend.kernel.lifecycle.left import LeftFacts
from interlend.kernel.lifecycle.lending_facts import LendingFacts

AnySubject = BorrowingSubject | LendingSubject | LeftSubject
_NOT_ASKED = {
    "locates_automatically": False,
    "another_lender": False,
    "next_is_sent_automatically": False,
    "cancel_on_locate_failure": False,
    "keep_rejected_active": False,
    "received_at_pickup": False,
    "lender_has_completed": False,
}


def gather(subject: AnySubject, names: frozenset[str], by: By) -> tuple[Any, dict[str, Any]]:
    """The facts for a decision, and those that were asked for as values to keep in the history."""
    if isinstance(subject, LeftSubject):
        return LeftFacts(), {}
    if isinstance(subject, LendingSubject):
        switches: dict[str, Any] = {name: _LENDING[name](subject) for name in names}
        return LendingFacts(**{**dict.fromkeys(_LENDING, False), **switches}), switches
    asked = {name: _BORROWING[name](subject, by) for name in names}
    kept = {name: str(value) if isinstance(value, StrEnum) else value for name, value in asked.items()}
    return BorrowingFacts(**{**_NOT_ASKED, **asked}), kept


def _received_at_pickup(subject: BorrowingSubject, by: By) -> bool:
    here = by.library_id or subject.request.library_id
    return here == subject.request.pickup_library_id


def _lender_has_completed(subject: BorrowingSubject, _by: By) -> bool:
    if subject.entry is None or subject.entry.conversation_id is None:
        return False
    closing = [LoanCompleted.__name__, CompletedWithoutReturn.__name__]
    return HistoryEntry.objects.filter(
        borrowing_request=subject.request,
        happening__in=closing,
        was_refused=False,
        message__conversation_id=subject.entry.conversation_id,
    ).exists()


def _keep_rejected_active(_subject: BorrowingSubject, _by: By) -> bool:
    return known_settings.value_of("rs_keep_rejected_request_active") in ("both", "borrowing only")


def _state_before_cancel(subject: BorrowingSubject, _by: By) -> Borrowing | None:
    return Borrowing(subject.request.state_before_cancel) if subject.request.state_before_cancel else None


_BORROWING: dict[str, Callable[[BorrowingSubject, By], Any]] = {
    "locates_automatically": lambda subject, _: subject.request.library.activates_locate,
    "another_lender": lambda subject, _: subject.next_entry is not None,
    "next_is_sent_automatically": lambda subject, _: bool(
        subject.next_entry and subject.next_entry.sends_automatically
    ),
    "cancel_on_locate_failure": lambda subject, _: subject.request.library.cancels_on_locate_failure,
    "keep_rejected_active": _keep_rejected_active,
    "received_at_pickup": _received_at_pickup,
    "lender_has_completed": _lender_has_completed,
    "cancel_asked_by": lambda subject, _: (
        Cause(subject.request.cancel_asked_by) if subject.request.cancel_asked_by else None
    ),
    "state_before_cancel": _state_before_cancel,
}

_LENDING: dict[str, Callable[[LendingSubject], bool]] = {
    "locates_automatically": lambda subject: subject.request.library.locates_automatically,
    "requests_automatically": lambda subject: (
        subject.request.library.creates_automatically
        and bool(known_settings.value_of("rs_auto_request_lending"))
    ),
    "reject_on_locate_failure": lambda subject: subject.request.library.rejects_on_locate_failure,
    "reject_when_none_available": lambda subject: subject.request.library.rejects_when_none_available,
    "reject_when_none_requestable": lambda subject: subject.request.library.rejects_when_none_requestable,
    "reject_when_only_electronic": lambda subject: subject.request.library.rejects_when_only_electronic,
}
