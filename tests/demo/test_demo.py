"""`python -m demo` as somebody types it: what it says when it cannot start, and one whole loan."""

import fcntl
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.titles import candidates
from tools.localpg import CHECKOUT


def run_demo(state: Path, *arguments: str, port: str, seconds: float = 10) -> tuple[int, list[str]]:
    """The exit code and the lines of `python -m demo` with a state of its own."""
    around = {
        name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "PYTEST_"))
    }
    ended = subprocess.run(
        [sys.executable, "-m", "demo", *arguments],
        check=False,
        cwd=CHECKOUT,
        env=around | {"INTERLEND_LOCAL_STATE": str(state), "INTERLEND_DEMO_PORT": port},
        capture_output=True,
        text=True,
        timeout=seconds,
    )
    assert ended.stderr == ""
    return ended.returncode, [line.rstrip() for line in ended.stdout.splitlines()]


def free_port() -> int:
    """A port that is free now, as is the one ten above it."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 10))
            except (OSError, OverflowError):
                continue
        return port


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the database's own user can reach, where we are root."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


def test_a_taken_port_gets_one_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, lines = run_demo(tmp_path, port=str(port - 10))
    assert (code, " ".join(lines)) == (
        1,
        f"Port {port} is taken by another program: stop what uses it (see `ss -ltnp`), or choose others:"
        " INTERLEND_DEMO_PORT=8710 make demo.",
    )


@pytest.mark.parametrize("port", ["80", "65530", "eight"], ids=["for root", "too high for two", "no number"])
def test_a_port_that_cannot_be_is_refused(tmp_path: Path, port: str) -> None:
    code, lines = run_demo(tmp_path, port=port)
    assert (code, lines) == (1, [f"INTERLEND_DEMO_PORT is a number from 1024 to 65525, not “{port}”."])


def test_a_second_demo_on_the_same_data_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    with (tmp_path / "demo/running").open("a") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        code, lines = run_demo(tmp_path, port=str(free_port()))
    assert (code, lines) == (1, ["The demo is running already: stop it first, by Ctrl-C in its window."])


def test_there_are_titles_enough_for_many_stories() -> None:
    found = list(candidates())
    assert len(found) > 20
    assert len({candidate.barcode for candidate in found}) == len(found)


@pytest.mark.proof
def test_one_loan_runs_from_search_to_shelf_without_a_person(open_folder: Path) -> None:
    """The story is told by real processes of two installations; it takes half a minute from nothing."""
    code, lines = run_demo(open_folder, "--once", port=str(free_port()), seconds=180)
    said = "\n".join(lines)
    assert code == 0, said
    assert re.search(r"Both sides are completed: B-\w+ at Howard, L-\w+ at Albany\.", said), said
    assert [line[3:].split()[:2] for line in lines if re.match(r"\d  ", line)] == [
        ["American", "University"],
        ["Georgetown", "University"],
        ["University", "at"],
        ["University", "at"],
    ]
    assert "\x1b" not in said
    assert max(map(len, lines)) <= 120
