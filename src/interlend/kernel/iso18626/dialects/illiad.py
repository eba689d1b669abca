"""ILLiad: knows only the codes of the open lists, and one item id, in which commas part several items."""

from dataclasses import replace

from interlend.kernel.iso18626.dialects.known_codes import (
    with_known_codes,
    with_known_loan_conditions,
)
from interlend.kernel.iso18626.messages import Message, Request, SupplyingAgencyMessage

LABEL = "ILLiad"


def outgoing(message: Message) -> Message:
    """Return the message with codes of the lists only, and all item ids in one."""
    match message:
        case Request():
            return with_known_codes(message)
        case SupplyingAgencyMessage():
            return with_items_joined(with_known_loan_conditions(message))
        case _:
            return message


def incoming(message: Message) -> Message:
    """Return the message with the item ids taken apart at the commas."""
    match message:
        case SupplyingAgencyMessage():
            return with_items_apart(message)
        case _:
            return message


def with_items_joined(message: SupplyingAgencyMessage) -> SupplyingAgencyMessage:
    """Return the message with several item ids as one, with commas between."""
    delivery = message.delivery_info
    if delivery is None or len(delivery.item_ids) < 2:
        return message
    return replace(message, delivery_info=replace(delivery, item_ids=(",".join(delivery.item_ids),)))


def with_items_apart(message: SupplyingAgencyMessage) -> SupplyingAgencyMessage:
    """Return the message with an item id that has commas as several."""
    delivery = message.delivery_info
    if delivery is None or not any("," in each for each in delivery.item_ids):
        return message
    apart = tuple(part.strip() for each in delivery.item_ids for part in each.split(",") if part.strip())
    return replace(message, delivery_info=replace(delivery, item_ids=apart))
