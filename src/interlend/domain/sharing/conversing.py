"""What we say to a partner about a request: each function writes one message into the outbox."""

from __future__ import annotations

from datetime import datetime

from interlend.domain.exchange import outbox
from interlend.domain.exchange.conversations import begin_as_borrower
from interlend.domain.exchange.models import Conversation
from interlend.domain.sharing import wording
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest, RotaEntry
from interlend.kernel.iso18626.codes import Action, Status
from interlend.kernel.iso18626.messages import (
    Request,
    RequestingAgencyMessage,
    SupplyingAgencyMessage,
)
from interlend.kernel.iso18626.parts import Code, Costs, DeliveryInfo, MessageInfo, StatusInfo
from interlend.kernel.lifecycle.happenings import OfferCondition


def ask(request: BorrowingRequest, entry: RotaEntry, *, our_agency_id: int, now: datetime) -> Conversation:
    """Open a conversation with the partner of this entry and send it the request."""
    conversation = begin_as_borrower(partner=entry.partner, our_agency_id=our_agency_id)
    message = Request(
        header=outbox.heading(conversation, now=now),
        bibliographic_info=wording.bibliographic_info(request),
        publication_info=wording.publication_info(request),
        service_info=wording.service_info(request),
        supplier_infos=wording.supplier_infos(entry),
        requested_delivery_infos=wording.delivery_infos(request),
        requesting_agency_info=wording.requesting_agency_info(request),
        patron_info=wording.patron_info(request, entry),
    )
    outbox.send(conversation, message, now=now)
    return conversation


def tell(conversation: Conversation, action: Action, *, now: datetime, note: str = "") -> None:
    """Tell the lender something, or ask it to cancel."""
    header = outbox.heading(conversation, now=now)
    message = RequestingAgencyMessage(header=header, action=action, note=note or None)
    outbox.send(conversation, message, now=now)


def answer(
    request: LendingRequest,
    info: MessageInfo,
    status: StatusInfo,
    *,
    now: datetime,
    delivery: DeliveryInfo | None = None,
) -> None:
    """Tell the borrower where we stand. Our own number of the request goes along."""
    message = SupplyingAgencyMessage(
        header=wording.with_our_number(outbox.heading(request.conversation, now=now), request),
        message_info=info,
        status_info=status,
        delivery_info=delivery,
    )
    outbox.send(request.conversation, message, now=now)


def offer_condition(request: LendingRequest, offer: OfferCondition, *, now: datetime) -> None:
    """Tell the borrower under which condition the item would come (WillSupply with its conditions)."""
    info, status = wording.answer(request, status=Status.WILL_SUPPLY, now=now, note=offer.note)
    costs = (Costs(Code(offer.currency), offer.cost),) if offer.cost is not None else ()
    delivery = DeliveryInfo(
        date_sent=now,
        loan_conditions=tuple(Code(condition) for condition in offer.conditions),
        delivery_costs=costs,
    )
    answer(request, info, status, now=now, delivery=delivery)
