"""What comes in: believed only as far as the credential goes, kept once, applied once, confirmed always."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interlend.domain.exchange import inbox, outbox
from interlend.domain.exchange.conversations import begin_as_borrower
from interlend.domain.exchange.models import Conversation, Message, UnroutedMessage
from interlend.domain.zones import scope
from interlend.kernel.iso18626.codes import Action, ReasonForMessage, Status, YesNo
from interlend.kernel.iso18626.conversation import HowToApply
from interlend.kernel.iso18626.messages import Spoken, Version
from tests.exchange_cast import (
    NOW,
    Cast,
    confirmed,
    header,
    later,
    request,
    said,
    told,
    xml,
)

SOON = NOW + timedelta(minutes=5)


def read(
    cast: Cast, body: bytes, *, by: str = "albany", names_our_agency: bool = True
) -> inbox.Readable | inbox.Unreadable:
    return inbox.read(body, caller=cast.caller(by), names_our_agency=names_our_agency, now=SOON)


def arrive(
    cast: Cast, message: Spoken, *, by: str = "albany"
) -> inbox.Arrival | inbox.Repeat | inbox.Refusal:
    """Take a message in, and let it happen to nothing."""
    readable = read(cast, xml(message), by=by)
    assert isinstance(readable, inbox.Readable), confirmed(readable.confirmation)
    with scope.entered(cast.zone.pk):
        taken = inbox.take_in(readable, now=SOON)
        if isinstance(taken, inbox.Arrival):
            assert inbox.happen(taken, lambda _: None)
    return taken


def we_ask_albany(cast: Cast) -> Conversation:
    conversation = begin_as_borrower(
        partner=cast.partners["albany"], our_agency_id=cast.agencies["howard"].pk
    )
    outbox.send(conversation, request(borrower="howard", lender="albany"), now=NOW)
    return conversation


def states(cast: Cast) -> list[str]:
    return list(
        Message.objects.filter(direction=Message.Direction.IN).order_by("id").values_list("state", flat=True)
    )


@pytest.mark.parametrize("version", list(Version))
def test_a_request_opens_a_conversation_with_the_partner_of_the_calling_agency(
    inside: Cast, version: Version
) -> None:
    readable = read(inside, xml(request(), version))
    assert isinstance(readable, inbox.Readable)
    arrival = inbox.take_in(readable, now=SOON)
    assert isinstance(arrival, inbox.Arrival)
    conversation = Conversation.objects.get()
    assert arrival.conversation == conversation
    assert (conversation.role, conversation.request_id, conversation.partner) == (
        "lender",
        "ASK-1",
        inside.partners["albany"],
    )
    assert (conversation.our_symbol, conversation.their_symbol) == ("ISIL:XH", "ISIL:XA")
    assert (conversation.open_asks, conversation.last_change_at) == (["Request"], NOW)
    assert (arrival.opened, arrival.verdict, arrival.message) == (True, HowToApply.APPLY, request())
    assert confirmed(arrival.confirmation) == ("OK", None)


def test_the_same_request_again_is_confirmed_with_the_same_bytes_and_counted(inside: Cast) -> None:
    first = arrive(inside, request())
    again = [arrive(inside, request()), arrive(inside, request())]
    assert [type(each) for each in again] == [inbox.Repeat, inbox.Repeat]
    assert {each.confirmation for each in again} == {first.confirmation}
    row = Message.objects.get()
    assert (row.state, row.repeats) == ("applied", 2)


def test_the_same_request_under_a_new_timestamp_is_confirmed_and_has_no_effect(inside: Cast) -> None:
    arrive(inside, request())
    again = arrive(inside, later(request(), minutes=3))
    assert isinstance(again, inbox.Repeat)
    assert confirmed(again.confirmation) == ("OK", None)
    assert states(inside) == ["applied", "repeated"]
    assert Conversation.objects.count() == 1


def test_another_request_under_a_used_id_is_refused(inside: Cast) -> None:
    arrive(inside, request())
    other = arrive(inside, request(title="Something else"))
    assert isinstance(other, inbox.Refusal)
    assert confirmed(other.confirmation) == (
        "ERROR",
        "UnrecognisedDataValue request/header/requestingAgencyRequestId",
    )


def test_two_partners_may_use_the_same_id(inside: Cast) -> None:
    arrive(inside, request())
    arrive(inside, request(borrower="buffalo", title="Another book"), by="buffalo")
    assert isinstance(arrive(inside, said(Action.CANCEL, borrower="buffalo"), by="buffalo"), inbox.Arrival)
    by_partner = {
        conversation.partner.code: [message.about for message in conversation.messages.order_by("id")]
        for conversation in Conversation.objects.select_related("partner")
    }
    assert by_partner == {"albany": [""], "buffalo": ["", "Cancel"]}


@pytest.mark.parametrize(
    ("message", "element"),
    [
        pytest.param(request(borrower="buffalo"), "request/header/requestingAgencyId", id="another's symbol"),
        pytest.param(request(lender="georgetown"), "request/header/supplyingAgencyId", id="not to us"),
        pytest.param(
            told(Status.LOANED, lender="buffalo"),
            "supplyingAgencyMessage/header/supplyingAgencyId",
            id="another's symbol, as lender",
        ),
        pytest.param(
            said(Action.RECEIVED, borrower="georgetown"),
            "requestingAgencyMessage/header/requestingAgencyId",
            id="a partner's later message under another's symbol",
        ),
    ],
)
def test_the_right_key_with_another_librarys_symbol_is_refused_and_touches_nothing(
    cast: Cast, message: Spoken, element: str
) -> None:
    unreadable = read(cast, xml(message))
    assert isinstance(unreadable, inbox.Unreadable)
    assert confirmed(unreadable.confirmation) == ("ERROR", f"UnrecognisedDataValue {element}")
    assert UnroutedMessage.objects.get().credential_id == cast.caller("albany").credential_id
    with scope.entered(cast.zone.pk):
        assert (Conversation.objects.count(), Message.objects.count()) == (0, 0)


def test_the_case_of_a_symbol_does_not_matter_and_an_old_one_is_still_served(cast: Cast) -> None:
    from interlend.domain.agencies import symbols

    symbols.retire_symbol(agency=cast.agencies["albany"], authority="ISIL", symbol="XA", now=NOW)
    symbols.give_symbol(agency=cast.agencies["albany"], authority="ISIL", symbol="XA-NEW", now=NOW)
    readable = read(cast, xml(request()).replace(b">XA<", b">xa<"))
    assert isinstance(readable, inbox.Readable)
    assert readable.their_agency_id == cast.agencies["albany"].pk


@pytest.mark.parametrize("named", [True, False])
def test_a_request_without_a_supplier_is_taken_only_where_the_address_names_us(
    inside: Cast, named: bool
) -> None:
    whole = xml(request(), Version.V2021_2)
    supplier = re.compile(b"<ill:supplyingAgencyId>.*?</ill:supplyingAgencyId>", re.DOTALL)
    readable = read(inside, supplier.sub(b"", whole), names_our_agency=named)
    if not named:
        assert isinstance(readable, inbox.Unreadable)
        assert confirmed(readable.confirmation) == (
            "ERROR",
            "UnrecognisedDataElement request/header/supplyingAgencyId",
        )
        return
    assert isinstance(readable, inbox.Readable)
    taken = inbox.take_in(readable, now=SOON)
    assert isinstance(taken, inbox.Arrival)
    assert taken.conversation.our_symbol == "ISIL:XH"


def test_a_partner_with_only_an_old_symbol_may_leave_ours_out_as_well(inside: Cast) -> None:
    from interlend.domain.agencies import symbols

    symbols.retire_symbol(agency=inside.agencies["albany"], authority="ISIL", symbol="XA", now=NOW)
    supplier = re.compile(b"<ill:supplyingAgencyId>.*?</ill:supplyingAgencyId>", re.DOTALL)
    readable = read(inside, supplier.sub(b"", xml(request(), Version.V2021_2)))
    assert isinstance(readable, inbox.Readable)
    taken = inbox.take_in(readable, now=SOON)
    assert isinstance(taken, inbox.Arrival)
    assert (taken.conversation.our_symbol, taken.conversation.their_symbol) == ("ISIL:XH", "ISIL:XA")


@pytest.mark.parametrize(
    "change",
    [
        {"takes_new_requests": False},
        {"supports_lending": False},
        {"status": "inactive"},
        {"status": "retired"},
    ],
    ids=str,
)
def test_a_request_of_an_agency_that_is_no_partner_for_it_is_refused(
    inside: Cast, change: dict[str, object]
) -> None:
    partner = inside.partners["albany"]
    for name, value in change.items():
        setattr(partner, name, value)
    partner.save()
    refusal = arrive(inside, request())
    assert isinstance(refusal, inbox.Refusal)
    assert confirmed(refusal.confirmation) == (
        "ERROR",
        "UnrecognisedDataValue request/header/requestingAgencyId",
    )
    assert Conversation.objects.count() == 0


def test_a_partner_that_takes_no_new_requests_serves_what_it_began(inside: Cast) -> None:
    arrive(inside, request())
    partner = inside.partners["albany"]
    partner.status, partner.takes_new_requests = "inactive", False
    partner.save()
    assert isinstance(arrive(inside, said(Action.CANCEL)), inbox.Arrival)
    assert isinstance(arrive(inside, request()), inbox.Repeat)


@pytest.mark.parametrize(
    "message",
    [said(Action.RECEIVED), told(Status.LOANED)],
    ids=["of a borrower", "of a lender"],
)
def test_a_message_of_no_conversation_is_refused(inside: Cast, message: Spoken) -> None:
    refusal = arrive(inside, message)
    assert isinstance(refusal, inbox.Refusal)
    assert confirmed(refusal.confirmation) == (
        "ERROR",
        f"UnrecognisedDataValue {message.kind}/header/requestingAgencyRequestId",
    )
    assert Message.objects.count() == 0


def test_a_lenders_message_does_not_find_the_conversation_in_which_we_lend(inside: Cast) -> None:
    arrive(inside, request())
    assert isinstance(arrive(inside, told(Status.LOANED, id="ASK-1")), inbox.Refusal)


def test_our_id_is_known_in_whatever_case_it_comes_back(inside: Cast) -> None:
    conversation = we_ask_albany(inside)
    taken = arrive(inside, told(Status.WILL_SUPPLY, id=conversation.request_id.lower()))
    assert isinstance(taken, inbox.Arrival)
    assert taken.conversation == conversation


def test_an_older_change_is_told_apart_and_does_not_turn_the_clock_back(inside: Cast) -> None:
    conversation = we_ask_albany(inside)
    its = conversation.request_id
    loaned = arrive(inside, told(Status.LOANED, changed=NOW + timedelta(hours=2), id=its))
    overtaken = arrive(inside, told(Status.WILL_SUPPLY, changed=NOW + timedelta(hours=1), id=its))
    assert isinstance(loaned, inbox.Arrival)
    assert isinstance(overtaken, inbox.Arrival)
    assert (loaned.verdict, overtaken.verdict) == (HowToApply.APPLY, HowToApply.OLDER)
    conversation.refresh_from_db()
    assert conversation.last_change_at == NOW + timedelta(hours=2)


def test_an_answer_to_an_open_ask_applies_even_where_it_is_older(inside: Cast) -> None:
    conversation = we_ask_albany(inside)
    its = conversation.request_id
    outbox.send(conversation, said(Action.CANCEL, borrower="howard", lender="albany"), now=NOW)
    arrive(inside, told(Status.OVERDUE, changed=NOW + timedelta(hours=2), id=its))
    answer = arrive(
        inside,
        told(Status.CANCELLED, ReasonForMessage.CANCEL_RESPONSE, yes=YesNo.Y, changed=NOW, id=its),
    )
    assert isinstance(answer, inbox.Arrival)
    assert answer.verdict is HowToApply.APPLY
    conversation.refresh_from_db()
    assert conversation.open_asks == ["Request"]


def test_a_notification_never_counts_as_the_last_change(inside: Cast) -> None:
    conversation = we_ask_albany(inside)
    note = told(
        Status.WILL_SUPPLY,
        ReasonForMessage.NOTIFICATION,
        changed=NOW + timedelta(days=3),
        id=conversation.request_id,
    )
    arrive(inside, note)
    conversation.refresh_from_db()
    assert conversation.last_change_at is None


def test_the_lenders_own_id_is_kept_and_echoed_from_then_on(inside: Cast) -> None:
    conversation = we_ask_albany(inside)
    message = told(Status.WILL_SUPPLY, id=conversation.request_id)
    body = xml(message).replace(
        b"</ill:requestingAgencyRequestId>",
        b"</ill:requestingAgencyRequestId><ill:supplyingAgencyRequestId>L-7</ill:supplyingAgencyRequestId>",
    )
    readable = read(inside, body)
    assert isinstance(readable, inbox.Readable)
    arrival = inbox.take_in(readable, now=SOON)
    assert isinstance(arrival, inbox.Arrival)
    inbox.happen(arrival, lambda _: None)
    conversation.refresh_from_db()
    assert outbox.heading(conversation, now=NOW).supplying_agency_request_id == "L-7"


def test_an_effect_that_fails_leaves_nothing_and_the_message_waits(inside: Cast) -> None:
    def half_an_effect(arrival: inbox.Arrival) -> None:
        Conversation.objects.filter(pk=arrival.conversation.pk).update(dialect="half")
        raise RuntimeError("the other half")

    readable = read(inside, xml(request()))
    assert isinstance(readable, inbox.Readable)
    arrival = inbox.take_in(readable, now=SOON)
    assert isinstance(arrival, inbox.Arrival)
    assert inbox.happen(arrival, half_an_effect) is False
    row = Message.objects.select_related("conversation__partner").get()
    assert (row.state, row.conversation.dialect) == ("unapplied", arrival.conversation.dialect)
    assert confirmed(bytes(row.confirmation or b"")) == ("OK", None)

    again = inbox.arrival_of(row)
    assert (again.message, again.verdict, again.opened) == (request(), HowToApply.APPLY, True)
    assert inbox.happen(again, lambda _: None) is True
    inbox.applied(row)
    assert states(inside) == ["applied"]


def test_an_ask_that_its_effect_has_answered_is_not_left_open(inside: Cast) -> None:
    arrive(inside, request())

    def agree(arrival: inbox.Arrival) -> None:
        answer = told(Status.CANCELLED, ReasonForMessage.CANCEL_RESPONSE, yes=YesNo.Y)
        outbox.send(Conversation.objects.get(), answer, now=SOON)

    readable = read(inside, xml(said(Action.CANCEL)))
    assert isinstance(readable, inbox.Readable)
    arrival = inbox.take_in(readable, now=SOON)
    assert isinstance(arrival, inbox.Arrival)
    assert inbox.happen(arrival, agree)
    assert Conversation.objects.get().open_asks == ["Request"]


def test_an_ask_stays_open_until_it_is_answered(inside: Cast) -> None:
    arrive(inside, request())
    arrive(inside, said(Action.CANCEL))
    assert Conversation.objects.get().open_asks == ["Request", "Cancel"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        pytest.param(b"not XML", "BadlyFormedMessage", id="not XML"),
        pytest.param(b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "BadlyFormedMessage", id="a DTD"),
        pytest.param(xml(request())[:300], "BadlyFormedMessage", id="cut off"),
        pytest.param(
            xml(said(Action.CANCEL)).replace(b">Cancel<", b">Dance<"), "UnsupportedActionType", id="action"
        ),
        pytest.param(
            xml(told(Status.LOANED)).replace(b">StatusChange<", b">Mood<"),
            "UnsupportedReasonForMessageType",
            id="reason",
        ),
        pytest.param(
            xml(told(Status.LOANED)).replace(b">Loaned<", b">Gone<"), "UnrecognisedDataValue", id="status"
        ),
        pytest.param(xml(request(id="X" * 81)), "UnrecognisedDataValue", id="an id that is too long"),
    ],
)
def test_what_cannot_be_acted_on_is_answered_with_the_right_error(
    cast: Cast, body: bytes, error: str
) -> None:
    unreadable = read(cast, body)
    assert isinstance(unreadable, inbox.Unreadable)
    status, reason = confirmed(unreadable.confirmation)
    assert (status, (reason or "").split()[0]) == ("ERROR", error)


def test_a_confirmation_sent_as_a_message_is_refused(cast: Cast) -> None:
    with scope.entered(cast.zone.pk):
        taken = arrive(cast, request())
    unreadable = read(cast, taken.confirmation)
    assert isinstance(unreadable, inbox.Unreadable)
    assert confirmed(unreadable.confirmation)[0] == "ERROR"


@pytest.mark.parametrize(
    ("message", "statements"),
    [
        pytest.param(request(id="NEW"), 5, id="a request"),
        pytest.param(said(Action.CANCEL), 5, id="a borrower's message"),
        pytest.param(said(Action.NOTIFICATION, note="Hello"), 4, id="a notification"),
    ],
)
def test_taking_a_message_in_costs_few_statements(cast: Cast, message: Spoken, statements: int) -> None:
    """Of the twelve that an inbound message may cost; with its credential and the scope.

    Savepoints do not count, nor does forgetting the zone in the transaction that is the test's own.
    """
    with scope.entered(cast.zone.pk):
        arrive(cast, request())
    with CaptureQueriesContext(connection) as seen:
        caller = cast.caller("albany")
        readable = inbox.read(xml(message), caller=caller, names_our_agency=True, now=SOON)
        assert isinstance(readable, inbox.Readable)
        with scope.entered(cast.zone.pk):
            arrival = inbox.take_in(readable, now=SOON)
            assert isinstance(arrival, inbox.Arrival)
            inbox.happen(arrival, lambda _: None)
    counted = [
        query["sql"]
        for query in seen.captured_queries
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "SELECT set_config('app.zone', ''"))
    ]
    assert len(counted) == statements, counted


def test_a_conversation_keeps_the_symbols_that_it_began_with(inside: Cast) -> None:
    from interlend.domain.agencies import symbols

    arrive(inside, request())
    symbols.retire_symbol(agency=inside.agencies["albany"], authority="ISIL", symbol="XA", now=NOW)
    symbols.give_symbol(agency=inside.agencies["albany"], authority="ISIL", symbol="XA-NEW", now=NOW)
    head = outbox.heading(Conversation.objects.get(), now=NOW)
    assert head == header()
