"""Alma: shows little but the note, and expects each status under a reason of its own.

To Alma: ExpectToSupply is unknown to it; conditions, prices, addresses and the reason of a refusal are said
again in the note, in words, because its staff see them nowhere else; codes are those of the lists only.
From Alma: one item id, in which commas part several items.
"""

from dataclasses import replace

from interlend.kernel.iso18626.codes import ReasonForMessage, Status
from interlend.kernel.iso18626.dialects.illiad import with_items_apart, with_items_joined
from interlend.kernel.iso18626.dialects.known_codes import (
    with_known_codes,
    with_known_loan_conditions,
)
from interlend.kernel.iso18626.messages import Message, Request, SupplyingAgencyMessage
from interlend.kernel.iso18626.parts import PhysicalAddress, ServiceInfo

LABEL = "Alma"

_OURS_TO_CHOOSE = (ReasonForMessage.REQUEST_RESPONSE, ReasonForMessage.STATUS_CHANGE)
_SUPPLIED = (Status.LOANED, Status.COPY_COMPLETED)


def outgoing(message: Message) -> Message:
    """Return the message as Alma shows and accepts it best."""
    match message:
        case Request():
            return _with_delivery_in_note(with_known_codes(message))
        case SupplyingAgencyMessage():
            known = with_known_loan_conditions(_without_expect_to_supply(message))
            told = _with_facts_in_note(_with_costs_on_delivery(known))
            return with_items_joined(_with_expected_reason(told))
        case _:
            return message


def incoming(message: Message) -> Message:
    """Return the message with the item ids taken apart at the commas."""
    match message:
        case SupplyingAgencyMessage():
            return with_items_apart(message)
        case _:
            return message


def _status(message: SupplyingAgencyMessage) -> str | None:
    return message.status_info.status if message.status_info else None


def _without_expect_to_supply(message: SupplyingAgencyMessage) -> SupplyingAgencyMessage:
    if message.status_info is None or message.status_info.status != Status.EXPECT_TO_SUPPLY:
        return message
    return replace(message, status_info=replace(message.status_info, status=Status.WILL_SUPPLY))


def _has_condition_or_price(message: SupplyingAgencyMessage) -> bool:
    conditions = message.delivery_info.loan_conditions if message.delivery_info else ()
    offered = message.retry_info.offered_costs if message.retry_info else ()
    return bool(conditions) or any(costs.monetary_value > 0 for costs in offered)


def _with_expected_reason(message: SupplyingAgencyMessage) -> SupplyingAgencyMessage:
    if message.message_info.reason_for_message not in _OURS_TO_CHOOSE:
        return message
    match _status(message):
        case Status.WILL_SUPPLY if _has_condition_or_price(message):
            reason = ReasonForMessage.NOTIFICATION  # else Alma does not show the note
        case Status.WILL_SUPPLY | Status.LOAN_COMPLETED:
            reason = ReasonForMessage.REQUEST_RESPONSE
        case Status.LOANED:
            reason = ReasonForMessage.STATUS_CHANGE
        case _:
            return message
    return replace(message, message_info=replace(message.message_info, reason_for_message=reason))


def _with_costs_on_delivery(message: SupplyingAgencyMessage) -> SupplyingAgencyMessage:
    offered = message.retry_info.offered_costs if message.retry_info else ()
    delivery = message.delivery_info
    if not offered or delivery is None or delivery.delivery_costs or _status(message) not in _SUPPLIED:
        return message
    return replace(message, delivery_info=replace(delivery, delivery_costs=offered))


def _with_facts_in_note(message: SupplyingAgencyMessage) -> SupplyingAgencyMessage:
    info = message.message_info
    note = ", ".join([*_facts_before(message), *([info.note] if info.note else []), *_facts_after(message)])
    if _status(message) == Status.LOANED and message.return_info:
        sent_back_to = [message.return_info.name, *_lines(message.return_info.physical_address)]
        note = _with_line(note, "Return to", [line for line in sent_back_to if line])
    return replace(message, message_info=replace(info, note=note or None))


def _facts_before(message: SupplyingAgencyMessage) -> list[str]:
    delivery = message.delivery_info
    offered = message.retry_info.offered_costs if message.retry_info else ()
    facts = []
    if delivery and delivery.delivery_method and delivery.delivery_method.value == "URL":
        facts += [f"URL: {url}" for url in ([delivery.url] if delivery.url else delivery.item_ids)]
    facts += [f"Condition: {code}" for code in (delivery.loan_conditions if delivery else ())]
    facts += [f"Cost: {costs}" for costs in offered if costs.monetary_value > 0]
    return [fact for fact in facts if fact not in (message.message_info.note or "")]


def _facts_after(message: SupplyingAgencyMessage) -> list[str]:
    info = message.message_info
    if info.reason_for_message != ReasonForMessage.NOTIFICATION or _status(message) != Status.UNFILLED:
        return []
    return ["Status: Unfilled", *([f"Reason: {info.reason_unfilled}"] if info.reason_unfilled else [])]


def _with_delivery_in_note(request: Request) -> Request:
    service = request.service_info or ServiceInfo()
    note = service.note or ""
    costs = request.billing_info.maximum_costs if request.billing_info else None
    if costs and costs.monetary_value > 0:
        note = _with_line(note, "Cost", [str(costs)])
    wishes = (wish.address for wish in request.requested_delivery_infos if wish.address)
    address = next((each.physical_address for each in wishes if each.physical_address), None)
    if address:
        name = request.requesting_agency_info.name if request.requesting_agency_info else None
        note = _with_line(note, "Ship to", [*([name] if name else []), *_lines(address)])
    return replace(request, service_info=replace(service, note=note)) if note else request


def _with_line(note: str, introduction: str, facts: list[str]) -> str:
    if not facts:
        return note
    line = f"{introduction}: {', '.join(facts)}"
    return f"{note}\n{line}" if note else line


def _lines(address: PhysicalAddress | None) -> list[str]:
    if address is None:
        return []
    place = [address.locality, str(address.region or ""), address.postal_code]
    lines = [
        address.line1,
        address.line2,
        " ".join(part for part in place if part),
        str(address.country or ""),
    ]
    return [line for line in lines if line]
