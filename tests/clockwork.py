"""The clock and the post, turned by hand in one process: jobs, then messages, until nothing is left.

Jobs run by the clock's own table; messages go to the peers' own addresses and are marked by the outbox's own
verbs. Only the network between is left out.
"""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from django.db import connection
from django.test import Client
from django.utils import timezone

from interlend.domain.agencies import credentials
from interlend.domain.exchange import deliveries
from interlend.domain.exchange.transports.http import Answer
from interlend.domain.jobs.defer import Kind
from interlend.domain.sharing import delivery
from interlend.domain.zones import scope
from interlend.interfaces.clock.work import JOBS

MOST_TURNS = 50


def turn() -> None:
    """Do all that is to be done now, and what comes of it."""
    for _ in range(MOST_TURNS):
        if not _run_jobs() and not _deliver_messages():
            return
    raise AssertionError(f"There is still something to do after {MOST_TURNS} turns.")


def _run_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo' RETURNING id, task_name, args")
        jobs = sorted(cursor.fetchall())
    for _, name, ids in jobs:
        JOBS[Kind(name)](**json.loads(ids), now=timezone.now())
    return len(jobs)


def _deliver_messages() -> int:
    waiting = deliveries.due(timezone.now(), a_peer=100)
    for due in waiting:
        _deliver(due)
    return len(waiting)


def _deliver(due: deliveries.Due) -> None:
    with scope.entered(due.zone_id):
        message = deliveries.claim(due.message_id, now=timezone.now())
        headers = credentials.present(our_agency_id=due.our_agency_id, their_agency_id=due.their_agency_id)
    assert message is not None
    answer = Client().post(
        urlsplit(message.conversation.partner.url).path,
        bytes(message.body),
        content_type="application/xml",
        headers=headers,
    )
    with scope.entered(due.zone_id):
        refused = deliveries.outcome(
            message,
            Answer(status=answer.status_code, content_type="application/xml", body=answer.content),
        )
        if refused:
            deliveries.refused(message, refused.reason)
            delivery.refused(message, refused.reason, now=timezone.now())
        else:
            deliveries.delivered(message)
            delivery.delivered(message, now=timezone.now())
