"""What a peer may do to a running web server: nothing makes it fail, and no other peer waits for it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import psutil  # type: ignore[import-untyped]
import psycopg
import pytest
from pytest_django.plugin import DjangoDbBlocker

from interlend.kernel.iso18626.codes import Action
from tests import exchange_cast
from tests.conftest import MakeDatabase
from tests.exchange_cast import Cast, confirmed, request, said, xml
from tests.faults.hostile_bodies import BODIES
from tests.scenarios.installation import Installation


@dataclass
class Server:
    """A web server that runs, the cast it serves, and its database as the admin sees it."""

    cast: Cast
    installation: Installation
    web: psutil.Process
    client: httpx.Client

    def post(self, body: bytes, *, by: str = "albany", key: str | None = None) -> httpx.Response:
        """Post a message as a peer does."""
        return self.client.post(
            f"{self.installation.address}/iso18626/{self.cast.agencies['howard'].uuid}",
            content=body,
            headers={
                "Content-Type": "application/xml",
                "X-Interlend-Key": self.cast.keys[by] if key is None else key,
            },
        )

    def family(self) -> set[int]:
        """The ids of its processes."""
        return {each.pid for each in self.web.children(recursive=True)} | {self.web.pid}

    def counts(self) -> dict[str, int]:
        """Table → how many rows."""
        with psycopg.connect(self.installation.database["DATABASE_ADMIN_URL"]) as admin:
            tables = admin.execute(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            ).fetchall()
            return {
                table: admin.execute(f"SELECT count(*) FROM {table}".encode()).fetchall()[0][0]
                for (table,) in tables
            }


@pytest.fixture(scope="module")
def server(
    make_database: MakeDatabase,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Server]:
    """One web server for all tests here: what does not kill it in one must not in the next."""
    folder = tmp_path_factory.mktemp("hostile")
    installation = Installation("howard", make_database(), folder, django_db_blocker)
    with installation.inside():
        cast = exchange_cast.build()
    installation.start("web")
    try:
        installation.wait_until_ready()
        web = psutil.Process(installation._running["web"].pid("howard web"))
        with httpx.Client(timeout=30, trust_env=False) as client:
            yield Server(cast, installation, web, client)
    finally:
        installation.stop()


def test_there_are_enough_of_them() -> None:
    assert len(BODIES) >= 60


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_is_answered_and_no_worker_dies(server: Server, name: str) -> None:
    before = server.family()
    answer = server.post(BODIES[name])
    assert answer.status_code in (200, 413)
    if answer.status_code == 200:
        status, reason = confirmed(answer.content)
        assert (status == "OK") == (reason is None)
    assert b"root:" not in answer.content
    assert server.family() == before


def test_after_all_of_them_a_good_message_is_taken(server: Server) -> None:
    assert confirmed(server.post(xml(request(id="GOOD"))).content) == ("OK", None)


@pytest.mark.parametrize(
    "key",
    ["", "x", "ilp_0123456789abcdef_wrong", "ilp_" * 2000],
)
def test_a_wrong_key_is_answered_by_401_and_nothing(server: Server, key: str) -> None:
    before = server.counts()
    answer = server.post(xml(request(id="WRONG-KEY")), key=key)
    assert (answer.status_code, answer.content) == (401, b"")
    assert server.counts() == before


@pytest.mark.parametrize(
    ("borrower", "lender"),
    [("buffalo", "howard"), ("albany", "buffalo"), ("georgetown", "howard"), ("howard", "albany")],
)
def test_the_right_key_with_anothers_symbol_reads_and_writes_nothing(
    server: Server, borrower: str, lender: str
) -> None:
    before = server.counts()
    answer = server.post(xml(request(id="SPOOFED", borrower=borrower, lender=lender)), by="albany")
    status, reason = confirmed(answer.content)
    assert (answer.status_code, status) == (200, "ERROR")
    assert (reason or "").startswith("UnrecognisedDataValue request/header/")
    after = server.counts()
    assert after.pop("exchange_unroutedmessage") == before.pop("exchange_unroutedmessage") + 1
    assert after == before


def test_two_peers_with_the_same_request_id_stay_apart(server: Server) -> None:
    for peer in ("albany", "buffalo"):
        assert confirmed(server.post(xml(request(id="SAME", borrower=peer)), by=peer).content) == ("OK", None)
    cancel = xml(said(Action.CANCEL, id="SAME", borrower="buffalo"))
    assert confirmed(server.post(cancel, by="buffalo").content) == ("OK", None)
    with psycopg.connect(server.installation.database["DATABASE_ADMIN_URL"]) as admin:
        told = admin.execute(
            "SELECT partner.code, array_agg(entry.happening ORDER BY entry.id)"
            " FROM sharing_lendingrequest request JOIN partners_partner partner ON partner.id = partner_id"
            " JOIN exchange_conversation talk ON talk.id = conversation_id"
            " JOIN sharing_historyentry entry ON entry.lending_request_id = request.id"
            " WHERE talk.request_id = 'SAME' GROUP BY partner.code ORDER BY partner.code"
        ).fetchall()
    assert told == [("albany", ["RequestArrived"]), ("buffalo", ["RequestArrived", "PartnerCancels"])]


def test_the_flood_of_one_peer_makes_no_other_wait(server: Server) -> None:
    """Albany floods until it is told to wait; all the while Buffalo is served, and never told to."""
    flood, quiet = Counter[int](), Counter[int]()
    is_full = threading.Event()
    body = xml(said(Action.NOTIFICATION, id="FLOOD"))

    def albany_floods(_: int) -> None:
        for _again in range(80):
            answer = server.post(body)
            flood[answer.status_code] += 1
            if answer.status_code == 429:
                assert int(answer.headers["Retry-After"]) >= 1
                is_full.set()

    with ThreadPoolExecutor(4) as pool:
        flooding = [pool.submit(albany_floods, each) for each in range(4)]
        assert is_full.wait(60)
        for number in range(20):
            message = xml(request(id=f"CALM-{number}", borrower="buffalo"))
            quiet[server.post(message, by="buffalo").status_code] += 1
        for done in flooding:
            done.result()
    assert quiet == {200: 20}
    assert set(flood) == {200, 429}
    assert sum(flood.values()) == 320
