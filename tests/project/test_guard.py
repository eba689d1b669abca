"""It serves as a plain role behind policies, or not at all. Each test has a database of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from interlend.project import guard

INTERLEND = str(Path(sys.executable).with_name("interlend"))


def serve(database_url: str, command: str = "serve") -> tuple[int, str]:
    """Exit code and last words of a server that must not start; a port nobody may listen at bounds it."""
    ended = subprocess.run(
        [INTERLEND, command],
        env={**os.environ, "DATABASE_URL": database_url, "SECRET_KEY": "x" * 60, "INTERLEND_PORT": "1"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return ended.returncode, ended.stderr.strip()


def test_the_plain_role_may_serve(committed_db: dict[str, str]) -> None:
    guard.refuse_if_not_safe()


@pytest.mark.parametrize("command", ["serve", "work"])
def test_the_owner_never_serves(committed_db: dict[str, str], command: str) -> None:
    assert serve(committed_db["DATABASE_OWNER_URL"], command) == (
        2,
        "interlend: The role interlend_test_owner owns the tables, or belongs to the role that does. "
        "Let DATABASE_URL name the plain role, which owns nothing.",
    )


def test_a_superuser_never_serves(committed_db: dict[str, str]) -> None:
    code, said = serve(committed_db["DATABASE_ADMIN_URL"])
    assert (
        code,
        said.endswith("is a superuser. Let DATABASE_URL name the plain role, which owns nothing."),
    ) == (
        2,
        True,
    )


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param("ALTER TABLE people_patron DISABLE ROW LEVEL SECURITY", id="switched off"),
        pytest.param("DROP POLICY own_zone ON people_patron", id="without a policy"),
    ],
)
def test_a_confidential_table_without_its_wall_is_named(committed_db: dict[str, str], damage: str) -> None:
    with psycopg.connect(committed_db["DATABASE_OWNER_URL"]) as owner:
        owner.execute(damage.encode())
    assert guard.faults_of_walls() == [
        "These tables lack their row-level policy: people_patron. Run the migrations as the owner."
    ]
    with pytest.raises(guard.NotSafe, match="people_patron"):
        guard.refuse_if_not_safe()
