"""What the borrowing table may want to know, and the questions it asks."""

from dataclasses import dataclass

from interlend.kernel.lifecycle import happenings as h
from interlend.kernel.lifecycle.borrowing_states import Borrowing
from interlend.kernel.lifecycle.table import Remembered, guard


@dataclass(frozen=True, kw_only=True)
class BorrowingFacts:
    """The facts about one borrowing request at the moment when something happens to it."""

    locates_automatically: bool
    """The resource sharing library's "Automatically activate locate profile"."""
    another_lender: bool
    """The rota has a pending entry after the active one."""
    next_is_sent_automatically: bool
    """The sending borrowing request rules say that the next pending lender is asked without staff."""
    cancel_on_locate_failure: bool
    """The resource sharing library's "Cancel request on locate failure"."""
    keep_rejected_active: bool
    """The setting `rs_keep_rejected_request_active` covers borrowing."""
    received_at_pickup: bool
    """The desk that receives the item belongs to the library where the patron picks it up."""
    lender_has_completed: bool
    """The active lender has already closed the loan (LoanCompleted or CompletedWithoutReturn)."""
    nobody_asked_yet: bool = False
    """The rota has no active lender: the next one is about to be sent the request."""
    cancel_asked_by: h.Cause | None = None
    """While a cancel waits for its answer: patron or staff."""
    state_before_cancel: Borrowing | None = None
    """While a cancel waits for its answer: where the request stands again if it is refused."""


BEFORE_CANCEL = Remembered("where it stood before the cancel", "state_before_cancel")


@guard("locates_automatically")
def locates_automatically(facts: BorrowingFacts, _: h.Placed) -> bool:
    """the library locates automatically"""
    return facts.locates_automatically


@guard()
def found_some(_: BorrowingFacts, locate: h.LocateFinished) -> bool:
    """a possible lender was found"""
    return locate.found > 0


@guard("another_lender")
def another_lender(facts: BorrowingFacts, _: h.Happening) -> bool:
    """another lender is left in the rota"""
    return facts.another_lender


@guard("next_is_sent_automatically")
def sent_automatically(facts: BorrowingFacts, _: h.Happening) -> bool:
    """the rules send to it automatically"""
    return facts.next_is_sent_automatically


@guard("nobody_asked_yet")
def nobody_asked_yet(facts: BorrowingFacts, _: h.Happening) -> bool:
    """the next lender has not been sent the request yet"""
    return facts.nobody_asked_yet


@guard("cancel_on_locate_failure")
def cancel_on_locate_failure(facts: BorrowingFacts, _: h.Happening) -> bool:
    """the library cancels on locate failure"""
    return facts.cancel_on_locate_failure


@guard("keep_rejected_active")
def keep_rejected_active(facts: BorrowingFacts, _: h.Happening) -> bool:
    """rejected requests are kept active"""
    return facts.keep_rejected_active


@guard()
def lapsed(_: BorrowingFacts, unfilled: h.Unfilled) -> bool:
    """the lender let it expire"""
    return unfilled.expired


@guard()
def about_the_request(
    _: BorrowingFacts, delivery: h.Delivered | h.DeliveryRefused | h.DeliveryFailed
) -> bool:
    """the message was the request itself"""
    return delivery.message is h.Sent.REQUEST


@guard()
def agreed(_: BorrowingFacts, answer: h.CancelAnswered | h.RenewAnswered) -> bool:
    """the lender agreed"""
    return answer.agreed


@guard("cancel_asked_by")
def asked_by_patron(facts: BorrowingFacts, _: h.Happening) -> bool:
    """the patron had asked to cancel"""
    return facts.cancel_asked_by is h.Cause.PATRON


@guard("received_at_pickup")
def received_at_pickup(facts: BorrowingFacts, _: h.Receive) -> bool:
    """the patron picks it up here"""
    return facts.received_at_pickup


@guard("lender_has_completed")
def lender_has_completed(facts: BorrowingFacts, _: h.SendBack) -> bool:
    """the lender has already closed the loan"""
    return facts.lender_has_completed
