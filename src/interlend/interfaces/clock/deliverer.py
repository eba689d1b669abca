"""Sends what stands in the outbox: one queue a peer, several conversations at once, each in its order.

One thread watches (a NOTIFY wakes it, a sweep makes sure) and hands out; a bounded number of others deliver.
A peer that fails gets one attempt at a time, and all such peers together a quarter of the threads, so that
dead peers hold up nobody else. No transaction is open while a peer is spoken to.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Final

import structlog
from django.conf import settings
from django.db import connection
from django.utils import timezone

from interlend.domain.agencies import credentials, secrets
from interlend.domain.exchange import deliveries
from interlend.domain.exchange.deliveries import Due, NotYet, Refused
from interlend.domain.exchange.metrics import MESSAGES_OUT
from interlend.domain.exchange.models import Message
from interlend.domain.exchange.transports.http import Answer, NoAnswer, NotAllowed, Poster
from interlend.domain.jobs.points import Point, reach
from interlend.domain.partners import connections
from interlend.domain.sharing import delivery
from interlend.domain.zones import scope
from interlend.interfaces.clock.bell import Bell

SWEEP_EVERY: Final = 2.0
"""Seconds after which the outbox is looked at without having been called."""
BREATH: Final = 0.02
"""Seconds between two looks at least, so that a hundred messages do not cost a hundred looks."""
_NOTED_EVERY: Final = 60.0
_TRIES_TO_APPLY: Final = 6
_TOO_MANY: Final = 429

log = structlog.get_logger(__name__)


class Deliverer:
    """Delivers until it is stopped. `threads` at once in all, `a_peer` conversations at once of one peer.

    Not more at once than an installation of ours works at for one peer (INTERLEND_PEER_AT_ONCE): what is sent
    beyond that is only asked to come again a second later.
    """

    def __init__(self, *, poster: Poster | None = None, threads: int = 12, a_peer: int = 3) -> None:
        self._poster = poster or Poster(
            http_hosts=settings.INTERLEND_HTTP_HOSTS,
            private_hosts=settings.INTERLEND_PRIVATE_HOSTS,
            connections_a_peer=a_peer,
        )
        self._threads, self._a_peer = threads, a_peer
        self._bell = Bell(connections.OUTBOX_CHANNEL)
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._talking: dict[int, tuple[int, int]] = {}  # conversation -> peer
        self._failing: set[tuple[int, int]] = set()
        self._noted: dict[tuple[int, int], float] = {}

    def run(self) -> None:
        """Watch and hand out until stopped; then wait for what is on its way."""
        with ThreadPoolExecutor(self._threads, thread_name_prefix="deliver") as pool:
            while not self._stopping.is_set():
                try:
                    self._watch(pool)
                except Exception:  # the database may be away; whatever it is, watching must go on
                    log.exception("the outbox cannot be read")
                    self._stopping.wait(1.0)
                finally:
                    connection.close()
        self._poster.close()
        self._bell.close()

    def stop(self) -> None:
        """Take nothing more; what is on its way is finished."""
        self._stopping.set()
        self._bell.ring()

    def _watch(self, pool: ThreadPoolExecutor) -> None:
        with self._bell.listening():
            while not self._stopping.is_set():
                for each in self._next():
                    pool.submit(self._deliver, each)
                self._bell.wait(SWEEP_EVERY)
                self._stopping.wait(BREATH)

    def _next(self) -> list[Due]:
        """What is due and may be sent now, as far as there are threads; it counts as on its way from here."""
        listed = deliveries.due(timezone.now(), a_peer=2 * self._a_peer)
        chosen = []
        with self._lock:
            in_work = Counter(self._talking.values())
            for each in listed:
                if len(self._talking) >= self._threads:
                    break
                if each.conversation_id in self._talking or not self._may_begin(each.peer, in_work):
                    continue
                self._talking[each.conversation_id] = each.peer
                in_work[each.peer] += 1
                chosen.append(each)
        return chosen

    def _may_begin(self, peer: tuple[int, int], in_work: Counter[tuple[int, int]]) -> bool:
        if peer not in self._failing:
            return in_work[peer] < self._a_peer
        troubled = sum(count for other, count in in_work.items() if other in self._failing)
        return in_work[peer] < 1 and troubled < max(1, self._threads // 4)

    def _deliver(self, due: Due) -> None:
        try:
            reach(Point.OUTBOX_BEFORE_CLAIM)
            self._attempt(due)
        except Exception:
            log.exception("a delivery broke off; it is taken up again", message=due.message_id)
        finally:
            connection.close()
            with self._lock:
                del self._talking[due.conversation_id]
            self._bell.ring()

    def _attempt(self, due: Due) -> None:
        with scope.entered(due.zone_id):
            message = deliveries.claim(due.message_id, now=timezone.now())
            if message is None:
                return
            headers = _proof(due)
        reach(Point.OUTBOX_AFTER_CLAIM)
        answer = self._post(message, headers)
        reach(Point.OUTBOX_AFTER_SEND)
        try:
            with scope.entered(due.zone_id):
                outcome = self._mark(due, message, answer)
                reach(Point.OUTBOX_BEFORE_COMMIT)
        except Exception as broken:
            # What the answer means for the request could not be written: the peer will give it again.
            log.exception("an answer could not be applied", message=message.pk)
            with scope.entered(due.zone_id):
                deliveries.try_later(
                    message, f"The answer could not be applied: {broken}", now=timezone.now()
                )
            outcome = "not applied"
        MESSAGES_OUT.labels(kind=message.kind, outcome=outcome).inc()

    def _post(self, message: Message, headers: dict[str, str] | NoAnswer) -> Answer | NoAnswer:
        if isinstance(headers, NoAnswer):
            return headers
        url = message.conversation.partner.url
        try:
            return self._poster.post(url, bytes(message.body), headers) if url else NoAnswer("It has no URL.")
        except NotAllowed as not_allowed:
            return NoAnswer(str(not_allowed))
        except NoAnswer as no_answer:
            return no_answer

    def _mark(
        self, due: Due, message: Message, answer: Answer | NoAnswer, *, with_effect: bool = True
    ) -> str:
        """Write what became of the attempt, and let it happen to the request; return it for the counters."""
        now = timezone.now()
        try:
            if isinstance(answer, NoAnswer):
                raise answer
            if answer.status == _TOO_MANY:
                wait = timedelta(seconds=max(1, answer.retry_after or 1)) * connections.jitter()
                deliveries.try_later(message, "The partner asks us to wait.", now=now, wait=wait)
                return "asked to wait"
            result = deliveries.outcome(message, answer)
        except NotYet as not_yet:
            deliveries.try_later(message, str(not_yet), now=now, wait=timedelta(seconds=2 * message.attempts))
            return "not yet"
        except NoAnswer as no_answer:
            return self._failed(due, message, str(no_answer), with_effect=with_effect)
        self._reached(due)
        if isinstance(result, Refused):
            if deliveries.refused(message, result.reason) and with_effect:
                delivery.refused(message, result.reason, now=now)
            return "refused"
        if deliveries.delivered(message) and with_effect:
            delivery.delivered(message, now=now)
        return "delivered"

    def _failed(self, due: Due, message: Message, error: str, *, with_effect: bool) -> str:
        now = timezone.now()
        self._failing.add(due.peer)
        connections.failed(
            our_agency_id=due.our_agency_id, their_agency_id=due.their_agency_id, error=error, now=now
        )
        log.info("message not delivered", message=message.pk, attempts=message.attempts, error=error)
        if not deliveries.is_given_up(message, now=now):
            deliveries.try_later(message, error, now=now)
            return "failed"
        if deliveries.given_up(message, error) and with_effect:
            delivery.given_up(message, now=now)
        return "given up"

    def _reached(self, due: Due) -> None:
        """Note that the peer answers: at once after failures, else once a minute, and let nothing wait."""
        moment = time.monotonic()
        if due.peer not in self._failing and moment - self._noted.get(due.peer, -_NOTED_EVERY) < _NOTED_EVERY:
            return
        pair = {"our_agency_id": due.our_agency_id, "their_agency_id": due.their_agency_id}
        connections.succeeded(**pair, now=timezone.now())
        deliveries.bring_forward(**pair, now=timezone.now())
        self._failing.discard(due.peer)
        self._noted[due.peer] = moment


def _proof(due: Due) -> dict[str, str] | NoAnswer:
    try:
        return credentials.present(our_agency_id=due.our_agency_id, their_agency_id=due.their_agency_id)
    except secrets.Unreadable:
        return NoAnswer("The key that we present can no longer be decrypted.")
