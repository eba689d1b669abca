"""The peers' door of a real server, in two processes, met by several callers at once."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from interlend.domain.exchange.models import Conversation, Message
from interlend.domain.sharing.models import HistoryEntry, LendingRequest
from interlend.domain.zones import scope
from interlend.kernel.iso18626.codes import Action
from interlend.kernel.iso18626.messages import Spoken
from tests import exchange_cast
from tests.exchange_cast import Cast, confirmed, later, request, said, xml
from tests.mock_peer import until

INTERLEND = str(Path(sys.executable).with_name("interlend"))


@dataclass
class Door:
    """A running server and the cast that stands in its database."""

    cast: Cast
    port: int

    def post(self, message: Spoken, *, by: str = "albany", chunked: bool = False) -> tuple[int, bytes]:
        call = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        body = xml(message)
        try:
            call.request(
                "POST",
                f"/iso18626/{self.cast.agencies['howard'].uuid}",
                body=iter([body[:100], body[100:]]) if chunked else body,
                headers={"Content-Type": "application/xml", "X-Interlend-Key": self.cast.keys[by]},
                encode_chunked=chunked,
            )
            answer = call.getresponse()
            return answer.status, answer.read()
        finally:
            call.close()

    def is_open(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@pytest.fixture
def door(committed_db: dict[str, str]) -> Iterator[Door]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": committed_db["DATABASE_URL"],
        "SECRET_KEY": settings.SECRET_KEY,
        "INTERLEND_FIELD_KEYS": settings.INTERLEND_FIELD_KEYS[0],
        "INTERLEND_PEER_BURST": "1000",
        "INTERLEND_LOG_LEVEL": "ERROR",
    }
    it = Door(exchange_cast.build(), port)
    server = subprocess.Popen([INTERLEND, "serve", f"--port={port}", "--processes=2"], env=environment)
    try:
        assert until(it.is_open, seconds=30)
        yield it
    finally:
        server.terminate()
        server.wait(20)


def test_one_message_sent_by_many_at_once_has_one_effect(door: Door) -> None:
    """Twice over: the same bytes, and the same words under new timestamps."""
    again = [request()] * 3 + [later(request(), seconds=each) for each in range(1, 4)]
    together = threading.Barrier(len(again))

    def send(message: Spoken) -> tuple[int, bytes]:
        together.wait()
        return door.post(message)

    with ThreadPoolExecutor(len(again)) as pool:
        answers = list(pool.map(send, again))
    cancels = [later(said(Action.CANCEL), seconds=each) for each in range(6)]
    with ThreadPoolExecutor(len(cancels)) as pool:
        answers += list(pool.map(send, cancels))
    taken = [confirmed(body) for status, body in answers if status == 200]
    assert taken == [("OK", None)] * len(taken)
    assert {status for status, _ in answers} <= {200, 429}
    with scope.entered(door.cast.zone.pk):
        assert (Conversation.objects.count(), LendingRequest.objects.count()) == (1, 1)
        happenings = list(HistoryEntry.objects.order_by("id").values_list("happening", flat=True))
        assert happenings == ["RequestArrived", "PartnerCancels"]
        applied = Message.objects.filter(direction=Message.Direction.IN, state=Message.State.APPLIED)
        assert applied.count() == 2


def test_a_body_in_chunks_is_read_whole(door: Door) -> None:
    status, body = door.post(request(), chunked=True)
    assert (status, confirmed(body)) == (200, ("OK", None))


def test_what_is_confirmed_is_committed(door: Door) -> None:
    status, body = door.post(request())
    with scope.entered(door.cast.zone.pk):
        assert bytes(Message.objects.get().confirmation or b"") == body
    assert status == 200
