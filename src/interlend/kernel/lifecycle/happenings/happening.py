"""What every happening has: a name for people, and who may cause it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar


class Cause(StrEnum):
    """Who or what makes something happen."""

    PATRON = "patron"
    """The patron for whom the request was made."""
    STAFF = "staff"
    """A member of staff, by screen, API key or command line; the role is checked by the door."""
    PEER = "peer"
    """The authenticated library at the other end of this very conversation."""
    CLOCK = "clock"
    """A deadline that was reached."""
    SYSTEM = "system"
    """Work of our own that ended: a locate, a delivery, a loan reported by circulation."""


PATRON = frozenset({Cause.PATRON})
STAFF = frozenset({Cause.STAFF})
PATRON_OR_STAFF = frozenset({Cause.PATRON, Cause.STAFF})
DESK = frozenset({Cause.STAFF, Cause.SYSTEM})
PEER = frozenset({Cause.PEER})
CLOCK = frozenset({Cause.CLOCK})
SYSTEM = frozenset({Cause.SYSTEM})


class Sent(StrEnum):
    """What a message of ours was for, told apart when its delivery ends (ISO 18626 action or reason)."""

    REQUEST = "request"
    CANCEL = "cancel"
    RECEIVED = "received"
    SHIPPED_RETURN = "shipped_return"
    RENEW = "renew"
    STATUS_REQUEST = "status_request"
    NOTIFICATION = "notification"
    ANSWER = "answer"
    """A RequestResponse or StatusChange of the lender."""
    CANCEL_RESPONSE = "cancel_response"
    RENEW_RESPONSE = "renew_response"
    STATUS_RESPONSE = "status_response"


class Located(StrEnum):
    """How the lender's locate ended (the five switches of a library's lending setup name the same cases)."""

    AVAILABLE = "available"
    """One title, and a copy of it can be lent now."""
    NONE_HELD = "none_held"
    """No title of ours matches."""
    NONE_AVAILABLE = "none_available"
    """The title is ours and can be lent, but every such copy is away."""
    NONE_REQUESTABLE = "none_requestable"
    """The title is ours, but no copy of it may be lent to this partner."""
    ONLY_ELECTRONIC = "only_electronic"
    """We have the title in electronic form only."""
    SEVERAL = "several"
    """More than one title matches; a person must choose."""


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something that happened to one request. `label` is its name for people."""

    label: ClassVar[str]
    may_be_caused_by: ClassVar[frozenset[Cause]]


@dataclass(frozen=True, kw_only=True)
class PeerHappening(Happening):
    """Something the other library told us by message.

    `sent_at` is the message's own time (header timestamp, or statusInfo.lastChange where there is one);
    `note` is its free text.
    """

    may_be_caused_by: ClassVar[frozenset[Cause]] = PEER
    sent_at: datetime | None = None
    note: str = ""
