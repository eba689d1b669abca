"""What those who watch are told: alive, ready part by part, and figures for those who may see them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from interlend.domain.exchange.models import Conversation, Message
from interlend.domain.partners.models import Partner
from interlend.domain.zones import scope
from tests import world as worlds


def asked(path: str, **headers: str) -> tuple[int, Any]:
    answer = Client().get(path, headers=headers)
    return answer.status_code, json.loads(answer.content) if path.startswith(
        "/health"
    ) else answer.content.decode()


WELL = {"ok": True}


def test_a_process_that_answers_is_alive_without_a_database() -> None:
    assert asked("/health/live") == (200, WELL)


def test_an_installation_in_order_is_ready(db: None) -> None:
    outbox = {"ok": True, "oldest_due_seconds": 0.0, "is_late": False}
    parts = dict.fromkeys(("database", "migrations", "role", "walls"), WELL) | {"outbox": outbox}
    assert asked("/health/ready") == (200, {"ok": True, "parts": parts})


def test_a_missing_migration_makes_it_not_ready(committed_db: dict[str, str]) -> None:
    with psycopg.connect(committed_db["DATABASE_OWNER_URL"]) as owner:
        owner.execute(b"DELETE FROM django_migrations WHERE app = 'fulfillment' AND name = '0002_walls'")
    status, said = asked("/health/ready")
    assert (status, said["ok"], said["parts"]["migrations"]) == (
        503,
        False,
        {
            "ok": False,
            "detail": "Not applied: fulfillment.0002_walls. Run `interlend migrate` as the owner.",
        },
    )


def test_a_table_without_its_wall_makes_it_not_ready(committed_db: dict[str, str]) -> None:
    with psycopg.connect(committed_db["DATABASE_OWNER_URL"]) as owner:
        owner.execute(b"ALTER TABLE letters_letter DISABLE ROW LEVEL SECURITY")
    status, said = asked("/health/ready")
    assert (status, said["parts"]["walls"]["ok"]) == (503, False)
    assert "letters_letter" in said["parts"]["walls"]["detail"]


def test_without_a_database_nothing_else_is_asked(committed_db: dict[str, str]) -> None:
    connection.close()
    before = connection.settings_dict["PORT"], connection.settings_dict["HOST"]
    connection.settings_dict.update(HOST="127.0.0.1", PORT="1")
    try:
        status, said = asked("/health/ready")
    finally:
        connection.settings_dict.update(PORT=before[0], HOST=before[1])
        connection.close()
    down = {"ok": False, "detail": "The database does not answer."}
    assert (status, said) == (503, {"ok": False, "parts": {"database": down}})


def test_messages_that_wait_are_told_but_keep_no_request_away(db: None) -> None:
    """A partner that is paused must not take away the web server from all others."""
    _let_a_message_wait(timedelta(hours=1))
    status, said = asked("/health/ready")
    outbox = said["parts"]["outbox"]
    assert (status, outbox["ok"], outbox["is_late"]) == (200, True, True)
    assert 3600 <= outbox["oldest_due_seconds"] < 3660
    assert "Messages have been waiting to be sent for 60 minutes." in asked("/")[1]


def _let_a_message_wait(since: timedelta) -> None:
    world = worlds.build()
    with scope.entered(world.howard.zone.pk):
        partner = Partner.objects.get(code="AMERICAN")
        conversation = Conversation.objects.create(
            our_agency=world.howard.agency,
            their_agency=partner.agency,
            partner=partner,
            role="borrower",
            request_id="1",
            schema_version="1.2",
            dialect="standard",
            our_symbol="DEMO:HOWARD",
            their_symbol="OCLC:EAU",
        )
        Message.objects.create(
            conversation=conversation,
            direction="out",
            state="queued",
            kind="request",
            body=b"",
            next_attempt_at=timezone.now() - since,
        )


@pytest.mark.parametrize(
    ("headers", "token", "status"),
    [
        pytest.param({}, "", 200, id="from this machine"),
        pytest.param({"X-Forwarded-For": "203.0.113.5"}, "", 404, id="forwarded by a proxy for somebody"),
        pytest.param({"Authorization": "Bearer right"}, "right", 200, id="with the token"),
        pytest.param({"Authorization": "Bearer wrong"}, "right", 404, id="with another token"),
        pytest.param({}, "right", 404, id="without the token, though from this machine"),
    ],
)
def test_figures_are_for_those_who_may_see_them(
    db: None, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], token: str, status: int
) -> None:
    monkeypatch.setenv("INTERLEND_METRICS_TOKEN", token)
    answered, text = asked("/metrics", **headers)
    assert answered == status
    assert ("interlend_outbox_age_seconds 0.0" in text) is (status == 200)


def test_figures_are_not_for_other_machines(db: None) -> None:
    assert Client(REMOTE_ADDR="203.0.113.5").get("/metrics").status_code == 404
