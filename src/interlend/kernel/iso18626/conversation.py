"""Repeats, order and confirmations: decided here for the inbox, the outbox and every simulation alike.

ISO 18626 has no message id and no sequence number, and a sender that heard nothing sends again. So:

- the *inbox key* tells the identical message again: the stored confirmation is given again;
- the *semantic key* tells the same meaning under a new timestamp: confirmed, recorded, without effect;
- an *answer* to an open ask always applies; any other status change applies unless it is older, by the
  sender's own `lastChange`, than the last one applied. Times of different senders are never compared.
"""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from lxml import etree

from interlend.kernel.iso18626 import structure_v1_2
from interlend.kernel.iso18626.canonical import canonical, canonical_meaning
from interlend.kernel.iso18626.codec import Decoded
from interlend.kernel.iso18626.codes import Action, MessageStatus, ReasonForMessage, recognized
from interlend.kernel.iso18626.faults import Malformed, Problem, error_data
from interlend.kernel.iso18626.messages import (
    Confirmation,
    ConfirmationHeader,
    Kind,
    Message,
    Request,
    RequestConfirmation,
    RequestingAgencyMessage,
    RequestingAgencyMessageConfirmation,
    Spoken,
    SupplyingAgencyMessage,
    SupplyingAgencyMessageConfirmation,
)
from interlend.kernel.iso18626.parts import AgencyId, Code, ErrorData
from interlend.kernel.iso18626.structure import NAMESPACE

ASK_AGAIN_AFTER: Final = timedelta(days=1)
"""The same ask sooner than this is the sender's second try; later it is a new wish (another renewal)."""


class Ask(StrEnum):
    """What one side can ask and the other answers; kept in the conversation while it is open."""

    REQUEST = "Request"
    CANCEL = "Cancel"
    RENEW = "Renew"
    STATUS_REQUEST = "StatusRequest"


class HowToApply(StrEnum):
    """What becomes of a message that was taken in."""

    APPLY = "apply"
    """Let it happen."""
    REPEAT = "repeat"
    """It says what was said before: record it, without effect."""
    OLDER = "older"
    """It was overtaken: it may happen if the table has a row for it, else record and show it."""


_ANSWERS_TO = {
    ReasonForMessage.REQUEST_RESPONSE: Ask.REQUEST,
    ReasonForMessage.CANCEL_RESPONSE: Ask.CANCEL,
    ReasonForMessage.RENEW_RESPONSE: Ask.RENEW,
    ReasonForMessage.STATUS_REQUEST_RESPONSE: Ask.STATUS_REQUEST,
}
_ASKED_BY = {
    Action.CANCEL: Ask.CANCEL,
    Action.RENEW: Ask.RENEW,
    Action.STATUS_REQUEST: Ask.STATUS_REQUEST,
}


def inbox_key(
    *,
    peer: str,
    our_symbol: str,
    their_symbol: str,
    request_id: str,
    kind: Kind,
    timestamp: datetime,
    body: bytes | etree._Element,
) -> bytes:
    """Return the 32 bytes that two messages share only if they are the same message.

    `peer` is the authenticated sender, never what the XML says. `body` is the whole document or its root;
    prefixes, white space and comments in it do not matter.
    """
    parts = (peer, our_symbol, their_symbol, request_id, kind.value, timestamp.isoformat())
    key = hashlib.sha256()
    for part in parts:
        key.update(f"{len(part)}:{part}".encode())
    key.update(hashlib.sha256(canonical(body)).digest())
    return key.digest()


def semantic_key(decoded: Decoded) -> bytes:
    """Return the 32 bytes that two messages share if they differ in the header timestamp at most."""
    return hashlib.sha256(canonical_meaning(decoded.root)).digest()


def asks(message: Message) -> Ask | None:
    """Return what this message asks, to be kept as open until it is answered."""
    match message:
        case Request():
            return Ask.REQUEST
        case RequestingAgencyMessage(action=Action() as action):
            return _ASKED_BY.get(action)
        case _:
            return None


def answers(message: Message) -> Ask | None:
    """Return what this message answers, by its reason."""
    match message:
        case SupplyingAgencyMessage(message_info=info):
            reason = info.reason_for_message
            return _ANSWERS_TO.get(reason) if isinstance(reason, ReasonForMessage) else None
        case _:
            return None


def changed_at(message: Message) -> datetime | None:
    """Return the sender's own time of the change that this message reports; None for a Notification.

    The caller keeps the latest one of what it applied, per conversation, as `last_applied_change`.
    """
    match message:
        case SupplyingAgencyMessage(message_info=info, status_info=status):
            if info.reason_for_message == ReasonForMessage.NOTIFICATION:
                return None
            return (status.last_change if status else None) or message.header.timestamp
        case RequestingAgencyMessage(action=action):
            return None if action == Action.NOTIFICATION else message.header.timestamp
        case Request():
            return message.header.timestamp
        case _:
            return None


def how_to_apply(
    message: Message,
    *,
    last_applied_change: datetime | None,
    open_asks: Collection[str],
    since_same_meaning: timedelta | None = None,
) -> HowToApply:
    """Decide whether a message happens, repeats what was said, or was overtaken.

    `last_applied_change`: the latest `changed_at` applied in this conversation from this sender.
    `open_asks`: the asks of either side that are not answered yet (values of `Ask`).
    `since_same_meaning`: how long ago a message with the same semantic key was taken in; None if never.
    """
    if answers(message) in open_asks:
        return HowToApply.APPLY
    if since_same_meaning is not None and not _is_asked_anew(message, open_asks, since_same_meaning):
        return HowToApply.REPEAT
    changed = changed_at(message)
    if changed is not None and last_applied_change is not None and changed < last_applied_change:
        return HowToApply.OLDER
    return HowToApply.APPLY


def _is_asked_anew(message: Message, open_asks: Collection[str], since: timedelta) -> bool:
    """Say whether the same words are a new wish: a question of status always, a renewal after some time."""
    match asks(message):
        case Ask.STATUS_REQUEST:
            return True
        case (Ask.CANCEL | Ask.RENEW) as ask:
            return ask not in open_asks and since >= ASK_AGAIN_AFTER
        case _:
            return False


def confirm_ok(message: Spoken, received_at: datetime) -> Confirmation:
    """Return the confirmation that a message was taken in; action or reason is echoed.

    `timestamp` is our own moment, `timestampReceived` the header timestamp of the message confirmed: so do
    the peers that match confirmations by it. Encode it in the version of the message (`Decoded.version`).
    """
    return _confirmation(message, received_at, ())


def confirm_error(
    message: Spoken, fault: Problem | Malformed | ErrorData, received_at: datetime
) -> Confirmation:
    """Return the confirmation that a message was not taken in, and why. Only the first fault is told."""
    return _confirmation(message, received_at, (error_data(fault),))


def confirm_unreadable(malformed: Malformed, received_at: datetime) -> Confirmation:
    """Return the ERROR confirmation for bytes of which no message could be made.

    It is of the kind that the sender seems to have meant (else a requestConfirmation) and names the libraries
    and the request as far as they can be seen. Encode it as v1.2.
    """
    body = _body_of(malformed.root)
    header = ConfirmationHeader(
        supplying_agency_id=_agency_seen(body, "supplyingAgencyId"),
        requesting_agency_id=_agency_seen(body, "requestingAgencyId"),
        timestamp=received_at,
        requesting_agency_request_id=_text_seen(body, "header/requestingAgencyRequestId"),
        timestamp_received=received_at,
        message_status=MessageStatus.ERROR,
    )
    errors = (error_data(malformed),)
    name = None if body is None else etree.QName(body).localname
    if name == Kind.REQUESTING_AGENCY_MESSAGE:
        action = recognized(Action, _text_seen(body, "action") or "")
        known = action if action in structure_v1_2.ACTION.allowed else None
        return RequestingAgencyMessageConfirmation(
            confirmation_header=header, action=known, error_data=errors
        )
    if name == Kind.SUPPLYING_AGENCY_MESSAGE:
        reason = recognized(ReasonForMessage, _text_seen(body, "messageInfo/reasonForMessage") or "")
        return SupplyingAgencyMessageConfirmation(
            confirmation_header=header,
            reason_for_message=reason if isinstance(reason, ReasonForMessage) else None,
            error_data=errors,
        )
    return RequestConfirmation(confirmation_header=header, error_data=errors)


def confirms(confirmation: Confirmation, message: Spoken) -> bool:
    """Say whether a confirmation can be the answer to `message`: its kind, and the request id if it has one.

    The two timestamps are not compared: systems disagree on whether `timestampReceived` is the time of the
    message or of its arrival, and both come in the answer to our own call. Ids come back in another case.
    """
    header = confirmation.confirmation_header
    stated = header.requesting_agency_request_id
    same_id = stated is None or stated.casefold() == message.header.requesting_agency_request_id.casefold()
    return confirmation.kind == f"{message.kind}Confirmation" and same_id


def _confirmation(message: Spoken, at: datetime, errors: tuple[ErrorData, ...]) -> Confirmation:
    header = ConfirmationHeader(
        supplying_agency_id=message.header.supplying_agency_id,
        requesting_agency_id=message.header.requesting_agency_id,
        timestamp=at,
        requesting_agency_request_id=message.header.requesting_agency_request_id,
        timestamp_received=message.header.timestamp,
        message_status=MessageStatus.ERROR if errors else MessageStatus.OK,
    )
    match message:
        case Request():
            return RequestConfirmation(confirmation_header=header, error_data=errors)
        case SupplyingAgencyMessage(message_info=info):
            reason = info.reason_for_message
            return SupplyingAgencyMessageConfirmation(
                confirmation_header=header,
                reason_for_message=reason if isinstance(reason, ReasonForMessage) else None,
                error_data=errors,
            )
        case RequestingAgencyMessage(action=action):
            return RequestingAgencyMessageConfirmation(
                confirmation_header=header,
                action=action if isinstance(action, Action) else None,
                error_data=errors,
            )


def _body_of(root: etree._Element | None) -> etree._Element | None:
    return None if root is None or not len(root) else root[0]


def _text_seen(element: etree._Element | None, path: str) -> str | None:
    if element is None:
        return None
    found = element.findtext("/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/")))
    return (found.strip() or None) if found else None


def _agency_seen(body: etree._Element | None, name: str) -> AgencyId | None:
    kind = _text_seen(body, f"header/{name}/agencyIdType")
    value = _text_seen(body, f"header/{name}/agencyIdValue")
    return AgencyId(Code(kind), value) if kind and value else None
