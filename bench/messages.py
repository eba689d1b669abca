"""`python -m bench messages`: durable ISO 18626 messages a second through real HTTP, and how long each takes.

One institution takes messages in from two partners, as a lender and as a borrower, while its worker searches,
holds copies and delivers the answers. A message counts when its confirmation is read: then it is committed.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet

from bench import machine, said, stranger, titles
from bench.caller import Calls, call, post_of
from demo.setting_up import INTERLEND
from interlend.kernel.iso18626.codes import Action, ReasonForMessage, Status
from interlend.project.supervisor import Process, Supervisor
from tools.localpg import ensure_running

if TYPE_CHECKING:
    from bench.howard import Howard

NAME = "interlend_bench_messages"
PORT = 8650
EACH = machine.size(200)
CLIENTS = 8
GOAL_RATE, GOAL_P95_MS = 150, 100
RESPONSE, CHANGE = ReasonForMessage.REQUEST_RESPONSE, ReasonForMessage.STATUS_CHANGE
_HELD = "sharing_lendingrequest WHERE state = 'being_processed'"
_ASKED = "sharing_rotaentry WHERE standing = 'active'"
_COMPLETED = "sharing_borrowingrequest WHERE state = 'request_completed'"
_WITHOUT_EFFECT = "exchange_message WHERE direction = 'in' AND state <> 'applied'"
_WAITING = (
    "(SELECT 1 FROM exchange_message WHERE state IN ('queued', 'sending')"
    " UNION ALL SELECT 1 FROM procrastinate_jobs WHERE status IN ('todo', 'doing')) AS waiting"
)
PARTNERS = ("albany", "buffalo")
MIX = (
    "as many each of: request; Received, then ShippedReturn; WillSupply, then Loaned; LoanCompleted: what a"
    " loan says to its lender, and what it says to its borrower"
)


def main() -> int:
    """Measure and print; 0 where both goals were met."""
    os.environ |= {
        "INTERLEND_FIELD_KEYS": Fernet.generate_key().decode(),
        "INTERLEND_HTTP_HOSTS": stranger.HOST,
        "INTERLEND_PRIVATE_HOSTS": stranger.HOST,
        "INTERLEND_BASE_URL": f"http://127.0.0.1:{PORT}",
        "INTERLEND_PORT": str(PORT),
        "INTERLEND_PEER_RATE": "100000",  # the limit of a peer is not what is measured
        "INTERLEND_PEER_BURST": "100000",
        "INTERLEND_PEER_AT_ONCE": str(CLIENTS),
    }
    mail = tempfile.TemporaryDirectory()
    os.environ["INTERLEND_MAIL_FOLDER"] = mail.name
    cluster = ensure_running("bench")
    try:
        titles.open_installation(cluster, NAME, afresh=True)
        server = machine.postmaster(cluster)
        with stranger.in_a_process() as (port, pid), _running() as ours:
            run = _Run(port)
            run.prepare()
            parts = ours | ({"PostgreSQL": server} if server else {})
            before, others_before = machine.cpu_of(parts), machine.cpu_seconds([pid])
            load = machine.load()
            calls = run.measure()
            waited, left = run.until_answered()
            spent = machine.cpu_of(parts) - before
            others = calls.own_cpu + machine.cpu_seconds([pid]) - others_before
            run.check()
        conditions = machine.database(cluster)
        titles.drop_installation(cluster, NAME)
    finally:
        cluster.release()
        mail.cleanup()
    count = len(calls.each)
    print(
        f"messages: {count} messages from {len(PARTNERS)} partners over {CLIENTS} connections, {MIX}. Two web"
        f" processes of four threads, one worker; {conditions}; client and partners share the machine and"
        f" take {1000 * others / count:.1f} ms of CPU a message; load before: {load}"
    )
    print(
        f"messages: {1000 * spent.total() / count:.1f} ms of CPU a message ({machine.shares(spent, count)}),"
        f" with the work that follows it; {left} jobs and answers were open when the last message was"
        f" confirmed, and done {waited:.1f} s later"
    )
    rate = count / calls.seconds
    p50, p95 = (statistics.quantiles(calls.each, n=20)[place] * 1000 for place in (9, 18))
    print(
        f"messages: {rate:.0f} messages/s, p50 {p50:.0f} ms, p95 {p95:.0f} ms, slowest"
        f" {max(calls.each) * 1000:.0f} ms (goal: at least {GOAL_RATE}/s, p95 under {GOAL_P95_MS} ms)"
    )
    return 0 if rate >= GOAL_RATE and p95 < GOAL_P95_MS else 1


class _Run:
    """Conversations, brought to where the measured messages find them; and those messages."""

    def __init__(self, stranger_port: int) -> None:
        from bench import howard

        self._ours: Howard = howard.settle(stranger_port, 2 * EACH)
        self._moment = datetime.now().astimezone() - timedelta(hours=6)
        self._shipped: list[str] = []
        self._asked: list[str] = []
        self._returned: list[str] = []
        self._copies = iter(self._ours.copies)

    def prepare(self) -> None:
        """As many as are needed, shipped by us, asked by us, and returned by us."""
        self._shipped = [f"SHIPPED-{number}" for number in range(EACH)]
        self._call([(self._partner(id), self._request(id)) for id in self._shipped])
        self._until("copies are held", lambda: self._count(_HELD) == EACH)
        for id in self._shipped:
            self._ours.ships(id)
        placed = [
            self._ours.places(f"A title that others hold, number {number}") for number in range(2 * EACH)
        ]
        self._until(
            "lenders are asked", lambda: self._count(_ASKED) == 2 * EACH and not self._count(_WAITING)
        )
        wired = [self._ours.id_on_the_wire(pk) for pk in placed]
        self._asked, self._returned = wired[:EACH], wired[EACH:]
        self._call([("albany", self._lender(Status.LOANED, RESPONSE, id)) for id in self._returned])
        for id in self._returned:
            self._ours.reads_and_returns(id)
        self.until_answered()

    def measure(self) -> Calls:
        """Send the mix; the messages of a conversation go over one connection, in their order."""
        conversations: list[list[tuple[str, bytes]]] = [
            *([(self._partner(id), self._request(id))] for id in (f"NEW-{number}" for number in range(EACH))),
            *(
                [
                    (self._partner(id), self._borrower(action, id))
                    for action in (Action.RECEIVED, Action.SHIPPED_RETURN)
                ]
                for id in self._shipped
            ),
            *(
                [
                    ("albany", self._lender(Status.WILL_SUPPLY, RESPONSE, id)),
                    ("albany", self._lender(Status.LOANED, CHANGE, id)),
                ]
                for id in self._asked
            ),
            *([("albany", self._lender(Status.LOAN_COMPLETED, CHANGE, id))] for id in self._returned),
        ]
        random.Random(18626).shuffle(conversations)
        queues = [conversations[place::CLIENTS] for place in range(CLIENTS)]
        return call(PORT, [self._posts(message for each in queue for message in each) for queue in queues])

    def until_answered(self) -> tuple[float, int]:
        """Wait until nothing waits in the outbox or for a job; how long it took, and what waited at first."""
        begun, left = time.monotonic(), self._count(_WAITING)
        self._until("all is delivered", lambda: not self._count(_WAITING))
        return time.monotonic() - begun, left

    def check(self) -> None:
        """Each message had its effect, and each request found a copy."""
        found = {what: self._count(what) for what in (_WITHOUT_EFFECT, _COMPLETED, _HELD)}
        if found != {_WITHOUT_EFFECT: 0, _COMPLETED: EACH, _HELD: EACH}:
            raise AssertionError(f"Not all messages had their effect: {found}")

    def _count(self, what: str) -> int:
        from django.db import connection

        from interlend.domain.zones import scope

        with scope.entered(self._ours.zone_id), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {what}")
            row = cursor.fetchone()
        return int(row[0]) if row else 0

    def _posts(self, messages: Iterator[tuple[str, bytes]] | Sequence[tuple[str, bytes]]) -> list[bytes]:
        return [post_of(self._ours.path, self._ours.keys[by], body) for by, body in messages]

    def _call(self, messages: Sequence[tuple[str, bytes]]) -> None:
        call(PORT, [self._posts(messages[place::4]) for place in range(4)])

    def _partner(self, id: str) -> str:
        return PARTNERS[sum(id.encode()) % 2]

    def _request(self, id: str) -> bytes:
        wanted, _ = next(self._copies)
        return said.request(id, wanted, of="howard", borrower=self._partner(id), at=self._now())

    def _borrower(self, action: Action, id: str) -> bytes:
        return said.borrower_says(action, id, borrower=self._partner(id), lender="howard", at=self._now())

    def _lender(self, status: Status, reason: ReasonForMessage, id: str) -> bytes:
        barcode = f"A-{id}" if status is Status.LOANED else ""
        return said.lender_says(
            status, reason, id, borrower="howard", lender="albany", at=self._now(), barcode=barcode
        )

    def _now(self) -> datetime:
        self._moment += timedelta(seconds=1)
        return self._moment

    def _until(self, what: str, true: Callable[[], bool], seconds: float = 300) -> None:
        ends = time.monotonic() + seconds
        while not true():
            if time.monotonic() > ends:
                raise AssertionError(f"Waited {seconds:.0f} s in vain until {what}.")
            time.sleep(0.1)


@contextmanager
def _running() -> Iterator[dict[str, int]]:
    """The installation's processes, ready; name → id."""
    pooled = {"INTERLEND_POOL_SIZE": "8"}  # as usual; only this process, which measures, has no pool
    processes = [
        Process(
            name="web",
            environment=pooled,
            command=[INTERLEND, "serve"],
            ready_url=f"http://127.0.0.1:{PORT}/health/live",
            ports=[PORT],
        ),
        Process(name="worker", environment=pooled, command=[INTERLEND, "work"]),
    ]
    with Supervisor(processes) as supervisor:
        supervisor.wait_until_ready()
        yield {each.name: pid for each in processes if (pid := supervisor.pid(each.name))}


if __name__ == "__main__":
    sys.exit(main())
