"""The facts that a table asks for: each is looked up when a guard first reads it, and kept.

A guard that is not reached costs nothing, and the history shows what was really looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from interlend.domain.catalog.models import Item
from interlend.domain.sharing.by import By
from interlend.domain.sharing.lender_answers import does_not_lend
from interlend.domain.sharing.models import HistoryEntry, LendingRequest
from interlend.domain.sharing.subjects import BorrowingSubject, LeftSubject, LendingSubject
from interlend.domain.zones import known_settings
from interlend.kernel.lifecycle.borrowing import Borrowing
from interlend.kernel.lifecycle.happenings import Cause, CompletedWithoutReturn, LoanCompleted
from interlend.kernel.lifecycle.lending import Lending

AnySubject = BorrowingSubject | LendingSubject | LeftSubject


class Facts:
    """Stands in for `BorrowingFacts`, `LendingFacts` or `LeftFacts`: the same names, looked up as read."""

    def __init__(self, subject: AnySubject, by: By) -> None:
        self._subject = subject
        self._by = by
        self._read: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        """A fact's value. Raises AttributeError for a name that this kind of request has no fact of."""
        look_up = _FACTS[type(self._subject)].get(name)
        if look_up is None:
            raise AttributeError(name)
        if name not in self._read:
            self._read[name] = look_up(self._subject, self._by)
        return self._read[name]

    def read(self) -> dict[str, Any]:
        """What was looked at, as values to keep in the history."""
        return {
            name: str(value) if isinstance(value, StrEnum) else value for name, value in self._read.items()
        }


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


def _keep_rejected_active(subject: BorrowingSubject, _by: By) -> bool:
    return subject.keeps_rejected in ("both", "borrowing only")


def _cancel_asked_by(subject: BorrowingSubject, _by: By) -> Cause | None:
    return Cause(subject.request.cancel_asked_by) if subject.request.cancel_asked_by else None


def _state_before_cancel(subject: BorrowingSubject, _by: By) -> Borrowing | None:
    return Borrowing(subject.request.state_before_cancel) if subject.request.state_before_cancel else None


def _does_not_lend(subject: LendingSubject, _by: By) -> bool:
    return bool(does_not_lend(subject.request.library, at=subject.request.created_at))


def _still_away(subject: LendingSubject, _by: By) -> bool:
    request = subject.request
    if request.item is None or request.item.availability != Item.Availability.SHIPPED:
        return False
    away = [Lending.SHIPPED_PHYSICALLY, Lending.RECEIVED_BY_PARTNER, Lending.RETURNED_BY_PARTNER]
    return not LendingRequest.objects.filter(item=request.item, state__in=away).exists()


def _requests_automatically(subject: LendingSubject, _by: By) -> bool:
    return subject.request.library.creates_automatically and bool(
        known_settings.value_of("rs_auto_request_lending")
    )


_FACTS: dict[type[AnySubject], dict[str, Callable[[Any, By], Any]]] = {
    BorrowingSubject: {
        "locates_automatically": lambda subject, _: subject.request.library.activates_locate,
        "another_lender": lambda subject, _: subject.next_is_sent_automatically is not None,
        "next_is_sent_automatically": lambda subject, _: bool(subject.next_is_sent_automatically),
        "cancel_on_locate_failure": lambda subject, _: subject.request.library.cancels_on_locate_failure,
        "keep_rejected_active": _keep_rejected_active,
        "received_at_pickup": _received_at_pickup,
        "lender_has_completed": _lender_has_completed,
        "nobody_asked_yet": lambda subject, _: subject.entry is None,
        "cancel_asked_by": _cancel_asked_by,
        "state_before_cancel": _state_before_cancel,
    },
    LendingSubject: {
        "does_not_lend": _does_not_lend,
        "still_away": _still_away,
        "locates_automatically": lambda subject, _: subject.request.library.locates_automatically,
        "requests_automatically": _requests_automatically,
        "reject_on_locate_failure": lambda subject, _: subject.request.library.rejects_on_locate_failure,
        "reject_when_none_available": lambda subject, _: subject.request.library.rejects_when_none_available,
        "reject_when_none_requestable": (
            lambda subject, _: subject.request.library.rejects_when_none_requestable
        ),
        "reject_when_only_electronic": (
            lambda subject, _: subject.request.library.rejects_when_only_electronic
        ),
    },
    LeftSubject: {},
}
