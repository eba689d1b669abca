"""The table of the clock, and the worker that goes by it."""

from __future__ import annotations

import inspect
import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection
from django.utils import timezone

from interlend.domain.exchange import inbox
from interlend.domain.exchange.models import Message
from interlend.domain.jobs.defer import Kind, defer
from interlend.domain.libraries.models import Library
from interlend.domain.sharing import receiving
from interlend.domain.sharing.models import LendingRequest
from interlend.domain.zones import scope
from interlend.interfaces.clock import stalled, unapplied, work
from interlend.interfaces.clock.sweeper import Sweeper
from interlend.interfaces.clock.work import JOBS, SWEEPS, Sweep
from tests import exchange_cast, mock_peer
from tests.exchange_cast import NOW, Cast, request, xml
from tests.mock_peer import listening, until

INTERLEND = str(Path(sys.executable).with_name("interlend"))


def test_every_kind_of_job_has_a_verb_that_takes_its_ids_and_the_time() -> None:
    assert set(JOBS) == set(Kind)
    for verb in JOBS.values():
        *ids, now = inspect.signature(verb).parameters
        assert (all(name.endswith("_id") for name in ids), now) == (True, "now")


def test_a_kind_without_a_verb_is_found_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    without = {kind: verb for kind, verb in JOBS.items() if kind is not Kind.ASK_NEXT}
    monkeypatch.setattr(work, "JOBS", without)
    assert [each.id for each in run_checks() if each.id == "clock.E001"] == ["clock.E001"]


def test_a_deadline_is_looked_for_at_every_full_minute() -> None:
    (sweep,) = [each for each in SWEEPS if each.name == "requests fall due"]
    assert 60 % sweep.every == 0
    assert sweep.every <= 20


def test_a_sweep_that_fails_comes_round_again_and_stops_no_other(
    committed_db: dict[str, str],
) -> None:
    ran: list[str] = []

    def fail(now: datetime) -> None:
        ran.append("first")
        raise RuntimeError("not now")

    sweeper = Sweeper([Sweep("first", 1, fail), Sweep("second", 1, lambda now: ran.append("second"))])
    sweeper.once(Sweep("first", 1, fail))
    for sweep in sweeper._sweeps:
        sweeper.once(sweep)
    assert ran == ["first", "first", "second"]


def keep_unapplied(cast: Cast) -> int:
    """A request that arrived while no library lent."""
    readable = inbox.read(xml(request()), caller=cast.caller("albany"), names_our_agency=True, now=NOW)
    assert isinstance(readable, inbox.Readable)
    with scope.entered(cast.zone.pk):
        Library.objects.update(is_resource_sharing=False)
        arrival = inbox.take_in(readable, now=NOW)
        assert isinstance(arrival, inbox.Arrival)
        assert not inbox.happen(arrival, receiving.apply)
        return arrival.row.pk


@pytest.mark.django_db
def test_an_unapplied_message_takes_effect_once_what_was_wrong_is_put_right() -> None:
    cast = exchange_cast.build()
    message = keep_unapplied(cast)
    now = timezone.now() + timedelta(minutes=1)
    assert unapplied.try_again(now=now) == 0
    with scope.entered(cast.zone.pk):
        Library.objects.update(is_resource_sharing=True)
    assert [unapplied.try_again(now=now), unapplied.try_again(now=now)] == [1, 0]
    with scope.entered(cast.zone.pk):
        assert Message.objects.get(pk=message).state == "applied"
        assert LendingRequest.objects.count() == 1


def job_states() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs ORDER BY id")
        return [status for (status,) in cursor.fetchall()]


@pytest.mark.django_db
def test_a_job_whose_worker_is_silent_is_taken_up_again() -> None:
    for request_id in (1, 2):
        defer(Kind.LOCATE_LENDING, zone_id=1, request_id=request_id)
    with connection.cursor() as cursor:
        for silent in ("40 seconds", "5 seconds"):
            cursor.execute(
                "WITH worker AS (INSERT INTO procrastinate_workers (last_heartbeat)"
                " VALUES (now() - %s::interval) RETURNING id)"
                " UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM worker)"
                " WHERE id = (SELECT min(id) FROM procrastinate_jobs WHERE status = 'todo')",
                [silent],
            )
    assert stalled.rescue(now=timezone.now()) == 1
    assert job_states() == ["todo", "doing"]


def test_a_worker_process_delivers_runs_jobs_and_stops_when_told(committed_db: dict[str, str]) -> None:
    """A request arrives; its lender's locate runs in another process; the answer goes out; then SIGTERM."""
    cast = exchange_cast.build()
    environment = {
        **os.environ,
        "DATABASE_URL": committed_db["DATABASE_URL"],
        "SECRET_KEY": settings.SECRET_KEY,
        "INTERLEND_FIELD_KEYS": settings.INTERLEND_FIELD_KEYS[0],
        "INTERLEND_HTTP_HOSTS": "127.0.0.1",
        "INTERLEND_PRIVATE_HOSTS": "127.0.0.1",
        "INTERLEND_LOG_LEVEL": "WARNING",
    }
    with listening(mock_peer.ok) as albany:
        with scope.entered(cast.zone.pk):
            cast.partners["albany"].url = albany.url
            cast.partners["albany"].save()
            Library.objects.update(rejects_on_locate_failure=True)
        with subprocess.Popen([INTERLEND, "work"], env=environment) as worker:
            readable = inbox.read(
                xml(request()), caller=cast.caller("albany"), names_our_agency=True, now=timezone.now()
            )
            assert isinstance(readable, inbox.Readable)
            with scope.entered(cast.zone.pk):
                arrival = inbox.take_in(readable, now=timezone.now())
                assert isinstance(arrival, inbox.Arrival)
                assert inbox.happen(arrival, receiving.apply)
            try:
                assert until(lambda: len(albany.heard) == 1, seconds=30)
                assert until(lambda: job_states() == [])
                worker.send_signal(signal.SIGTERM)
                assert worker.wait(20) == 0
            finally:
                worker.kill()
    ((answer, _, _),) = albany.heard
    assert answer.header.requesting_agency_request_id == "ASK-1"
    with scope.entered(cast.zone.pk):
        (sent,) = Message.objects.filter(direction=Message.Direction.OUT)
        assert (sent.state, sent.about) == ("delivered", "RequestResponse")
