"""`interlend serve` as it runs anywhere: real processes, one set of figures, a stop that is no loss."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass
class Server:
    """A running server."""

    process: subprocess.Popen[bytes]
    address: str

    def get(self, path: str) -> str:
        """What it answers."""
        with urllib.request.urlopen(f"{self.address}{path}", timeout=5) as answer:  # noqa: S310
            return str(answer.read().decode())


@pytest.fixture
def server(committed_db: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("interlend")), "serve", "--port", str(port)],
        env={**os.environ, **committed_db, "SECRET_KEY": "x" * 60, "TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
    )
    running = Server(process, f"http://127.0.0.1:{port}")
    _wait_until_it_answers(running)
    yield running
    process.kill()
    process.wait()


def _wait_until_it_answers(server: Server) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            server.get("/health/live")
        except OSError:
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.05)
        else:
            return


def test_it_serves_says_one_figure_for_all_processes_and_stops_when_told(server: Server) -> None:
    assert "<strong>Ready.</strong>" in server.get("/")
    for _ in range(4):
        figures = server.get("/metrics").splitlines()
        assert [line for line in figures if line.startswith("interlend_outbox_age_seconds")] == [
            "interlend_outbox_age_seconds 0.0"
        ]
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(timeout=15) == 0


def test_what_servers_that_are_gone_left_is_taken_away(tmp_path: Path, committed_db: dict[str, str]) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = tmp_path / f"interlend-metrics-{gone.pid}"
    left.mkdir()
    ours = tmp_path / f"interlend-metrics-{os.getpid()}"
    ours.mkdir()
    server = subprocess.Popen(
        [str(Path(sys.executable).with_name("interlend")), "serve", "--port", "1"],
        env={**os.environ, **committed_db, "SECRET_KEY": "x" * 60, "TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 20
    while left.exists() or not (tmp_path / f"interlend-metrics-{server.pid}").exists():
        assert time.monotonic() < deadline, "nothing was taken away"
        time.sleep(0.05)
    assert ours.exists()
    server.terminate()
    server.wait(timeout=15)
