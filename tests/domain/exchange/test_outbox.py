"""What goes out: one body for every try, in the version and dialect of its conversation, with its ids."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interlend.domain.exchange import outbox
from interlend.domain.exchange.conversations import NoSymbol, begin_as_borrower, new_request_id
from interlend.domain.exchange.models import Conversation, Message
from interlend.domain.zones import scope
from interlend.kernel.iso18626.check import check
from interlend.kernel.iso18626.codec import decode
from interlend.kernel.iso18626.codes import Action, ReasonForMessage, Status, YesNo
from interlend.kernel.iso18626.messages import Spoken, SupplyingAgencyMessage, Version
from tests import exchange_cast
from tests.exchange_cast import NOW, Cast, request, said, told

SOON = NOW + timedelta(minutes=5)


def we_borrow(cast: Cast) -> Conversation:
    return begin_as_borrower(partner=cast.partners["albany"], our_agency_id=cast.agencies["howard"].pk)


def we_lend(cast: Cast) -> Conversation:
    return Conversation.objects.create(
        our_agency=cast.agencies["howard"],
        their_agency=cast.agencies["albany"],
        partner=cast.partners["albany"],
        role=Conversation.Role.LENDER,
        request_id="ASK-1",
        schema_version="1.2",
        dialect="default",
        our_symbol="ISIL:XH",
        their_symbol="ISIL:XA",
        open_asks=["Request"],
    )


def spoken(row: Message) -> Spoken:
    message = decode(bytes(row.body)).message
    assert isinstance(message, Spoken)
    return message


def reason_of(row: Message) -> object:
    message = spoken(row)
    assert isinstance(message, SupplyingAgencyMessage)
    return message.message_info.reason_for_message


@pytest.mark.parametrize("version", list(Version))
def test_a_request_is_written_whole_and_valid_in_the_partners_version(inside: Cast, version: Version) -> None:
    inside.partners["albany"].schema_version = version
    conversation = we_borrow(inside)
    row = outbox.send(conversation, request(), now=NOW)
    row.refresh_from_db()
    assert check(bytes(row.body), version) == []
    head = spoken(row).header
    assert (str(head.requesting_agency_id), str(head.supplying_agency_id)) == ("ISIL:XH", "ISIL:XA")
    assert (head.requesting_agency_request_id, head.timestamp) == (conversation.request_id, NOW)
    assert (row.direction, row.state, row.kind, row.next_attempt_at) == ("out", "queued", "request", NOW)
    assert row.gives_up_at == NOW + timedelta(days=14)


def test_the_first_answer_is_a_response_and_all_later_ones_are_changes(inside: Cast) -> None:
    conversation = we_lend(inside)
    rows = [
        outbox.send(conversation, told(status), now=NOW)
        for status in (Status.WILL_SUPPLY, Status.LOANED, Status.LOAN_COMPLETED)
    ]
    assert [reason_of(row) for row in rows] == [
        ReasonForMessage.REQUEST_RESPONSE,
        ReasonForMessage.STATUS_CHANGE,
        ReasonForMessage.STATUS_CHANGE,
    ]
    assert [row.about for row in rows] == ["RequestResponse", "StatusChange", "StatusChange"]


def test_the_row_knows_better_than_an_old_object_whether_it_is_the_first_answer(inside: Cast) -> None:
    old = we_lend(inside)
    outbox.send(Conversation.objects.get(pk=old.pk), told(Status.WILL_SUPPLY), now=NOW)
    assert reason_of(outbox.send(old, told(Status.LOANED), now=NOW)) == ReasonForMessage.STATUS_CHANGE


def test_a_notification_and_an_answer_to_an_ask_keep_their_reason(inside: Cast) -> None:
    conversation = we_lend(inside)
    note = outbox.send(conversation, told(Status.WILL_SUPPLY, ReasonForMessage.NOTIFICATION), now=NOW)
    no = outbox.send(
        conversation,
        told(Status.WILL_SUPPLY, ReasonForMessage.CANCEL_RESPONSE, yes=YesNo.N),
        now=NOW,
    )
    first = outbox.send(conversation, told(Status.LOANED), now=NOW)
    assert [reason_of(row) for row in (note, no, first)] == [
        ReasonForMessage.NOTIFICATION,
        ReasonForMessage.CANCEL_RESPONSE,
        ReasonForMessage.REQUEST_RESPONSE,
    ]


def test_what_we_ask_stays_open_and_what_we_answer_is_closed(inside: Cast) -> None:
    borrowing, lending = we_borrow(inside), we_lend(inside)
    outbox.send(borrowing, request(), now=NOW)
    outbox.send(borrowing, said(Action.CANCEL), now=NOW)
    outbox.send(borrowing, said(Action.CANCEL), now=SOON)
    outbox.send(lending, told(Status.WILL_SUPPLY), now=NOW)
    asks = {each.role: each.open_asks for each in Conversation.objects.all()}
    assert asks == {"borrower": ["Request", "Cancel"], "lender": []}
    assert (borrowing.open_asks, lending.open_asks) == (["Request", "Cancel"], [])


def test_our_own_number_is_told_with_the_first_answer_and_ever_after(inside: Cast) -> None:
    conversation = we_lend(inside)
    answer = told(Status.WILL_SUPPLY)
    numbered = replace(answer, header=replace(answer.header, supplying_agency_request_id="L-42"))
    outbox.send(conversation, numbered, now=NOW)
    again = outbox.send(Conversation.objects.get(), told(Status.LOANED), now=NOW)
    assert spoken(again).header.supplying_agency_request_id == "L-42"


def test_the_dialect_of_the_conversation_is_spoken(inside: Cast) -> None:
    conversation = we_lend(inside)
    conversation.dialect = "alma"
    row = outbox.send(conversation, told(Status.EXPECT_TO_SUPPLY), now=NOW)
    message = spoken(row)
    assert isinstance(message, SupplyingAgencyMessage)
    assert message.status_info is not None
    assert message.status_info.status == Status.WILL_SUPPLY


@pytest.mark.parametrize(
    ("message", "statements"),
    [
        pytest.param(said(Action.CANCEL), 2, id="an ask"),
        pytest.param(said(Action.RECEIVED), 1, id="a report"),
    ],
)
def test_sending_costs_few_statements(inside: Cast, message: Spoken, statements: int) -> None:
    conversation = we_borrow(inside)
    with CaptureQueriesContext(connection) as seen:
        outbox.send(conversation, message, now=NOW)
    assert len(seen) == statements


def test_an_agency_without_a_symbol_cannot_be_spoken_for(inside: Cast) -> None:
    inside.agencies["howard"].symbols.update(in_force_to=NOW)
    with pytest.raises(NoSymbol):
        we_borrow(inside)


def test_request_ids_are_short_plain_and_never_the_same() -> None:
    ids = {new_request_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(each) == 13 and each.isascii() and each == each.upper() for each in ids)


def test_the_deliverer_is_called_when_the_message_is_committed_and_not_before(
    committed_db: dict[str, str],
) -> None:
    cast = exchange_cast.build()
    with psycopg.connect(committed_db["DATABASE_URL"], autocommit=True) as listener:
        listener.execute("LISTEN interlend_outbox")
        with scope.entered(cast.zone.pk):
            outbox.send(we_borrow(cast), request(), now=NOW)
            assert list(listener.notifies(timeout=0.05)) == []
        assert [heard.channel for heard in listener.notifies(timeout=2, stop_after=1)] == ["interlend_outbox"]
