"""The local PostgreSQL, by its real command: where it is found, how it starts, what it says in trouble."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tools.localpg import CHECKOUT, LONGEST_SOCKET_PATH, ensure_running

# The interpreter without the packages of the virtual environment: it does not see the bundled PostgreSQL.
BARE_PYTHON = str(Path(sys.base_prefix) / "bin/python3")
SERVERS = {"machine": "/usr/lib/postgresql", "bundled": "/nowhere"}


@dataclass(frozen=True)
class Command:
    """`python tools/localpg.py` with a state folder of its own."""

    state: Path
    postgresql: str = SERVERS["machine"]
    path: str = "/nowhere"  # no pg_config

    def __call__(
        self, *arguments: str, python: str = sys.executable, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        given = {
            "PATH": self.path,
            "HOME": "/nowhere",
            "INTERLEND_LOCAL_STATE": str(self.state),
            "INTERLEND_POSTGRESQL": self.postgresql,
        }
        return subprocess.run(
            [python, str(CHECKOUT / "tools/localpg.py"), *arguments],
            env=given | environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(params=SERVERS)
def command(open_folder: Path, request: pytest.FixtureRequest) -> Iterator[Command]:
    server = SERVERS[request.param]
    if request.param == "machine" and not any(Path(server).glob("*/bin/postgres")):
        pytest.skip("no PostgreSQL is installed on this machine")
    made = Command(open_folder, server)
    yield made
    stopped = made("stop", "test")
    assert (stopped.returncode, stopped.stderr) == (0, "")
    assert made("status", "test").returncode == 3


def test_it_starts_answers_and_stops(command: Command) -> None:
    assert command("status", "test").returncode == 3
    started = command("start", "test")
    assert (started.returncode, started.stderr) == (0, "")
    url = command("url", "test").stdout.strip()
    with psycopg.connect(url) as admin:
        row = admin.execute(
            "SELECT current_setting('listen_addresses'), current_setting('fsync'),"
            " current_setting('data_checksums'), current_setting('server_encoding'),"
            " current_setting('TimeZone'), lower('ÅÉ')"
        ).fetchone()
    assert row == ("", "on", "on", "UTF8", "UTC", "åé")
    assert command("stop", "test").returncode == 0
    assert command("status", "test").returncode == 3


def test_it_starts_again_after_a_crash(command: Command) -> None:
    url = command("url", "test").stdout.strip()
    with psycopg.connect(url) as admin:
        admin.execute("CREATE TABLE kept (word text)")
    [pidfile] = (command.state / "test").glob("pg*/postmaster.pid")
    os.kill(int(pidfile.read_text().split()[0]), signal.SIGKILL)
    again = command("start", "test")
    assert (again.returncode, again.stderr) == (0, "")
    with psycopg.connect(url) as admin:
        assert admin.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_two_starts_at_once_wait_for_each_other(command: Command) -> None:
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: command("start", "test"), range(2)))
    assert [(each.returncode, each.stderr) for each in both] == [(0, "")] * 2
    assert both[0].stdout == both[1].stdout


def test_the_last_user_who_lets_go_stops_the_server(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERLEND_LOCAL_STATE", str(open_folder))
    for name in ("DATABASE_URL", "DATABASE_ADMIN_URL"):
        monkeypatch.delenv(name, raising=False)
    first, second = ensure_running("test"), ensure_running("test")
    first.release()
    with psycopg.connect(second.admin_url()):
        pass
    second.release()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(second.admin_url())


def test_a_server_started_by_hand_stays_until_it_is_stopped_by_hand(open_folder: Path) -> None:
    command = Command(open_folder, path=os.environ["PATH"])
    assert command("start", "test").returncode == 0
    assert command("try", "test").returncode == 0
    assert command("status", "test").returncode == 0
    assert command("stop", "test").stdout == ""
    assert command("status", "test").stdout == "test: not running\n"


def test_a_given_server_is_used_before_any_other(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERLEND_LOCAL_STATE", str(open_folder))
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:secret@db.example:5433/mine?sslmode=require")
    monkeypatch.delenv("DATABASE_ADMIN_URL", raising=False)
    cluster = ensure_running("test")
    assert cluster.admin_url("other") == "postgresql://me:secret@db.example:5433/other?sslmode=require"
    assert cluster.url("role", "other", "p:w") == (
        "postgresql://role:p%3Aw@db.example:5433/other?sslmode=require"
    )
    assert list(open_folder.iterdir()) == []


def test_a_long_path_gets_its_socket_elsewhere(open_folder: Path) -> None:
    command = Command(open_folder / ("long" * 25), path=os.environ["PATH"])
    command.state.mkdir(mode=0o755)
    started = command("start", "test")
    assert (started.returncode, started.stderr) == (0, "")
    [data] = (command.state / "test").glob("pg*")
    socket = (data / "postmaster.pid").read_text().splitlines()[4]
    assert not socket.startswith(str(open_folder))
    assert len(f"{socket}/.s.PGSQL.5432") <= LONGEST_SOCKET_PATH
    assert command("stop", "test").returncode == 0
    Path(socket).rmdir()


# --- trouble: one plain sentence that says what to do --------------------------------------------------


def trouble(answer: subprocess.CompletedProcess[str]) -> str:
    assert (answer.returncode, answer.stdout) == (1, "")
    return answer.stderr


def test_no_postgresql_at_all(open_folder: Path) -> None:
    nothing = Command(open_folder, postgresql="/nowhere")
    assert trouble(nothing("start", "test", python=BARE_PYTHON)) == (
        "No PostgreSQL 15 or newer was found: install one (Debian: apt-get install postgresql), run"
        " `make install` for the bundled one, or set DATABASE_URL to a server.\n"
    )


def test_data_of_a_version_that_is_not_here(open_folder: Path) -> None:
    data = open_folder / "test" / "pg99"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("99\n")
    assert trouble(Command(open_folder)("start", "test")) == (
        f"The data in {data} was written by PostgreSQL 99, which is not on this machine: install it"
        " (Debian: apt-get install postgresql-99), or begin afresh by moving that folder away.\n"
    )


def test_a_folder_that_cannot_be_written_to() -> None:
    assert trouble(Command(Path("/proc/nowhere"))("start", "test")) == (
        "The database cannot keep its files in /proc/nowhere/test: set INTERLEND_LOCAL_STATE to a folder that"
        " its user may reach and write to.\n"
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as somebody else")
def test_a_folder_that_only_root_may_enter(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert trouble(Command(tmp_path)("start", "test")) == (
        f"The database cannot keep its files in {tmp_path}/test: set INTERLEND_LOCAL_STATE to a folder that"
        " its user may reach and write to.\n"
    )


def test_a_wrong_call_says_how_it_is_called(open_folder: Path) -> None:
    answer = Command(open_folder)("begin")
    assert (answer.returncode, answer.stderr) == (
        2,
        "usage: python tools/localpg.py start|stop|status|url|try [demo|test|bench]\n",
    )
