"""The peers' door, as another system meets it: statuses, confirmations, and what stands in the database."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from interlend.domain.agencies import credentials
from interlend.domain.agencies.credentials import Carrier
from interlend.domain.exchange.models import Conversation, Message, UnroutedMessage
from interlend.domain.sharing.models import HistoryEntry, LendingRequest
from interlend.domain.zones import scope
from interlend.interfaces.peers import iso18626
from interlend.kernel.iso18626.codes import Action
from interlend.kernel.iso18626.envelope import MAX_BODY
from interlend.kernel.iso18626.messages import Spoken, Version
from tests import exchange_cast
from tests.exchange_cast import Cast, confirmed, later, request, said, xml

XML = "application/xml"


@pytest.fixture
def cast(db: None, settings: Settings) -> Iterator[Cast]:
    settings.ROOT_URLCONF = "interlend.interfaces.peers.urls"
    iso18626._gate.cache_clear()
    yield exchange_cast.build()
    iso18626._gate.cache_clear()


@dataclass
class Answer:
    """An HTTP answer in short."""

    status: int
    body: bytes


def address(cast: Cast) -> str:
    return f"/iso18626/{cast.agencies['howard'].uuid}"


def post(
    cast: Cast,
    message: Spoken | bytes,
    *,
    by: str = "albany",
    to: str | None = None,
    key: str | None = None,
    content_type: str = XML,
) -> Answer:
    body = message if isinstance(message, bytes) else xml(message)
    response = Client().post(
        address(cast) if to is None else to,
        data=body,
        content_type=content_type,
        headers={"X-Interlend-Key": cast.keys[by] if key is None else key},
    )
    return Answer(response.status_code, response.content)


def counts(cast: Cast) -> tuple[int, int, int]:
    """How many conversations, messages and lending requests Howard has."""
    with scope.entered(cast.zone.pk):
        return Conversation.objects.count(), Message.objects.count(), LendingRequest.objects.count()


@pytest.mark.parametrize("version", list(Version))
def test_a_request_is_kept_with_its_effect_and_confirmed(cast: Cast, version: Version) -> None:
    answer = post(cast, xml(request(), version))
    assert (answer.status, confirmed(answer.body)) == (200, ("OK", None))
    assert counts(cast) == (1, 1, 1)
    with scope.entered(cast.zone.pk):
        assert Message.objects.get().state == "applied"
        assert LendingRequest.objects.get().title == "Their Eyes Were Watching God"


def test_a_later_message_happens_to_the_request(cast: Cast) -> None:
    post(cast, request())
    answer = post(cast, said(Action.CANCEL))
    assert (answer.status, confirmed(answer.body)) == (200, ("OK", None))
    with scope.entered(cast.zone.pk):
        happenings = list(HistoryEntry.objects.order_by("id").values_list("happening", flat=True))
    assert happenings == ["RequestArrived", "PartnerCancels"]


def test_repeats_are_confirmed_and_nothing_happens_twice(cast: Cast) -> None:
    answers = [post(cast, message) for message in (request(), request(), later(request(), seconds=40))]
    assert [confirmed(answer.body) for answer in answers] == [("OK", None)] * 3
    assert answers[0].body == answers[1].body
    assert counts(cast) == (1, 2, 1)


@pytest.mark.parametrize("key", ["", "x", "ilp_0123456789abcdef_wrong", "ilp__", "ilp_" + "9" * 500])
def test_a_wrong_key_gets_401_and_nothing_else(cast: Cast, key: str) -> None:
    response = Client().post(
        address(cast), data=xml(request()), content_type=XML, headers={"X-Interlend-Key": key}
    )
    assert (response.status_code, response.content) == (401, b"")
    assert counts(cast) == (0, 0, 0)
    assert UnroutedMessage.objects.count() == 0


def test_a_key_is_good_at_our_address_only(cast: Cast) -> None:
    for other in (cast.agencies["albany"].uuid, uuid.uuid4()):
        assert post(cast, request(), to=f"/iso18626/{other}") == Answer(401, b"")


def test_a_revoked_key_is_a_wrong_key(cast: Cast) -> None:
    with scope.entered(cast.zone.pk):
        made = credentials.make(our_agency=cast.agencies["howard"], their_agency=cast.agencies["albany"])
        credentials.revoke(credential=made.credential, now=exchange_cast.NOW)
    assert post(cast, request(), key=made.shown_once) == Answer(401, b"")


def test_a_key_may_be_in_the_address_for_systems_that_send_no_header(cast: Cast) -> None:
    with scope.entered(cast.zone.pk):
        made = credentials.make(
            our_agency=cast.agencies["howard"], their_agency=cast.agencies["albany"], carrier=Carrier.URL
        )
    address_with_key = f"{address(cast)}/{made.shown_once}"
    assert confirmed(post(cast, request(), to=address_with_key, key="").body) == ("OK", None)
    assert post(cast, request(), key=made.shown_once) == Answer(401, b"")
    assert post(cast, request(), to=f"{address(cast)}/{cast.keys['albany']}", key="") == Answer(401, b"")


def test_a_key_in_the_address_never_gets_into_the_log(
    cast: Cast, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scope.entered(cast.zone.pk):
        made = credentials.make(
            our_agency=cast.agencies["howard"], their_agency=cast.agencies["albany"], carrier=Carrier.URL
        )
    to = f"{address(cast)}/{made.shown_once}"
    assert post(cast, request(), to=to, content_type="text/plain").status == 415
    assert post(cast, request(), to=f"{to}x").status == 401
    monkeypatch.setattr(iso18626, "_take_in", lambda *_, **__: 1 / 0)
    assert post(cast, request(), to=to).status == 500
    assert made.shown_once.split("_")[2] not in caplog.text
    assert caplog.text.count("a message was not taken in") == 1


def test_one_address_serves_all_agencies_by_the_symbols_in_the_header(cast: Cast) -> None:
    assert confirmed(post(cast, request(), to="/iso18626").body) == ("OK", None)


def test_the_right_key_with_another_librarys_symbol_gets_an_error_and_touches_nothing(cast: Cast) -> None:
    answer = post(cast, request(borrower="buffalo"))
    assert (answer.status, confirmed(answer.body)) == (
        200,
        ("ERROR", "UnrecognisedDataValue request/header/requestingAgencyId"),
    )
    assert counts(cast) == (0, 0, 0)


def test_the_same_id_of_two_peers_is_two_requests(cast: Cast) -> None:
    post(cast, request(), by="albany")
    post(cast, request(borrower="buffalo"), by="buffalo")
    post(cast, said(Action.CANCEL, borrower="buffalo"), by="buffalo")
    with scope.entered(cast.zone.pk):
        cancelled = HistoryEntry.objects.filter(happening="PartnerCancels")
        assert [entry.lending_request.partner.code for entry in cancelled if entry.lending_request] == [
            "buffalo"
        ]


@pytest.mark.parametrize("method", ["get", "put", "delete", "options", "head"])
def test_only_post_is_served(cast: Cast, method: str) -> None:
    response = getattr(Client(), method)(address(cast))
    assert (response.status_code, response["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/xml", 200),
        ("text/xml", 200),
        ("application/xml; charset=utf-8", 200),
        ("application/json", 415),
        ("text/plain", 415),
    ],
)
def test_only_xml_is_read(cast: Cast, content_type: str, status: int) -> None:
    assert post(cast, request(), content_type=content_type).status == status


@pytest.mark.parametrize(("size", "status"), [(MAX_BODY, 200), (MAX_BODY + 1, 413)])
def test_a_body_is_at_most_one_mebibyte(cast: Cast, size: int, status: int) -> None:
    assert post(cast, b"x" * size).status == status


@pytest.mark.parametrize(
    ("body", "error"),
    [(b" ", "BadlyFormedMessage"), (b"<x/>", "BadlyFormedMessage"), (b"\xff\xfe<", "BadlyFormedMessage")],
)
def test_malformed_input_is_confirmed_with_an_error(cast: Cast, body: bytes, error: str) -> None:
    answer = post(cast, body)
    status, reason = confirmed(answer.body)
    assert (answer.status, status, (reason or "").split()[0]) == (200, "ERROR", error)


def test_a_flood_is_told_to_wait_and_another_peer_is_served(cast: Cast, settings: Settings) -> None:
    settings.INTERLEND_PEER_RATE, settings.INTERLEND_PEER_BURST = 0.1, 3
    iso18626._gate.cache_clear()
    flood = [post(cast, said(Action.RECEIVED, id=f"N{each}")).status for each in range(6)]
    assert flood == [200, 200, 200, 429, 429, 429]
    assert post(cast, request(borrower="buffalo"), by="buffalo").status == 200


def test_what_cannot_take_effect_is_confirmed_all_the_same_and_waits(cast: Cast) -> None:
    from interlend.domain.libraries.models import Library

    with scope.entered(cast.zone.pk):
        Library.objects.update(is_resource_sharing=False)
    answer = post(cast, request())
    assert confirmed(answer.body) == ("OK", None)
    assert counts(cast) == (1, 1, 0)
    with scope.entered(cast.zone.pk):
        assert Message.objects.get().state == "unapplied"


def test_the_confirmation_says_nothing_about_what_we_are(cast: Cast) -> None:
    response: Any = Client().post(
        address(cast), data=b"<x/>", content_type=XML, headers={"X-Interlend-Key": cast.keys["albany"]}
    )
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    assert "Server" not in response


@pytest.mark.parametrize(
    ("message", "before"),
    [
        pytest.param(request(), [], id="request"),
        pytest.param(said(Action.CANCEL), [request()], id="cancel"),
        pytest.param(said(Action.NOTIFICATION, note="Hello"), [request()], id="notification"),
        pytest.param(said(Action.STATUS_REQUEST), [request()], id="status request"),
    ],
)
def test_a_message_with_its_effect_costs_at_most_twelve_statements(
    cast: Cast, message: Spoken, before: list[Spoken]
) -> None:
    for each in before:
        post(cast, each)
    iso18626._uuid_of(cast.agencies["howard"].pk)
    with CaptureQueriesContext(connection) as seen:
        assert confirmed(post(cast, message).body) == ("OK", None)
    uncounted = ("SAVEPOINT", "RELEASE", "SELECT set_config('app.zone', ''")
    counted = [query["sql"] for query in seen.captured_queries if not query["sql"].startswith(uncounted)]
    assert len(counted) <= 12, "\n".join(counted)
