"""What the lending table may want to know, and the questions it asks."""

from dataclasses import dataclass

from interlend.kernel.lifecycle import happenings as h
from interlend.kernel.lifecycle.table import guard


@dataclass(frozen=True, kw_only=True)
class LendingFacts:
    """The switches of the lending library and of its institution."""

    locates_automatically: bool
    """The library's "Automatically locate resource"."""
    requests_automatically: bool
    """The setting `rs_auto_request_lending`: a located item goes to the pull list without staff."""
    reject_on_locate_failure: bool
    """The library's "Reject request on locate failure"."""
    reject_when_none_available: bool
    """The library's "Reject when no available items"."""
    reject_when_none_requestable: bool
    """The library's "Reject when no requestable items"."""
    reject_when_only_electronic: bool
    """The library's "Reject when only electronic available"."""
    does_not_lend: bool = False
    """The request arrived on a day on which the library is temporarily inactive for lending."""
    still_away: bool = False
    """The item was never checked in after this loan, and has not been lent to another partner since."""


@guard("locates_automatically")
def locates_automatically(facts: LendingFacts, _: h.RequestArrived) -> bool:
    """the library locates automatically"""
    return facts.locates_automatically


@guard("does_not_lend")
def does_not_lend(facts: LendingFacts, _: h.RequestArrived) -> bool:
    """the library is inactive for lending"""
    return facts.does_not_lend


@guard("still_away")
def still_away(facts: LendingFacts, _: h.CheckIn) -> bool:
    """the item is still away"""
    return facts.still_away


@guard()
def available(_: LendingFacts, locate: h.LocateOutcome) -> bool:
    """an item can be lent"""
    return locate.kind is h.Located.AVAILABLE


@guard("requests_automatically")
def requests_automatically(facts: LendingFacts, _: h.LocateOutcome) -> bool:
    """the institution requests it automatically"""
    return facts.requests_automatically


@guard()
def not_one_title(_: LendingFacts, locate: h.LocateOutcome) -> bool:
    """no title matches, or several do"""
    return locate.kind in (h.Located.NONE_HELD, h.Located.SEVERAL)


@guard("reject_on_locate_failure")
def reject_on_locate_failure(facts: LendingFacts, _: h.LocateOutcome) -> bool:
    """the library rejects on locate failure"""
    return facts.reject_on_locate_failure


@guard("reject_when_none_available")
def none_available_and_rejected(facts: LendingFacts, locate: h.LocateOutcome) -> bool:
    """no item is available, and the library rejects then"""
    return locate.kind is h.Located.NONE_AVAILABLE and facts.reject_when_none_available


@guard("reject_when_none_requestable")
def none_requestable_and_rejected(facts: LendingFacts, locate: h.LocateOutcome) -> bool:
    """no item may be lent to this partner, and the library rejects then"""
    return locate.kind is h.Located.NONE_REQUESTABLE and facts.reject_when_none_requestable


@guard("reject_when_only_electronic")
def only_electronic_and_rejected(facts: LendingFacts, locate: h.LocateOutcome) -> bool:
    """the title is only electronic, and the library rejects then"""
    return locate.kind is h.Located.ONLY_ELECTRONIC and facts.reject_when_only_electronic


@guard()
def agreed(_: LendingFacts, answer: h.AnswerCancel) -> bool:
    """staff agree"""
    return answer.agreed
