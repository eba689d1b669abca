"""Work for later is written with whatever wants it, or not at all."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from interlend.domain.jobs.defer import Kind, defer


def jobs() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args, status FROM procrastinate_jobs ORDER BY id")
        return cursor.fetchall()


@pytest.mark.django_db
def test_a_job_is_its_kind_and_its_ids_written_in_one_statement() -> None:
    with CaptureQueriesContext(connection) as seen:
        defer("locate_lending", zone_id=3, request_id=7)
    assert len(seen) == 1
    assert jobs() == [("locate_lending", '{"zone_id": 3, "request_id": 7}', "todo")]


@pytest.mark.django_db
def test_a_job_is_taken_back_with_its_transaction() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        defer(Kind.ASK_NEXT, zone_id=3, request_id=7)
        raise RuntimeError
    assert jobs() == []


@pytest.mark.django_db
def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="wash_up"):
        defer("wash_up", zone_id=3)
