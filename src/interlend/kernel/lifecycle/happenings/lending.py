"""What can happen to a lending request: what the borrower tells us, then what we do."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from interlend.kernel.lifecycle.happenings.happening import (
    CLOCK,
    DESK,
    STAFF,
    SYSTEM,
    Happening,
    Located,
    PeerHappening,
)
from interlend.kernel.words import marked


@dataclass(frozen=True, kw_only=True)
class RequestArrived(PeerHappening):
    """A partner asks us for an item (ISO 18626 request)."""

    label = marked("Request arrived")


@dataclass(frozen=True, kw_only=True)
class PartnerCancels(PeerHappening):
    """The borrower asks to cancel (action Cancel); we owe one answer."""

    label = marked("Borrower asks to cancel")


@dataclass(frozen=True, kw_only=True)
class PartnerReceived(PeerHappening):
    """The borrower has the item (action Received)."""

    label = marked("Borrower received the item")


@dataclass(frozen=True, kw_only=True)
class PartnerReturned(PeerHappening):
    """The borrower sent the item back (action ShippedReturn)."""

    label = marked("Borrower sent the item back")


@dataclass(frozen=True, kw_only=True)
class PartnerForwarded(PeerHappening):
    """The borrower sent the item on to another library (action ShippedForward)."""

    label = marked("Borrower sent the item on")


@dataclass(frozen=True, kw_only=True)
class PartnerAsksRenewal(PeerHappening):
    """The borrower asks to keep the item longer (action Renew)."""

    label = marked("Borrower asks to renew")


@dataclass(frozen=True, kw_only=True)
class PartnerAsksStatus(PeerHappening):
    """The borrower asks where its request stands (action StatusRequest)."""

    label = marked("Borrower asks for the status")


@dataclass(frozen=True, kw_only=True)
class PartnerNotifies(PeerHappening):
    """The borrower wrote to us (action Notification)."""

    label = marked("Message from the borrower")


@dataclass(frozen=True, kw_only=True)
class PartnerReportsLost(PeerHappening):
    """The borrower says that the item is lost (action Lost, version 2021-2)."""

    label = marked("Borrower reports the item lost")


@dataclass(frozen=True, kw_only=True)
class LocateOutcome(Happening):
    """Our search for the wanted item ended; `reason` says in words why nothing can be lent, where so."""

    label = marked("Locate finished")
    may_be_caused_by = SYSTEM
    kind: Located
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class LocateByHand(Happening):
    """Staff name the item that will be lent, by its barcode."""

    label = marked("Choose item")
    may_be_caused_by = STAFF
    item: str


@dataclass(frozen=True, kw_only=True)
class PullFailed(Happening):
    """The item on the pull list could not be fetched: not on its shelf, or wanted by somebody else first."""

    label = marked("Item could not be fetched")
    may_be_caused_by = DESK
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class AnswerWillSupply(Happening):
    """Staff tell the borrower that the item will come; the answer deadline no longer runs."""

    label = marked("Will supply")
    may_be_caused_by = STAFF
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class OfferCondition(Happening):
    """Staff tell the borrower under which condition the item would come. `answer_by` is for information."""

    label = marked("Set a condition")
    may_be_caused_by = STAFF
    conditions: tuple[str, ...] = ()
    cost: Decimal | None = None
    currency: str = ""
    note: str = ""
    answer_by: date | None = None


@dataclass(frozen=True, kw_only=True)
class Reject(Happening):
    """Staff decline the request; `reason` is a code of reasonUnfilled."""

    label = marked("Reject")
    may_be_caused_by = STAFF
    reason: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Ship(Happening):
    """The item, known by its barcode, leaves us. Without `due` the Lending terms of use give the due date."""

    label = marked("Ship item physically")
    may_be_caused_by = STAFF
    barcode: str
    due: datetime | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class AnswerDeadlinePassed(Happening):
    """We have not answered within the partner's limit (job Expired Resource Sharing Requests)."""

    label = marked("Answer deadline passed")
    may_be_caused_by = CLOCK


@dataclass(frozen=True, kw_only=True)
class CheckIn(Happening):
    """Our item is home: it was scanned at a desk of ours."""

    label = marked("Check in")
    may_be_caused_by = DESK
    barcode: str


@dataclass(frozen=True, kw_only=True)
class AnswerCancel(Happening):
    """Staff answer the borrower's wish to cancel."""

    label = marked("Answer cancel request")
    may_be_caused_by = STAFF
    agreed: bool
    note: str = ""
