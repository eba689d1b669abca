"""What a message means: the happening that it is for the request it belongs to.

Decided once and for every partner, whatever reason it put on it:

- the answer (answerYesNo) to a cancel or renewal request wins over the status beside it;
- a status counts in a RequestResponse and in a StatusChange alike, as the first message or the tenth:
  systems differ in which of the two they send, and Loaned may well be the first word of a lender;
- a status in a Notification is not believed; a loan condition or a price in its own element is, because
  some systems state conditions in no other way;
- an empty status says that nothing changed;
- notes are handed on for people and decide nothing.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from interlend.kernel.iso18626.codes import Action, MessageStatus, ReasonForMessage, Status, YesNo
from interlend.kernel.iso18626.messages import (
    Confirmation,
    Message,
    Request,
    RequestConfirmation,
    RequestingAgencyMessage,
    RequestingAgencyMessageConfirmation,
    Spoken,
    SupplyingAgencyMessage,
    SupplyingAgencyMessageConfirmation,
)
from interlend.kernel.iso18626.parts import Costs, DeliveryInfo, StatusInfo
from interlend.kernel.lifecycle import happenings as happens

EXPIRED = "Expired"
"""Our own code of reasonUnfilled for a request that the lender let lapse; the standard has none."""


class Side(StrEnum):
    """Which side of the conversation we are."""

    BORROWER = "borrower"
    LENDER = "lender"


def meaning(message: Message, we_are: Side) -> happens.Happening | None:
    """Return what `message`, received by the side that we are, means for the request.

    None where it means nothing for that side: a confirmation, a message that only the other side can
    receive, or a code that `faults.refusals` refuses.
    """
    match message, we_are:
        case SupplyingAgencyMessage(), Side.BORROWER:
            return _from_lender(message)
        case RequestingAgencyMessage(), Side.LENDER:
            return _from_borrower(message)
        case Request(), Side.LENDER:
            note = message.service_info.note if message.service_info else None
            return happens.RequestArrived(sent_at=message.header.timestamp, note=note or "")
        case _:
            return None


def sent(message: Spoken | Confirmation) -> happens.Sent:
    """Return what a message of ours was for; of a confirmation, what the message that it confirms was for.

    What has no name of its own counts as a Notification: nothing waits for its delivery.
    """
    match message:
        case Request() | RequestConfirmation():
            return happens.Sent.REQUEST
        case RequestingAgencyMessage(action=action) | RequestingAgencyMessageConfirmation(action=action):
            return _SENT_BY_ACTION.get(action or "", happens.Sent.NOTIFICATION)
        case SupplyingAgencyMessage(message_info=info):
            return _SENT_BY_REASON.get(info.reason_for_message, happens.Sent.NOTIFICATION)
        case SupplyingAgencyMessageConfirmation(reason_for_message=reason):
            return _SENT_BY_REASON.get(reason or "", happens.Sent.NOTIFICATION)


def delivery(
    confirmation: Confirmation, was_for: happens.Sent
) -> happens.Delivered | happens.DeliveryRefused:
    """Return what the confirmation of a message of ours means: taken in, or refused with the reason given.

    Only OK is taken for OK; an errorData beside OK is the habit of some systems and does not refuse.
    """
    if confirmation.confirmation_header.message_status == MessageStatus.OK:
        return happens.Delivered(message=was_for)
    reasons = (
        ": ".join(part for part in (each.error_type, each.error_value) if part)
        for each in confirmation.error_data
    )
    return happens.DeliveryRefused(message=was_for, reason="; ".join(reasons))


_SAID_BY_ACTION: dict[str, type[happens.PeerHappening]] = {
    Action.CANCEL: happens.PartnerCancels,
    Action.RECEIVED: happens.PartnerReceived,
    Action.SHIPPED_RETURN: happens.PartnerReturned,
    Action.SHIPPED_FORWARD: happens.PartnerForwarded,
    Action.RENEW: happens.PartnerAsksRenewal,
    Action.STATUS_REQUEST: happens.PartnerAsksStatus,
    Action.LOST: happens.PartnerReportsLost,
    Action.NOTIFICATION: happens.PartnerNotifies,
    Action.HOLD_RETURN: happens.PartnerNotifies,
}

# Statuses that say nothing beyond themselves; the others are in `_status_change`.
_SAID_BY_STATUS: dict[str | None, type[happens.PeerHappening]] = {
    None: happens.NotificationReceived,
    Status.REQUEST_RECEIVED: happens.RequestAccepted,
    Status.WILL_SUPPLY: happens.WillSupply,
    Status.LOAN_COMPLETED: happens.LoanCompleted,
    Status.COMPLETED_WITHOUT_RETURN: happens.CompletedWithoutReturn,
    Status.CANCELLED: happens.CancelledByPartner,
}


_SENT_BY_ACTION: dict[str, happens.Sent] = {
    Action.CANCEL: happens.Sent.CANCEL,
    Action.RECEIVED: happens.Sent.RECEIVED,
    Action.SHIPPED_RETURN: happens.Sent.SHIPPED_RETURN,
    Action.RENEW: happens.Sent.RENEW,
    Action.STATUS_REQUEST: happens.Sent.STATUS_REQUEST,
}

_SENT_BY_REASON: dict[str, happens.Sent] = {
    ReasonForMessage.REQUEST_RESPONSE: happens.Sent.ANSWER,
    ReasonForMessage.STATUS_CHANGE: happens.Sent.ANSWER,
    ReasonForMessage.CANCEL_RESPONSE: happens.Sent.CANCEL_RESPONSE,
    ReasonForMessage.RENEW_RESPONSE: happens.Sent.RENEW_RESPONSE,
    ReasonForMessage.STATUS_REQUEST_RESPONSE: happens.Sent.STATUS_RESPONSE,
}


def _from_borrower(message: RequestingAgencyMessage) -> happens.Happening | None:
    said = _SAID_BY_ACTION.get(message.action)
    if said is None:
        return None
    # HoldReturn has no happening of its own; without a note, staff would see an empty message.
    unspoken = message.action if message.action == Action.HOLD_RETURN else ""
    return said(sent_at=message.header.timestamp, note=message.note or str(unspoken))


def _from_lender(message: SupplyingAgencyMessage) -> happens.Happening | None:
    info, status = message.message_info, message.status_info
    told: dict[str, Any] = {
        "sent_at": (status.last_change if status else None) or message.header.timestamp,
        "note": info.note or "",
    }
    match info.reason_for_message:
        case ReasonForMessage.NOTIFICATION:
            return _condition(message, told) or happens.NotificationReceived(**told)
        case ReasonForMessage.CANCEL_RESPONSE if isinstance(info.answer_yes_no, YesNo):
            return happens.CancelAnswered(agreed=info.answer_yes_no == YesNo.Y, **told)
        case ReasonForMessage.RENEW_RESPONSE if isinstance(info.answer_yes_no, YesNo):
            due = status.due_date if status else None
            return happens.RenewAnswered(agreed=info.answer_yes_no == YesNo.Y, due=due, **told)
        case ReasonForMessage.STATUS_REQUEST_RESPONSE:
            return happens.StatusReported(status=str(status.status or "") if status else "", **told)
        case ReasonForMessage.REQUEST_RESPONSE | ReasonForMessage.STATUS_CHANGE:
            return _status_change(message, status or StatusInfo(), told)
        case _:
            return None


def _status_change(
    message: SupplyingAgencyMessage, status_info: StatusInfo, told: dict[str, Any]
) -> happens.Happening | None:
    status, due = status_info.status, status_info.due_date
    delivery_info = message.delivery_info or DeliveryInfo()
    if status in (Status.EXPECT_TO_SUPPLY, Status.WILL_SUPPLY) and (offered := _condition(message, told)):
        return offered
    if said := _SAID_BY_STATUS.get(status):
        return said(**told)
    match status:
        case Status.EXPECT_TO_SUPPLY:
            return happens.RequestAccepted(expects_to_supply=True, **told)
        case Status.LOANED:
            shipped_at = delivery_info.date_sent
            return happens.Shipped(item_ids=delivery_info.item_ids, due=due, shipped_at=shipped_at, **told)
        case Status.OVERDUE:
            return happens.OverdueNotice(due=due, **told)
        case Status.RECALLED:
            return happens.Recalled(due=due, **told)
        case Status.RETRY_POSSIBLE:
            return _retry(message, told)
        case Status.UNFILLED:
            code = message.message_info.reason_unfilled
            reason = code.value if code else ""
            return happens.Unfilled(reason=reason, expired=reason == EXPIRED, **told)
        case Status.COPY_COMPLETED:
            return happens.CopyCompleted(item_ids=delivery_info.item_ids, **told)
        case Status.HOLD_RETURN | Status.RELEASE_HOLD_RETURN:
            return happens.StatusReported(status=str(status), **told)
        case _:
            return None


def _condition(message: SupplyingAgencyMessage, told: dict[str, Any]) -> happens.ConditionOffered | None:
    """Return the condition under which the lender would supply, where its own elements state one."""
    conditions = message.delivery_info.loan_conditions if message.delivery_info else ()
    cost, currency = _price(message.retry_info.offered_costs if message.retry_info else ())
    if not conditions and not cost:
        return None
    codes = tuple(code.value for code in conditions)
    return happens.ConditionOffered(conditions=codes, cost=cost, currency=currency, **told)


def _retry(message: SupplyingAgencyMessage, told: dict[str, Any]) -> happens.RetryOffered:
    code, retry = message.message_info.reason_retry, message.retry_info
    cost, currency = _price(retry.offered_costs if retry else ())
    return happens.RetryOffered(
        reason=code.value if code else "",
        after=retry.retry_after if retry else None,
        before=retry.retry_before if retry else None,
        cost=cost,
        currency=currency,
        **told,
    )


def _price(offered: tuple[Costs, ...]) -> tuple[Decimal | None, str]:
    """Return the first amount offered and its currency; an amount of nothing is no offer."""
    for costs in offered:
        if costs.monetary_value > 0:
            return costs.monetary_value, costs.currency_code.value
    return None, ""
