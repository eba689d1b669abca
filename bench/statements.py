"""`python -m bench statements`: how many database statements each kind of message costs, at the most.

Counted on the way that messages really take: in through the address where peers deliver, until the
confirmation; out by the deliverer, from the moment it takes the message until the answer is kept. Locate and
rota are work after the confirmation and are not part of it. set_config and the writing of jobs are counted;
BEGIN, COMMIT, SAVEPOINT and RELEASE are not.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet

from bench import machine, stranger, titles
from bench.said import borrower_says, lender_says, request
from bench.tally import counting
from interlend.kernel.iso18626.codes import Action, ReasonForMessage, Status, YesNo
from tools.localpg import ensure_running

if TYPE_CHECKING:
    from bench.howard import Howard

NAME = "interlend_bench_statements"
GOAL = 12
COPIES = 12
RESPONSE, CHANGE = ReasonForMessage.REQUEST_RESPONSE, ReasonForMessage.STATUS_CHANGE
Counts = dict[str, int]


def main() -> int:
    """Count and print; 0 where no kind costs more than the goal."""
    os.environ["INTERLEND_FIELD_KEYS"] = Fernet.generate_key().decode()
    os.environ["INTERLEND_HTTP_HOSTS"] = os.environ["INTERLEND_PRIVATE_HOSTS"] = stranger.HOST
    cluster = ensure_running("bench")
    try:
        titles.open_installation(cluster, NAME, afresh=True)
        counts = count()
        said = machine.database(cluster)
        titles.drop_installation(cluster, NAME)
    finally:
        cluster.release()
    print(f"statements: {said}; real messages, one after the other, through the peers' address and deliverer")
    for message, statements in counts.items():
        print(f"  {statements:>3}  {message}")
    most = max(counts.values())
    print(f"statements: {most} a message at most (goal: at most {GOAL})")
    return 0 if most <= GOAL else 1


def count() -> Counts:
    """Message, with its direction → statements. Django serves an installation of nobody else's."""
    from bench import howard

    with stranger.in_a_thread() as port:
        ours = howard.settle(port, COPIES)
        heard = _Heard(ours)
        heard.as_lender()
        heard.as_borrower()
        return heard.counts | _sent()


class _Heard:
    """Conversations with Albany, in which each kind of message comes in at least once."""

    def __init__(self, ours: Howard) -> None:
        self._ours = ours
        self._copies = iter(ours.copies)
        self._moment = datetime.now().astimezone()
        self.counts: Counts = {}

    def as_lender(self) -> None:
        """What a borrower says: one whose item is lent, one that cancels in time, one that asks in vain."""
        self._hear("", self._request("WARM"))  # what is asked for once a process has been asked for
        for name in ("LENT", "GIVEN-UP"):
            asked = self._request(name)
            self._hear("request", asked)
            self._ours.locates(name)
        self._hear("request, repeated", asked)
        self._borrower("StatusRequest", Action.STATUS_REQUEST, "LENT")
        self._borrower("Cancel, agreed", Action.CANCEL, "GIVEN-UP")
        self._ours.ships("LENT")
        for what, action in (
            ("Cancel, too late", Action.CANCEL),
            ("Received", Action.RECEIVED),
            ("Renew", Action.RENEW),
            ("Notification", Action.NOTIFICATION),
        ):
            self._borrower(what, action, "LENT")
        returned = self._borrower("ShippedReturn", Action.SHIPPED_RETURN, "LENT")
        self._hear("requestingAgencyMessage ShippedReturn, repeated", returned)

    def as_borrower(self) -> None:
        """What a lender says: one that lends in the end, one that cannot, one whose answer is awaited."""
        refused = self._ours.asks("A title that Albany has lent out")
        self._lender("Unfilled, another lender left", Status.UNFILLED, RESPONSE, refused)
        self._lender(
            "Unfilled, no lender left", Status.UNFILLED, RESPONSE, self._ours.asks_next(refused), "buffalo"
        )
        for yes in (YesNo.N, YesNo.Y):
            self._asks_to_cancel(yes)
        lent = self._ours.asks("A title that Albany lends")
        self._lender("ExpectToSupply", Status.EXPECT_TO_SUPPLY, RESPONSE, lent)
        self._lender("WillSupply", Status.WILL_SUPPLY, CHANGE, lent)
        self._lender("Loaned", Status.LOANED, CHANGE, lent, barcode="30001000000012")
        self._lender("Notification", Status.LOANED, ReasonForMessage.NOTIFICATION, lent)
        self._ours.reads_and_returns(lent)
        self._lender("Overdue", Status.OVERDUE, CHANGE, lent)
        self._lender("LoanCompleted", Status.LOAN_COMPLETED, CHANGE, lent)

    def _asks_to_cancel(self, yes: YesNo) -> None:
        from interlend.kernel.lifecycle.happenings import CancelByStaff

        asked = self._ours.asks(f"A title that nobody wants any more ({yes})")
        self._ours.does(asked, CancelByStaff())
        status = Status.CANCELLED if yes is YesNo.Y else Status.WILL_SUPPLY
        what = f"CancelResponse {yes}"
        self._lender(what, status, ReasonForMessage.CANCEL_RESPONSE, asked, yes=yes)

    def _request(self, name: str) -> bytes:
        wanted, _ = next(self._copies)
        return request(name, wanted, of="howard", borrower="albany", at=self._now())

    def _borrower(self, what: str, action: Action, id: str) -> bytes:
        body = borrower_says(action, id, borrower="albany", lender="howard", at=self._now())
        self._hear(f"requestingAgencyMessage {what}", body)
        return body

    def _lender(
        self,
        what: str,
        status: Status,
        reason: ReasonForMessage,
        id: str,
        lender: str = "albany",
        *,
        barcode: str = "",
        yes: YesNo | None = None,
    ) -> None:
        body = lender_says(
            status, reason, id, borrower="howard", lender=lender, at=self._now(), barcode=barcode, yes=yes
        )
        self._hear(f"supplyingAgencyMessage {what}", body, lender)

    def _hear(self, what: str, body: bytes, by: str = "albany") -> None:
        """Take a message in by the peers' address; it must be confirmed with OK, and have had its effect."""
        from django.test import Client

        from interlend.domain.exchange.models import Message
        from interlend.domain.zones import scope

        with counting() as tally:
            answer = Client(SERVER_NAME="localhost").post(
                self._ours.path, body, "application/xml", headers={"X-Interlend-Key": self._ours.keys[by]}
            )
        if answer.status_code != 200 or b">OK<" not in answer.content:
            raise AssertionError(f"{what} was answered by {answer.status_code}: {answer.content.decode()}")
        with scope.entered(self._ours.zone_id):
            if Message.objects.filter(state=Message.State.UNAPPLIED).exists():
                raise AssertionError(f"{what} had no effect: see the log.")
        if what:
            self.counts[f"in: {what}"] = len(tally.counted)

    def _now(self) -> datetime:
        """A new second for each message, so that none is older than the one before it."""
        self._moment += timedelta(seconds=1)
        return self._moment


def _sent() -> Counts:
    """Deliver what Howard had to say meanwhile; kind → statements, the most that one message of it cost."""
    from django.utils import timezone

    from interlend.domain.exchange import deliveries
    from interlend.domain.exchange.models import Message
    from interlend.domain.zones import scope
    from interlend.interfaces.clock.deliverer import Deliverer

    deliverer, counts = Deliverer(), Counts()
    while due := deliveries.due(timezone.now(), a_peer=1):
        with counting() as tally:
            deliverer._attempt(due[0])
        with scope.entered(due[0].zone_id):
            message = Message.objects.get(pk=due[0].message_id)
        if message.state != Message.State.DELIVERED:
            raise AssertionError(f"A {message.kind} was not delivered: {message.last_error}")
        kind = f"out: {message.kind}"
        counts[kind] = max(counts.get(kind, 0), len(tally.counted))
    deliverer.stop()
    deliverer.run()  # with nothing more to do: it lets go of its connections
    return counts


if __name__ == "__main__":
    sys.exit(main())
