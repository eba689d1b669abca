"""What the test databases promise to every other test."""

from __future__ import annotations

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import ProgrammingError, connection


def _asked(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
    return row[0] if row else None


@pytest.mark.django_db
def test_tests_run_as_the_plain_role() -> None:
    assert _asked("SELECT current_user") == "interlend_test_app"
    assert _asked("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user") is False


@pytest.mark.django_db
def test_the_plain_role_owns_nothing() -> None:
    assert _asked("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole") == 0


@pytest.mark.django_db
def test_the_plain_role_uses_what_the_owner_made() -> None:
    ContentType.objects.create(app_label="tests", model="anything")
    assert ContentType.objects.filter(app_label="tests").count() == 1


@pytest.mark.django_db
def test_the_plain_role_may_not_truncate_because_that_ignores_policies() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        _asked("TRUNCATE django_content_type")


def test_what_a_test_commits_is_seen_by_another_process(committed_db: dict[str, str]) -> None:
    ContentType.objects.create(app_label="tests", model="committed")
    with psycopg.connect(committed_db["DATABASE_URL"]) as other:
        found = other.execute("SELECT model FROM django_content_type WHERE app_label = 'tests'").fetchall()
    assert found == [("committed",)]


@pytest.mark.django_db
def test_what_a_test_commits_is_seen_by_no_other_test() -> None:
    assert ContentType.objects.filter(app_label="tests").count() == 0


def test_every_database_is_fresh(committed_db: dict[str, str]) -> None:
    assert ContentType.objects.filter(app_label="tests").count() == 0
