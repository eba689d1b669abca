"""A partner's message, taken in by the inbox, finds its request and happens to it."""

from __future__ import annotations

from datetime import datetime

from interlend.domain.exchange import inbox
from interlend.domain.exchange.models import Conversation
from interlend.domain.libraries.calendar import calendar_of
from interlend.domain.sharing import deadlines
from interlend.domain.sharing.advance import advance
from interlend.domain.sharing.by import By
from interlend.domain.sharing.lender_answers import resource_sharing_library_of
from interlend.domain.sharing.models import LendingRequest
from interlend.domain.sharing.numbers import new_number
from interlend.domain.sharing.reading import citation_of, needed_by_of, requester_of
from interlend.domain.sharing.subjects import LendingSubject, borrowing_by_conversation
from interlend.kernel.iso18626.conversation import HowToApply
from interlend.kernel.iso18626.events import Side, meaning
from interlend.kernel.iso18626.messages import Request
from interlend.kernel.lifecycle.happenings import Cause
from interlend.kernel.lifecycle.lending import Lending


class NobodyLends(LookupError):
    """A request reached an agency of ours that has no resource sharing library."""


def apply(arrival: inbox.Arrival) -> None:
    """Let a message happen to its request. Inside the open scope, once."""
    conversation, row = arrival.conversation, arrival.row
    by = By(cause=Cause.PEER, name=conversation.partner.name)
    now = row.created_at
    if isinstance(arrival.message, Request):
        subject = LendingSubject(_lending_request(arrival.message, conversation, now))
        happening = meaning(arrival.message, Side.LENDER)
    elif conversation.role == Conversation.Role.LENDER:
        subject = LendingSubject.of_conversation(conversation)
        happening = meaning(arrival.message, Side.LENDER)
    else:
        borrowing = borrowing_by_conversation(conversation)
        happening = meaning(arrival.message, Side.BORROWER)
        if happening:
            is_late = arrival.verdict == HowToApply.OLDER
            advance(borrowing, happening, by=by, now=now, message=row, is_late_news=is_late)
        return
    if happening:
        is_late = arrival.verdict == HowToApply.OLDER
        advance(subject, happening, by=by, now=now, message=row, is_late_news=is_late)


def _lending_request(message: Request, conversation: Conversation, now: datetime) -> LendingRequest:
    library = resource_sharing_library_of(conversation.our_agency_id)
    if library is None:
        raise NobodyLends(f"Agency {conversation.our_agency_id} has no resource sharing library.")
    calendar = calendar_of(library)
    needed_by = needed_by_of(message, calendar)
    return LendingRequest.objects.create(
        number=new_number("L"),
        library=library,
        partner=conversation.partner,
        conversation=conversation,
        state=Lending.CREATED,
        needed_by=needed_by,
        partner_note=(message.service_info.note or "") if message.service_info else "",
        requester=requester_of(message),
        expires_at=deadlines.expires(
            partner=conversation.partner, calendar=calendar, needed_by=needed_by, received_at=now
        ),
        **citation_of(message),
    )
