"""What lenders say, each in its own way, and what becomes of our request by it."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from interlend.domain.agencies import credentials
from interlend.domain.exchange import outbox
from interlend.domain.exchange.models import Message
from interlend.kernel.iso18626.codec import decode, encode
from interlend.kernel.iso18626.codes import MessageStatus, ReasonForMessage, Status, YesNo
from interlend.kernel.iso18626.messages import (
    SupplyingAgencyMessage,
    SupplyingAgencyMessageConfirmation,
    Version,
)
from interlend.kernel.iso18626.parts import (
    Code,
    Costs,
    DeliveryInfo,
    MessageInfo,
    RetryInfo,
    StatusInfo,
)
from interlend.kernel.lifecycle import happenings as h
from tests.clockwork import turn
from tests.domain.sharing.desks import Desk, Desks

RESPONSE, CHANGE = ReasonForMessage.REQUEST_RESPONSE, ReasonForMessage.STATUS_CHANGE
CANCEL_RESPONSE, NOTIFICATION = ReasonForMessage.CANCEL_RESPONSE, ReasonForMessage.NOTIFICATION


def says(
    desks: Desks,
    status: Status,
    reason: ReasonForMessage = RESPONSE,
    *,
    by: Desk | None = None,
    agreed: YesNo | None = None,
    unfilled: str = "",
    note: str | None = None,
    delivery: DeliveryInfo | None = None,
    retry: RetryInfo | None = None,
) -> MessageStatus | str:
    """Say something in the conversation that American has with Howard, as some lender's system might."""
    lender = by or desks.american
    now = timezone.now()
    with desks.american.inside():
        header = outbox.heading(desks.american.asked_for().conversation, now=now)
    message = SupplyingAgencyMessage(
        header=header,
        message_info=MessageInfo(
            reason_for_message=reason,
            answer_yes_no=agreed,
            note=note,
            reason_unfilled=Code(unfilled) if unfilled else None,
        ),
        status_info=StatusInfo(status=status, last_change=now),
        delivery_info=delivery,
        retry_info=retry,
    )
    with lender.inside():
        key = credentials.present(
            our_agency_id=lender.house.agency.pk, their_agency_id=desks.howard.house.agency.pk
        )
    answer = Client().post(
        urlsplit(f"http://testserver/iso18626/{desks.howard.house.agency.uuid}").path,
        encode(message, Version.V1_2),
        content_type="application/xml",
        headers=key,
    )
    confirmation = decode(answer.content).message
    assert isinstance(confirmation, SupplyingAgencyMessageConfirmation)
    return confirmation.confirmation_header.message_status


def asked(desks: Desks) -> str:
    number = desks.howard.asks()
    turn()
    return number


SENT = DeliveryInfo(date_sent=timezone.now(), item_ids=("AMERICAN-1",))
ON_CONDITION = DeliveryInfo(date_sent=timezone.now(), loan_conditions=(Code("LibraryUseOnly"),))
AT_A_PRICE = RetryInfo(offered_costs=(Costs(Code("USD"), Decimal("12.50")),))


@pytest.mark.parametrize(
    ("said", "state", "american"),
    [
        ({"status": Status.REQUEST_RECEIVED}, "request_accepted", "active"),
        ({"status": Status.EXPECT_TO_SUPPLY, "reason": CHANGE}, "request_accepted", "active"),
        ({"status": Status.WILL_SUPPLY}, "will_supply", "active"),
        ({"status": Status.WILL_SUPPLY, "delivery": ON_CONDITION}, "conditional", "active"),
        (
            {"status": Status.REQUEST_RECEIVED, "reason": NOTIFICATION, "delivery": ON_CONDITION},
            "conditional",
            "active",
        ),
        ({"status": Status.LOANED, "delivery": SENT}, "shipped_physically", "active"),
        ({"status": Status.LOANED, "reason": CHANGE}, "shipped_physically", "active"),
        ({"status": Status.LOANED, "reason": NOTIFICATION, "note": "Soon"}, "request_sent", "active"),
        ({"status": Status.RETRY_POSSIBLE, "retry": AT_A_PRICE}, "request_sent", "rejected"),
        ({"status": Status.UNFILLED, "unfilled": "NotHeld"}, "request_sent", "rejected"),
        ({"status": Status.UNFILLED, "unfilled": "Expired"}, "request_sent", "expired"),
        ({"status": Status.CANCELLED, "reason": CHANGE}, "request_sent", "rejected"),
        ({"status": Status.COPY_COMPLETED}, "request_sent", "active"),
        ({"status": Status.LOAN_COMPLETED}, "request_sent", "active"),
        (
            {"status": Status.CANCELLED, "reason": CANCEL_RESPONSE, "agreed": YesNo.Y},
            "request_sent",
            "active",
        ),
    ],
    ids=[
        "request received",
        "expect to supply, as a change",
        "will supply",
        "will supply on a condition",
        "a condition in a notification",
        "loaned as the first word",
        "loaned without a word of the item",
        "a status in a notification is not believed",
        "retry possible",
        "unfilled",
        "expired",
        "cancelled unasked",
        "a copy for a loan",
        "completed before it was sent",
        "an answer to a cancel that was not sent",
    ],
)  # fmt: skip
def test_a_first_word_of_a_lender(desks: Desks, said: dict[str, object], state: str, american: str) -> None:
    number = asked(desks)
    assert says(desks, **said) == MessageStatus.OK  # type: ignore[arg-type]
    turn()
    assert (desks.howard.borrowed(number).state, desks.howard.rota(number)[0][1]) == (state, american)
    with desks.howard.inside():
        assert not Message.objects.filter(state=Message.State.UNAPPLIED).exists()


def test_what_is_said_out_of_turn_is_shown(desks: Desks) -> None:
    number = asked(desks)
    says(desks, Status.COPY_COMPLETED)
    assert desks.howard.borrowed(number).needs_attention == (
        "Lender supplied a copy: The lender supplied a copy, but this request is for a loan."
    )


def test_home_again_counts_in_whatever_kind_of_message_it_is_said(desks: Desks) -> None:
    number = asked(desks)
    says(desks, Status.LOANED, delivery=SENT)
    desks.howard.does(number, h.Receive(barcode="AMERICAN-1"))
    desks.howard.does(number, h.SendBack())
    assert says(desks, Status.LOAN_COMPLETED, RESPONSE) == MessageStatus.OK
    assert desks.howard.borrowed(number).state == "request_completed"


def test_a_cancel_and_a_parcel_cross_and_the_item_counts(desks: Desks) -> None:
    desks.american.without("cancel_reply")
    number = asked(desks)
    desks.howard.does(number, h.CancelByStaff())
    says(desks, Status.LOANED, CHANGE, delivery=SENT)
    says(desks, Status.LOANED, CANCEL_RESPONSE, agreed=YesNo.N)
    request = desks.howard.borrowed(number)
    assert (request.state, request.cancel_asked_by) == ("shipped_physically", "")
    assert request.needs_attention == "Lender shipped the item"


def test_no_beside_the_status_cancelled_is_a_no(desks: Desks) -> None:
    desks.american.without("cancel_reply")
    number = asked(desks)
    desks.howard.does(number, h.CancelByStaff())
    says(desks, Status.CANCELLED, CANCEL_RESPONSE, agreed=YesNo.N)
    assert desks.howard.borrowed(number).state == "request_sent"


def test_another_partner_cannot_speak_for_the_lender(desks: Desks) -> None:
    number = asked(desks)
    assert says(desks, Status.LOANED, by=desks.georgetown) == MessageStatus.ERROR
    assert desks.howard.borrowed(number).state == "request_sent"
    with desks.howard.inside():
        assert not Message.objects.filter(direction=Message.Direction.IN).exists()


def test_a_refusal_said_twice_moves_on_once(desks: Desks) -> None:
    number = asked(desks)
    says(desks, Status.UNFILLED, unfilled="NotHeld")
    says(desks, Status.UNFILLED, CHANGE, unfilled="NotOnShelf")
    turn()
    assert [place[:2] for place in desks.howard.rota(number)] == [
        ("AMERICAN", "rejected"),
        ("GEORGETOWN", "active"),
    ]
