"""What can happen to a borrowing request: what we do, then what the lender tells us."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from interlend.kernel.lifecycle.happenings.happening import (
    CLOCK,
    DESK,
    PATRON,
    PATRON_OR_STAFF,
    STAFF,
    SYSTEM,
    Happening,
    PeerHappening,
)
from interlend.kernel.words import marked


@dataclass(frozen=True, kw_only=True)
class Placed(Happening):
    """The request was made and passed its checks (eligibility, own holdings)."""

    label = marked("Request placed")
    may_be_caused_by = PATRON_OR_STAFF


@dataclass(frozen=True, kw_only=True)
class RotaMissing(Happening):
    """No rota assignment rule matches, so nobody is on the list of possible lenders."""

    label = marked("No rota")
    may_be_caused_by = SYSTEM


@dataclass(frozen=True, kw_only=True)
class LocateFinished(Happening):
    """Locate has asked every partner of the rota; `found` of them may be able to lend."""

    label = marked("Locate finished")
    may_be_caused_by = SYSTEM
    found: int


@dataclass(frozen=True, kw_only=True)
class Send(Happening):
    """Staff send the request to the next lender of the rota."""

    label = marked("Send")
    may_be_caused_by = STAFF


@dataclass(frozen=True, kw_only=True)
class Asked(Happening):
    """The request was put on its way to the next lender of the rota."""

    label = marked("Lender asked")
    may_be_caused_by = SYSTEM


@dataclass(frozen=True, kw_only=True)
class NotAskedInTime(Happening):
    """The next lender of the rota should have been sent the request by now, and was not."""

    label = marked("Not yet sent to the next lender")
    may_be_caused_by = CLOCK


@dataclass(frozen=True, kw_only=True)
class NoAnswerInTime(Happening):
    """The lender has said neither yes nor no by one day after the partner's limit."""

    label = marked("No answer in time")
    may_be_caused_by = CLOCK


@dataclass(frozen=True, kw_only=True)
class CancelByPatron(Happening):
    """The patron no longer wants the item."""

    label = marked("Cancel (patron)")
    may_be_caused_by = PATRON
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CancelByStaff(Happening):
    """Staff end the request; `reason` is the code of the institution's list."""

    label = marked("Cancel")
    may_be_caused_by = STAFF
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class AcceptCondition(Happening):
    """Staff agree to the lender's condition."""

    label = marked("Accept condition")
    may_be_caused_by = STAFF
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class DeclineCondition(Happening):
    """Staff do not agree to the lender's condition; the next lender is asked."""

    label = marked("Decline condition")
    may_be_caused_by = STAFF
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RejectByHand(Happening):
    """Staff record that the active lender said no by mail or telephone."""

    label = marked("Reject")
    may_be_caused_by = STAFF
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Receive(Happening):
    """The lender's item was unpacked at our desk; `barcode` is the one scanned for the temporary item."""

    label = marked("Receive")
    may_be_caused_by = STAFF
    barcode: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ArriveAtPickup(Happening):
    """The received item reached the library where the patron picks it up."""

    label = marked("Arrived at pickup library")
    may_be_caused_by = DESK


@dataclass(frozen=True, kw_only=True)
class LoanToPatron(Happening):
    """The item was checked out to the patron, to be back at `due`."""

    label = marked("Loan")
    may_be_caused_by = DESK
    due: datetime


@dataclass(frozen=True, kw_only=True)
class ReturnByPatron(Happening):
    """The patron brought the item back."""

    label = marked("Return")
    may_be_caused_by = DESK


@dataclass(frozen=True, kw_only=True)
class RequestAccepted(PeerHappening):
    """The lender has the request and looks into it (status RequestReceived or ExpectToSupply)."""

    label = marked("Lender accepted the request")
    expects_to_supply: bool = False


@dataclass(frozen=True, kw_only=True)
class WillSupply(PeerHappening):
    """The lender will supply (status WillSupply without a condition)."""

    label = marked("Lender will supply")


@dataclass(frozen=True, kw_only=True)
class ConditionOffered(PeerHappening):
    """The lender will supply under a condition: codes of loanCondition, a cost, or free text in the note."""

    label = marked("Lender set a condition")
    conditions: tuple[str, ...] = ()
    cost: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, kw_only=True)
class Unfilled(PeerHappening):
    """The lender cannot supply (status Unfilled). `expired`: it let the request lapse unanswered."""

    label = marked("Lender cannot supply")
    reason: str = ""
    expired: bool = False


@dataclass(frozen=True, kw_only=True)
class RetryOffered(PeerHappening):
    """The lender cannot supply as asked, but might if asked again (status RetryPossible)."""

    label = marked("Lender suggests to ask again")
    reason: str = ""
    after: datetime | None = None
    before: datetime | None = None
    cost: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, kw_only=True)
class Shipped(PeerHappening):
    """The item is on its way to us (status Loaned), due back at the lender's at `due`."""

    label = marked("Lender shipped the item")
    item_ids: tuple[str, ...] = ()
    due: datetime | None = None
    shipped_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class CopyCompleted(PeerHappening):
    """The lender supplied a copy that is not to come back (status CopyCompleted)."""

    label = marked("Lender supplied a copy")
    item_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CancelAnswered(PeerHappening):
    """The lender answered our Cancel; `agreed` is its answerYesNo, which wins over the status beside it."""

    label = marked("Lender answered the cancel request")
    agreed: bool


@dataclass(frozen=True, kw_only=True)
class CancelledByPartner(PeerHappening):
    """The lender ended the request unasked (status Cancelled that answers no Cancel of ours)."""

    label = marked("Lender cancelled")


@dataclass(frozen=True, kw_only=True)
class OverdueNotice(PeerHappening):
    """The lender says that the item is overdue (status Overdue)."""

    label = marked("Lender sent an overdue notice")
    due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Recalled(PeerHappening):
    """The lender wants its item back before time (status Recalled)."""

    label = marked("Lender recalled the item")
    due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RenewAnswered(PeerHappening):
    """The lender answered our Renew; where `agreed`, `due` is the new due date."""

    label = marked("Lender answered the renewal request")
    agreed: bool
    due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class LoanCompleted(PeerHappening):
    """The lender has its item back and checked it in (status LoanCompleted)."""

    label = marked("Lender checked the item in")


@dataclass(frozen=True, kw_only=True)
class CompletedWithoutReturn(PeerHappening):
    """The lender closed the loan although the item did not come back (status CompletedWithoutReturn)."""

    label = marked("Lender closed the loan without return")


@dataclass(frozen=True, kw_only=True)
class StatusReported(PeerHappening):
    """The lender's answer to a question of ours about the status; `status` is its code."""

    label = marked("Lender reported its status")
    status: str = ""


@dataclass(frozen=True, kw_only=True)
class NotificationReceived(PeerHappening):
    """The lender wrote to us; a status that came with it is not believed (reason Notification)."""

    label = marked("Message from the lender")


@dataclass(frozen=True, kw_only=True)
class ReceiveLate(Happening):
    """An item arrived from a lender that we had already left; it only passes through our hands."""

    label = marked("Receive late item")
    may_be_caused_by = STAFF
    barcode: str = ""
