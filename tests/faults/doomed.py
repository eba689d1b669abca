"""A process of an installation that stands still at a named point and is killed there."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

import psutil  # type: ignore[import-untyped]

from interlend.domain.jobs.points import Point
from tests.scenarios.installation import INTERLEND, Installation

COMMANDS: Final = {"web": "serve", "worker": "work"}
PATIENCE: Final = 60.0
"""Seconds; the machine may be busy with other tests."""
_BETWEEN_LOOKS = 0.05
Seen = TypeVar("Seen")


class NotStopped(AssertionError):
    """A process did not come to the point at which it was to be killed."""


def free_port() -> int:
    """A port of this machine where nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Doomed:
    """A web server or worker that is to die at a point."""

    installation: Installation
    kind: str
    point: Point
    folder: Path
    port: int = field(default_factory=free_port)
    stopped_at: str = ""
    ended_by: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def stop_file(self) -> Path:
        """Where it writes the point that it has reached."""
        return self.folder / f"{self.point}.stopped"

    def start(self) -> None:
        """Start it, told to stop at its point."""
        metrics = self.folder / f"{self.point}.metrics"
        metrics.mkdir()
        told = {
            "INTERLEND_STOP_AT": self.point,
            "INTERLEND_STOP_FILE": str(self.stop_file),
            "INTERLEND_PORT": str(self.port),
            "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        }
        with (self.folder / f"{self.point}.log").open("wb") as log:
            self._process = subprocess.Popen(
                [INTERLEND, COMMANDS[self.kind]],
                env=os.environ | self.installation._environment() | told,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def kill_at_its_point(self) -> None:
        """Wait until it stands at its point; then kill -9 it, with what it has started. Raises NotStopped."""
        what = f"a {self.kind} stands at {self.point}"
        self.stopped_at = wait_until(what, self._stands_at, raises=NotStopped)
        self._kill()

    def _stands_at(self) -> str:
        """What its stop file says, or nothing. Each thread that comes there writes it anew."""
        return self.stop_file.read_text() if self.stop_file.exists() else ""

    def is_up(self) -> bool:
        """Whether it answers; a worker, whether it runs."""
        assert self._process is not None
        if self.kind == "worker":
            return self._process.poll() is None
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/live", timeout=2) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def end(self) -> None:
        """Stop it for good."""
        if self._process is not None and self._process.poll() is None:
            self._kill()

    def _kill(self) -> None:
        """By their ids: the process and its own children, the parent first so that it starts none anew."""
        assert self._process is not None
        family = [psutil.Process(self._process.pid)]
        family += family[0].children(recursive=True)
        for each in family:
            each.suspend()
        for each in family:
            each.send_signal(signal.SIGKILL)
        self.ended_by = -self._process.wait()
        psutil.wait_procs(family[1:], timeout=10)


def wait_until(
    what: str,
    look: Callable[[], Seen],
    *,
    seconds: float = PATIENCE,
    raises: type[Exception] = AssertionError,
) -> Seen:
    """Look again and again until there is something to see; return it."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        if time.monotonic() > deadline:
            raise raises(f"Waited {seconds:g} s in vain until {what}.")
        time.sleep(_BETWEEN_LOOKS)
    return seen
