"""ReShare: packs several items, each with call number and title, into one item id.

`multivol:` begins each of several; within one, commas part barcode, call number and title. In a Notification
it always writes status RequestReceived, which says nothing.
"""

from dataclasses import replace

from interlend.kernel.iso18626.codes import ReasonForMessage
from interlend.kernel.iso18626.messages import Message, SupplyingAgencyMessage

LABEL = "ReShare"

_ITEM = "multivol:"


def outgoing(message: Message) -> Message:
    """Return the message with several item ids packed into one."""
    match message:
        case SupplyingAgencyMessage(delivery_info=delivery) if delivery and len(delivery.item_ids) > 1:
            packed = ",".join(f"{_ITEM}{item_id}" for item_id in delivery.item_ids)
            return replace(message, delivery_info=replace(delivery, item_ids=(packed,)))
        case _:
            return message


def incoming(message: Message) -> Message:
    """Return the message with the barcodes of its items, and a Notification without its status."""
    match message:
        case SupplyingAgencyMessage():
            return _with_barcodes(_without_status_in_notification(message))
        case _:
            return message


def _with_barcodes(message: SupplyingAgencyMessage) -> SupplyingAgencyMessage:
    delivery = message.delivery_info
    if delivery is None or not delivery.item_ids:
        return message
    items = (item for item_id in delivery.item_ids for item in item_id.split(_ITEM))
    barcodes = tuple(barcode for item in items if (barcode := item.split(",")[0].strip()))
    return replace(message, delivery_info=replace(delivery, item_ids=barcodes))


def _without_status_in_notification(message: SupplyingAgencyMessage) -> SupplyingAgencyMessage:
    is_notification = message.message_info.reason_for_message == ReasonForMessage.NOTIFICATION
    if not is_notification or message.status_info is None:
        return message
    return replace(message, status_info=replace(message.status_info, status=None))
