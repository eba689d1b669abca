"""The deliverer, at work against peers that answer, refuse, are slow, or are not there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from interlend.domain.agencies import credentials
from interlend.domain.exchange import outbox
from interlend.domain.exchange.conversations import begin_as_borrower
from interlend.domain.exchange.models import Conversation, Message
from interlend.domain.exchange.transports.http import Poster
from interlend.domain.partners import connections
from interlend.domain.partners.models import Partner, PeerConnection
from interlend.domain.sharing import delivery
from interlend.domain.zones import scope
from interlend.interfaces.clock.deliverer import Deliverer
from interlend.kernel.iso18626.codes import Action
from interlend.kernel.iso18626.messages import Spoken
from tests import exchange_cast, mock_peer
from tests.exchange_cast import Cast, request, said
from tests.mock_peer import Reply, listening, until

NOBODY = "http://127.0.0.1:9/iso18626"


@pytest.fixture
def cast(committed_db: dict[str, str], heard: list[tuple[str, int, str]]) -> Cast:
    return exchange_cast.build()


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, str]]:
    """What the requests are told about their messages; here there are no requests, only messages."""
    told: list[tuple[str, int, str]] = []
    for verb in ("delivered", "given_up"):
        monkeypatch.setattr(
            delivery, verb, lambda message, *, now, verb=verb: told.append((verb, message.pk, ""))
        )
    monkeypatch.setattr(
        delivery, "refused", lambda message, reason, *, now: told.append(("refused", message.pk, reason))
    )
    return told


@contextmanager
def working(*, threads: int = 8) -> Iterator[None]:
    poster = Poster(http_hosts=["127.0.0.1"], private_hosts=["127.0.0.1"], seconds_in_all=3)
    deliverer = Deliverer(poster=poster, threads=threads, a_peer=4)
    thread = threading.Thread(target=deliverer.run)
    thread.start()
    try:
        yield
    finally:
        deliverer.stop()
        thread.join(10)
        assert not thread.is_alive()


def lies_at(cast: Cast, partner: str, url: str) -> None:
    with scope.entered(cast.zone.pk):
        Partner.objects.filter(code=partner).update(url=url)


def begin(cast: Cast, partner: str = "albany") -> Conversation:
    with scope.entered(cast.zone.pk):
        return begin_as_borrower(partner=cast.partners[partner], our_agency_id=cast.agencies["howard"].pk)


def say(cast: Cast, conversation: Conversation, *messages: Spoken) -> list[int]:
    with scope.entered(cast.zone.pk):
        return [outbox.send(conversation, message, now=timezone.now()).pk for message in messages]


def row(cast: Cast, message_id: int) -> Message:
    with scope.entered(cast.zone.pk):
        return Message.objects.get(pk=message_id)


def peer_of(cast: Cast, partner: str) -> PeerConnection | None:
    with scope.entered(cast.zone.pk):
        return PeerConnection.objects.filter(their_agency=cast.agencies[partner]).first()


def settled(cast: Cast, *message_ids: int) -> bool:
    return all(row(cast, each).state not in ("queued", "sending") for each in message_ids)


def test_a_message_is_delivered_with_our_key_and_its_request_is_told(
    cast: Cast, heard: list[tuple[str, int, str]]
) -> None:
    with scope.entered(cast.zone.pk):
        credentials.keep(
            our_agency=cast.agencies["howard"],
            their_agency=cast.agencies["albany"],
            secret="what Albany gave us",
            header_name="X-Their-Key",
            now=timezone.now(),
        )
    with listening() as albany, working():
        lies_at(cast, "albany", albany.url)
        (message,) = say(cast, begin(cast), request())
        assert until(lambda: settled(cast, message))
    ((_, body, headers),) = albany.heard
    assert body == bytes(row(cast, message).body)
    assert headers["X-Their-Key"] == "what Albany gave us"
    assert (row(cast, message).state, heard) == ("delivered", [("delivered", message, "")])


def test_a_conversation_is_delivered_in_order_and_several_side_by_side(cast: Cast) -> None:
    with listening(seconds=0.05) as albany, working():
        lies_at(cast, "albany", albany.url)
        conversations = [begin(cast) for _ in range(5)]
        messages = [
            message
            for conversation in conversations
            for message in say(cast, conversation, request(), said(Action.CANCEL), said(Action.NOTIFICATION))
        ]
        assert until(lambda: settled(cast, *messages))
    for conversation in conversations:
        kinds = [
            getattr(message, "action", "Request")
            for message, _, _ in albany.heard
            if message.header.requesting_agency_request_id == conversation.request_id
        ]
        assert kinds == ["Request", "Cancel", "Notification"]
    assert albany.overlapping_conversations == 0
    assert 2 <= albany.most_at_once <= 4


def test_error_in_a_confirmation_is_a_refusal_and_never_sent(
    cast: Cast, heard: list[tuple[str, int, str]]
) -> None:
    with listening(mock_peer.error) as albany, working():
        lies_at(cast, "albany", albany.url)
        (message,) = say(cast, begin(cast), request())
        assert until(lambda: settled(cast, message))
    assert (row(cast, message).state, row(cast, message).last_error) == (
        "refused",
        "UnrecognisedDataValue: made up",
    )
    assert heard == [("refused", message, "UnrecognisedDataValue: made up")]
    assert len(albany.heard) == 1


def test_the_identical_body_is_sent_again_until_it_is_confirmed(cast: Cast) -> None:
    with listening(mock_peer.broken) as albany, working():
        lies_at(cast, "albany", albany.url)
        (message,) = say(cast, begin(cast), request())
        assert until(lambda: row(cast, message).last_error != "")
        albany.behavior = mock_peer.ok
        with scope.entered(cast.zone.pk):  # its time has come
            Message.objects.filter(pk=message).update(next_attempt_at=timezone.now())
        assert until(lambda: settled(cast, message))
    assert row(cast, message).state == "delivered"
    assert len({body for _, body, _ in albany.heard}) == 1
    assert len(albany.heard) == 2


def test_a_dead_peer_waits_and_the_others_are_served(cast: Cast) -> None:
    with listening() as buffalo, working(threads=4):
        lies_at(cast, "albany", NOBODY)
        lies_at(cast, "buffalo", buffalo.url)
        dead = [say(cast, begin(cast), request())[0] for _ in range(12)]
        well = [say(cast, begin(cast, "buffalo"), request())[0] for _ in range(6)]
        assert until(lambda: settled(cast, *well), seconds=5)
        assert until(lambda: (peer := peer_of(cast, "albany")) is not None and peer.not_before is not None)
    albany, buffalos = peer_of(cast, "albany"), peer_of(cast, "buffalo")
    assert albany is not None
    assert albany.failures >= 3
    assert "could not be spoken to" in albany.last_error
    assert buffalos is not None
    assert (buffalos.failures, buffalos.not_before) == (0, None)
    assert {row(cast, each).state for each in dead} == {"queued"}


def test_a_slow_peer_slows_nobody_else(cast: Cast) -> None:
    with listening(seconds=1.0) as albany, listening() as buffalo, working(threads=8):
        lies_at(cast, "albany", albany.url)
        lies_at(cast, "buffalo", buffalo.url)
        for _ in range(12):
            say(cast, begin(cast), request())
        well = [say(cast, begin(cast, "buffalo"), request())[0] for _ in range(8)]
        assert until(lambda: settled(cast, *well), seconds=1.5)
        assert albany.most_at_once == 4


def test_a_peer_that_comes_back_gets_what_waited_at_once(cast: Cast) -> None:
    with listening() as albany, working():
        lies_at(cast, "albany", albany.url)
        messages = [say(cast, begin(cast), request())[0] for _ in range(3)]
        assert until(lambda: settled(cast, *messages))
        lies_at(cast, "albany", NOBODY)
        waiting = [say(cast, begin(cast), request())[0] for _ in range(3)]
        assert until(lambda: all(row(cast, each).last_error for each in waiting))
        lies_at(cast, "albany", albany.url)
        pair = {
            "our_agency_id": cast.agencies["howard"].pk,
            "their_agency_id": cast.agencies["albany"].pk,
        }
        with scope.entered(cast.zone.pk):
            connections.resume(**pair)
        (fresh,) = say(cast, begin(cast), request())
        assert until(lambda: settled(cast, fresh, *waiting), seconds=5)


def test_a_peer_that_asks_us_to_wait_is_not_a_failing_one(cast: Cast) -> None:
    calls: list[int] = []

    def busy_at_first(message: Spoken, body: bytes) -> Reply:
        calls.append(1)
        return (429, b"", {"Retry-After": "1"}) if len(calls) == 1 else mock_peer.ok(message, body)

    with listening(busy_at_first) as albany, working():
        lies_at(cast, "albany", albany.url)
        (message,) = say(cast, begin(cast), request())
        assert until(lambda: settled(cast, message), seconds=6)
    peer = peer_of(cast, "albany")
    assert peer is not None
    assert (peer.failures, len(albany.heard)) == (0, 2)


def test_a_redirect_into_the_house_is_not_followed(cast: Cast) -> None:
    with listening() as inside, working():

        def elsewhere(message: Spoken, body: bytes) -> Reply:
            return 307, b"", {"Location": inside.url}

        with listening(elsewhere) as albany:
            lies_at(cast, "albany", albany.url)
            (message,) = say(cast, begin(cast), request())
            assert until(lambda: "redirect" in row(cast, message).last_error)
    assert inside.heard == []


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "It has no URL."),
        ("http://localhost.example/", "Only https"),
        ("https://10.0.0.1/", "private network"),
    ],
)
def test_a_url_that_we_do_not_use_is_said_to_staff(cast: Cast, url: str, why: str) -> None:
    with working():
        lies_at(cast, "albany", url)
        (message,) = say(cast, begin(cast), request())
        assert until(lambda: why in row(cast, message).last_error)


def test_after_two_weeks_the_request_is_told(cast: Cast, heard: list[tuple[str, int, str]]) -> None:
    with working():
        lies_at(cast, "albany", NOBODY)
        conversation = begin(cast)
        with scope.entered(cast.zone.pk):
            message = outbox.send(conversation, request(), now=timezone.now() - timedelta(days=15)).pk
        assert until(lambda: settled(cast, message))
    assert (row(cast, message).state, heard) == ("failed", [("given_up", message, "")])


def test_an_answer_that_cannot_be_applied_is_asked_for_again(
    cast: Cast, heard: list[tuple[str, int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def fails_once(message: Message, *, now: object) -> None:
        tried.append(message.pk)
        if len(tried) == 1:
            raise RuntimeError("not now")

    monkeypatch.setattr(delivery, "delivered", fails_once)
    with listening() as albany, working():
        lies_at(cast, "albany", albany.url)
        (message,) = say(cast, begin(cast), request())
        assert until(lambda: row(cast, message).last_error != "")
        with scope.entered(cast.zone.pk):
            Message.objects.filter(pk=message).update(next_attempt_at=timezone.now())
        assert until(lambda: settled(cast, message))
    assert (row(cast, message).state, len(tried), len(albany.heard)) == ("delivered", 2, 2)


def test_what_a_dead_worker_held_is_taken_again_when_its_lease_is_over(cast: Cast) -> None:
    (message,) = say(cast, begin(cast), request())
    with scope.entered(cast.zone.pk):
        Message.objects.filter(pk=message).update(
            state=Message.State.SENDING, next_attempt_at=timezone.now() + timedelta(seconds=1), attempts=1
        )
    with listening() as albany, working():
        lies_at(cast, "albany", albany.url)
        assert until(lambda: settled(cast, message), seconds=5)
    assert len(albany.heard) == 1


def test_a_paused_peer_hears_nothing_until_it_is_resumed(cast: Cast) -> None:
    pair = {"our_agency_id": cast.agencies["howard"].pk, "their_agency_id": cast.agencies["albany"].pk}
    with scope.entered(cast.zone.pk):
        connections.pause(**pair, by="Ada")
    with listening() as albany, listening() as buffalo, working():
        lies_at(cast, "albany", albany.url)
        lies_at(cast, "buffalo", buffalo.url)
        (held,) = say(cast, begin(cast), request())
        (other,) = say(cast, begin(cast, "buffalo"), request())
        assert until(lambda: settled(cast, other))
        assert albany.heard == []
        with scope.entered(cast.zone.pk):
            connections.resume(**pair)
        assert until(lambda: settled(cast, held), seconds=1.5)
