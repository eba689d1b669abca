"""General messages to a partner, and the words of any message, for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from interlend.domain.exchange.models import Message
from interlend.domain.sharing import conversing, wording
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest
from interlend.domain.sharing.refusal import NotPossible
from interlend.domain.sharing.subjects import BorrowingSubject
from interlend.kernel.iso18626.codec import decode
from interlend.kernel.iso18626.codes import Action, ReasonForMessage
from interlend.kernel.iso18626.faults import Malformed
from interlend.kernel.iso18626.messages import Request, RequestingAgencyMessage, SupplyingAgencyMessage


def write(request: BorrowingRequest | LendingRequest, text: str, *, now: datetime) -> None:
    """Write to the partner of a request (ISO 18626, action or reason Notification); nothing else changes.

    Raises NotPossible where no lender has been asked.
    """
    if isinstance(request, LendingRequest):
        info, status = wording.answer(
            request,
            status=wording.STATUS_OF[request.state],
            reason=ReasonForMessage.NOTIFICATION,
            now=now,
            note=text,
        )
        conversing.answer(request, info, status, now=now)
        return
    entry = BorrowingSubject(request).entry
    if entry is None or entry.conversation is None:
        raise NotPossible(_("No lender has been asked: there is nobody to write to."))
    conversing.tell(entry.conversation, Action.NOTIFICATION, now=now, note=text)


@dataclass(frozen=True)
class Words:
    """What a message says to people: the status and the reason of a lender's, as codes, and the note."""

    note: str = ""
    status: str = ""
    reason: str = ""


def words_of(message: Message) -> Words:
    """The words of a message; none where it cannot be read."""
    try:
        spoken = decode(bytes(message.body)).message
    except Malformed:
        return Words()
    match spoken:
        case RequestingAgencyMessage():
            return Words(spoken.note or "")
        case SupplyingAgencyMessage():
            info, status = spoken.message_info, spoken.status_info
            return Words(
                info.note or "",
                str(status.status) if status else "",
                info.reason_unfilled.value if info.reason_unfilled else "",
            )
        case Request(service_info=service) if service is not None:
            return Words(service.note or "")
        case _:
            return Words()


def said_in(message: Message) -> str:
    """The note of a message alone. Empty where it has none or cannot be read."""
    return words_of(message).note
