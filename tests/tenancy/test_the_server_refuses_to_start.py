"""Web server and worker refuse to start as who must not serve, or where a confidential table lies open."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet
from django.db import connection

from interlend.project import guard
from tests.conftest import _django_at

INTERLEND = str(Path(sys.executable).with_name("interlend"))
BYPASSING = "interlend_test_bypassing"


def admin_does(environment: dict[str, str], *statements: str) -> None:
    with psycopg.connect(environment["DATABASE_ADMIN_URL"], autocommit=True) as admin:
        for statement in statements:
            admin.execute(statement.encode())


@pytest.fixture
def a_role_that_bypasses(committed_db: dict[str, str]) -> Iterator[str]:
    """Roles are of the whole cluster: made for this test, and gone after it."""
    drop = f"DROP ROLE IF EXISTS {BYPASSING}"
    admin_does(committed_db, drop, f"CREATE ROLE {BYPASSING} LOGIN BYPASSRLS")
    try:
        yield BYPASSING
    finally:
        connection.close()
        admin_does(committed_db, f"REVOKE {BYPASSING} FROM interlend_test_app", drop)


def faults() -> str:
    """What the guard says; empty: it lets us serve."""
    try:
        guard.refuse_if_not_safe()
    except guard.NotSafe as refusal:
        return str(refusal)
    return ""


def test_the_plain_role_behind_all_policies_may_serve(committed_db: dict[str, str]) -> None:
    assert faults() == ""


@pytest.mark.parametrize(
    ("url", "word"), [("DATABASE_ADMIN_URL", "is a superuser"), ("DATABASE_OWNER_URL", "owns the tables")]
)
def test_neither_superuser_nor_owner_may_serve(committed_db: dict[str, str], url: str, word: str) -> None:
    with _django_at(committed_db[url]):
        assert word in faults()


def test_a_role_that_may_become_one_that_bypasses_the_policies_may_not_serve(
    committed_db: dict[str, str], a_role_that_bypasses: str
) -> None:
    assert faults() == ""
    admin_does(committed_db, f"GRANT {a_role_that_bypasses} TO interlend_test_app")
    assert "bypasses row-level security" in faults()


@pytest.mark.parametrize(
    ("opened", "table"),
    [
        ("ALTER TABLE people_patron DISABLE ROW LEVEL SECURITY", "people_patron"),
        ("DROP POLICY own_zone ON exchange_message", "exchange_message"),
        ("CREATE POLICY everybody ON letters_letter USING (true)", "letters_letter"),
        ("ALTER POLICY own_zone ON sharing_note USING (true)", "sharing_note"),
    ],
)
def test_a_confidential_table_that_lies_open_is_named(
    committed_db: dict[str, str], opened: str, table: str
) -> None:
    admin_does(committed_db, opened)
    assert f"lack their row-level policy: {table}." in faults()


@pytest.mark.parametrize("command", ["serve", "work"])
@pytest.mark.parametrize(
    ("url", "word"), [("DATABASE_ADMIN_URL", "is a superuser"), ("DATABASE_OWNER_URL", "owns the tables")]
)
def test_the_commands_say_so_in_a_sentence_and_end(
    committed_db: dict[str, str], command: str, url: str, word: str
) -> None:
    ended = subprocess.run(
        [INTERLEND, command],
        check=False,
        env=os.environ
        | {
            "DATABASE_URL": committed_db[url],
            "SECRET_KEY": "k" * 60,
            "INTERLEND_FIELD_KEYS": Fernet.generate_key().decode(),
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 2
    assert word in ended.stderr
    assert "Traceback" not in ended.stderr
