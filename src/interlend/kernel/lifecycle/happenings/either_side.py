"""What can happen on either side of a loan."""

from dataclasses import dataclass

from interlend.kernel.lifecycle.happenings.happening import DESK, STAFF, SYSTEM, Happening, Sent
from interlend.kernel.words import marked


@dataclass(frozen=True, kw_only=True)
class Delivered(Happening):
    """The other side confirmed a message of ours with OK."""

    label = marked("Message delivered")
    may_be_caused_by = SYSTEM
    message: Sent


@dataclass(frozen=True, kw_only=True)
class DeliveryRefused(Happening):
    """The other side confirmed a message of ours with ERROR; `reason` is its error in words."""

    label = marked("Message refused by the partner's system")
    may_be_caused_by = SYSTEM
    message: Sent
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class DeliveryFailed(Happening):
    """A message of ours could not be delivered; `reason` says what the last try met."""

    label = marked("Message could not be delivered")
    may_be_caused_by = SYSTEM
    message: Sent
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class LocateAgain(Happening):
    """Staff start the locate once more."""

    label = marked("Locate")
    may_be_caused_by = STAFF


@dataclass(frozen=True, kw_only=True)
class CompleteByHand(Happening):
    """Staff close a request whose other side will say nothing more; `reason` is kept in the history."""

    label = marked("Complete")
    may_be_caused_by = STAFF
    reason: str


@dataclass(frozen=True, kw_only=True)
class SendBack(Happening):
    """The item leaves us on its way home to the lender."""

    label = marked("Return item to partner")
    may_be_caused_by = DESK
    barcode: str = ""
