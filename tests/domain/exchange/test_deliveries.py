"""The queue of what goes out: in order, one of a conversation at a time, nothing lost, no peer favored."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from interlend.domain.exchange import deliveries, outbox
from interlend.domain.exchange.conversations import begin_as_borrower
from interlend.domain.exchange.deliveries import NotYet, Refused
from interlend.domain.exchange.metrics import measure_outbox
from interlend.domain.exchange.models import Conversation, Message
from interlend.domain.exchange.transports.http import Answer, NoAnswer
from interlend.domain.partners import connections
from interlend.kernel.iso18626 import conversation as rules
from interlend.kernel.iso18626.codec import decode, encode
from interlend.kernel.iso18626.codes import Action, ErrorType
from interlend.kernel.iso18626.messages import Spoken, Version
from interlend.kernel.iso18626.parts import ErrorData
from tests.exchange_cast import NOW, Cast, request, said

SOON = NOW + timedelta(seconds=1)


def converse(cast: Cast, partner: str = "albany") -> Conversation:
    return begin_as_borrower(partner=cast.partners[partner], our_agency_id=cast.agencies["howard"].pk)


def pair(cast: Cast, partner: str = "albany") -> dict[str, int]:
    return {"our_agency_id": cast.agencies["howard"].pk, "their_agency_id": cast.agencies[partner].pk}


def due(now: datetime = SOON, *, a_peer: int = 100) -> list[int]:
    return [each.message_id for each in deliveries.due(now, a_peer=a_peer)]


def claimed(message: Message, now: datetime = SOON) -> Message:
    taken = deliveries.claim(message.pk, now=now)
    assert taken is not None
    return taken


def answer(message: Message, error: ErrorData | None = None, *, status: int = 200) -> Answer:
    said_by_us = decode(bytes(message.body)).message
    assert isinstance(said_by_us, Spoken)
    told = (
        rules.confirm_ok(said_by_us, SOON) if error is None else rules.confirm_error(said_by_us, error, SOON)
    )
    return Answer(status=status, content_type="application/xml", body=encode(told, Version.V1_2))


def test_a_conversation_goes_in_order_and_waits_for_its_first(inside: Cast) -> None:
    conversation = converse(inside)
    first = outbox.send(conversation, request(), now=NOW)
    second = outbox.send(conversation, said(Action.CANCEL), now=NOW)
    assert due() == [first.pk]
    taken = claimed(first)
    assert due() == []
    deliveries.try_later(taken, "no answer", now=SOON)
    assert due() == []
    taken = claimed(first, SOON + timedelta(minutes=1))
    assert deliveries.delivered(taken) is True
    assert due() == [second.pk]


@pytest.mark.parametrize("end", ["delivered", "refused", "given_up"])
def test_what_is_settled_lets_the_next_one_go_and_is_settled_once(inside: Cast, end: str) -> None:
    conversation = converse(inside)
    first = outbox.send(conversation, request(), now=NOW)
    second = outbox.send(conversation, said(Action.NOTIFICATION), now=NOW)
    taken = claimed(first)
    verb = getattr(deliveries, end)
    arguments = () if end == "delivered" else ("why",)
    assert [verb(taken, *arguments), verb(taken, *arguments)] == [True, False]
    assert due() == [second.pk]


def test_a_message_is_claimed_by_one_and_free_again_when_its_lease_is_over(inside: Cast) -> None:
    message = outbox.send(converse(inside), request(), now=NOW)
    assert claimed(message).attempts == 1
    assert deliveries.claim(message.pk, now=SOON) is None
    after = SOON + deliveries.LEASE
    assert due(after - timedelta(seconds=1)) == []
    assert due(after) == [message.pk]
    assert claimed(message, after).attempts == 2


def test_whoever_lost_its_lease_does_not_put_back_what_another_holds(inside: Cast) -> None:
    message = outbox.send(converse(inside), request(), now=NOW)
    late = claimed(message)
    claimed(message, SOON + deliveries.LEASE)
    deliveries.try_later(late, "late", now=SOON + deliveries.LEASE)
    message.refresh_from_db()
    assert (message.state, message.last_error) == ("sending", "")


def test_a_peer_with_a_long_queue_does_not_push_another_off_the_list(inside: Cast) -> None:
    many = [outbox.send(converse(inside), request(), now=NOW).pk for _ in range(5)]
    one = outbox.send(converse(inside, "buffalo"), request(), now=NOW).pk
    assert due(a_peer=2) == [*many[:2], one]


def test_a_paused_peer_gets_nothing_until_it_is_resumed_and_others_go_on(inside: Cast) -> None:
    held = outbox.send(converse(inside), request(), now=NOW)
    other = outbox.send(converse(inside, "buffalo"), request(), now=NOW)
    connections.pause(**pair(inside), by="Ada")
    assert due() == [other.pk]
    connections.resume(**pair(inside))
    assert due() == [held.pk, other.pk]


def test_a_dead_peer_waits_as_a_whole_from_the_third_failure_on(inside: Cast) -> None:
    message = outbox.send(converse(inside), request(), now=NOW)
    for _ in range(2):
        connections.failed(**pair(inside), error="no answer", now=SOON)
    assert due() == [message.pk]
    peer = connections.failed(**pair(inside), error="no answer", now=SOON)
    assert due() == []
    assert peer.not_before is not None
    assert due(peer.not_before) == [message.pk]
    connections.succeeded(**pair(inside), now=SOON)
    assert due() == [message.pk]


def test_when_a_peer_answers_again_nothing_waits_for_its_own_time(inside: Cast) -> None:
    message = outbox.send(converse(inside), request(), now=NOW)
    other = outbox.send(converse(inside, "buffalo"), request(), now=NOW)
    for each in (message, other):
        deliveries.try_later(claimed(each), "no answer", now=SOON)
    assert due() == []
    assert deliveries.bring_forward(**pair(inside), now=SOON) == 1
    assert due() == [message.pk]


@pytest.mark.parametrize(
    ("attempts", "about"),
    [(1, 10), (2, 20), (3, 40), (10, 5120), (14, 81_920), (15, 86_400), (400, 86_400)],
)
def test_the_wait_doubles_to_a_day_give_or_take_a_fifth(attempts: int, about: int) -> None:
    waits = {deliveries.wait_after(attempts).total_seconds() for _ in range(50)}
    assert len(waits) > 1
    assert all(about * 0.8 <= wait <= about * 1.2 for wait in waits)


@pytest.mark.parametrize(("failures", "about"), [(3, 30), (4, 60), (5, 120), (10, 3600), (10_000, 3600)])
def test_a_peers_wait_doubles_to_an_hour(failures: int, about: int) -> None:
    wait = connections.wait_after(failures).total_seconds()
    assert about * 0.8 <= wait <= about * 1.2


def test_after_two_weeks_an_attempt_was_the_last(inside: Cast) -> None:
    message = outbox.send(converse(inside), request(), now=NOW)
    assert not deliveries.is_given_up(message, now=NOW + timedelta(days=13, hours=23))
    assert deliveries.is_given_up(message, now=NOW + timedelta(days=14))


def test_ok_is_delivered_with_whatever_http_status(inside: Cast) -> None:
    message = outbox.send(converse(inside), request(), now=NOW)
    assert [deliveries.outcome(message, answer(message, status=each)) for each in (200, 202, 400)] == [
        None
    ] * 3


def test_error_is_refused_with_its_reason(inside: Cast) -> None:
    message = outbox.send(converse(inside), request(), now=NOW)
    fault = ErrorData(error_type=ErrorType.UNRECOGNISED_DATA_VALUE, error_value="request/header")
    assert deliveries.outcome(message, answer(message, fault, status=400)) == Refused(
        "UnrecognisedDataValue: request/header"
    )


@pytest.mark.parametrize(
    ("given", "why"),
    [
        pytest.param(Answer(200, "text/html", b"<html/>"), "text/html", id="a web page"),
        pytest.param(Answer(200, "application/xml", b""), "without a readable", id="nothing"),
        pytest.param(Answer(502, "", b"Bad gateway"), "HTTP 502", id="a gateway"),
        pytest.param(Answer(200, "application/xml", b"<ok/>"), "without a readable", id="other XML"),
    ],
)
def test_anything_else_is_no_answer(inside: Cast, given: Answer, why: str) -> None:
    message = outbox.send(converse(inside), request(), now=NOW)
    with pytest.raises(NoAnswer, match=why):
        deliveries.outcome(message, given)


def test_a_confirmation_of_another_message_is_no_answer(inside: Cast) -> None:
    conversation = converse(inside)
    first = outbox.send(conversation, request(), now=NOW)
    second = outbox.send(conversation, said(Action.CANCEL), now=NOW)
    with pytest.raises(NoAnswer, match="another message"):
        deliveries.outcome(second, answer(first))
    with pytest.raises(NoAnswer, match="in place of a confirmation"):
        deliveries.outcome(second, Answer(200, "application/xml", bytes(first.body)))


def test_a_lenders_first_words_refused_as_unknown_are_said_again(inside: Cast) -> None:
    """The borrower may store its request only after it has read our confirmation."""
    from interlend.kernel.iso18626.codes import Status
    from tests.exchange_cast import told

    conversation = converse(inside)
    Conversation.objects.filter(pk=conversation.pk).update(role=Conversation.Role.LENDER)
    conversation.refresh_from_db()
    unknown = ErrorData(error_type=ErrorType.UNRECOGNISED_DATA_VALUE, error_value="requestingAgencyRequestId")
    first = claimed(outbox.send(conversation, told(Status.WILL_SUPPLY), now=NOW))
    with pytest.raises(NotYet, match="requestingAgencyRequestId"):
        deliveries.outcome(first, answer(first, unknown))
    deliveries.delivered(first)
    second = claimed(outbox.send(conversation, told(Status.LOANED), now=NOW))
    assert isinstance(deliveries.outcome(second, answer(second, unknown)), Refused)


def test_the_age_of_the_queue_is_that_of_its_oldest_message(inside: Cast) -> None:
    assert measure_outbox(SOON) == 0.0
    outbox.send(converse(inside), request(), now=NOW)
    outbox.send(converse(inside), request(), now=SOON)
    assert measure_outbox(NOW + timedelta(seconds=90)) == 90.0
