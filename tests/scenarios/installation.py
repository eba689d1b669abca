"""One installation as it runs anywhere: a database of its own, a web server, a worker. Two make the pair."""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import environ
from django.conf import settings
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from interlend.project.supervisor import Process, Supervisor

INTERLEND = str(Path(sys.executable).with_name("interlend"))
HERE = "127.0.0.1"


def _free_port() -> int:
    """A port of this machine where nobody listens now."""
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Installation:
    """The processes of one installation, started and stopped one by one, and what they log."""

    name: str
    database: dict[str, str]
    folder: Path
    blocker: DjangoDbBlocker
    port: int = field(default_factory=_free_port)
    log: list[str] = field(default_factory=list)
    _running: dict[str, Supervisor] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where its web server answers."""
        return f"http://{HERE}:{self.port}"

    @property
    def mail(self) -> Path:
        """The folder into which it puts its letters, a file for each round."""
        return self.folder / "mail"

    def start(self, *names: str) -> None:
        """Start the web server, the worker, or by default both; `wait_until_ready` returns when they are."""
        processes = {
            "web": Process(
                name=f"{self.name} web",
                command=[INTERLEND, "serve"],
                environment=self._environment(),
                ready_url=f"{self.address}/health/live",
                ports=[self.port],
            ),
            "worker": Process(
                name=f"{self.name} worker",
                command=[INTERLEND, "work"],
                environment=self._environment(),
                ready_line="worker started",
            ),
        }
        for name in names or processes:
            self._running[name] = Supervisor([processes[name]], write=self.log.append)
            self._running[name].start()

    def wait_until_ready(self) -> None:
        """Return when everything that was started is ready. Raises ProcessTrouble."""
        for supervisor in self._running.values():
            supervisor.wait_until_ready()

    def stop(self, *names: str) -> None:
        """Stop the web server, the worker, or by default whatever runs."""
        for name in names or tuple(self._running):
            self._running.pop(name).stop()

    @contextlib.contextmanager
    def without(self, name: str) -> Iterator[None]:
        """Let the web server or the worker be down for a while."""
        self.stop(name)
        try:
            yield
        finally:
            self.start(name)
            self.wait_until_ready()

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """Let Django in this process speak to this installation's database, as the plain role."""
        database = connections.settings["default"]
        before = dict(database)
        wanted = environ.Env.db_url_config(self.database["DATABASE_URL"])
        connections.close_all()
        database.update(wanted, OPTIONS=wanted.get("OPTIONS", {}))
        try:
            with self.blocker.unblock():
                yield
                connections.close_all()
        finally:
            database.update(before)

    def _environment(self) -> dict[str, str]:
        self.mail.mkdir(parents=True, exist_ok=True)
        return {
            "DATABASE_URL": self.database["DATABASE_URL"],
            "SECRET_KEY": settings.SECRET_KEY,
            "INTERLEND_FIELD_KEYS": settings.INTERLEND_FIELD_KEYS[0],
            "INTERLEND_NAME": self.name,
            "INTERLEND_BASE_URL": self.address,
            "INTERLEND_HOST": HERE,
            "INTERLEND_PORT": str(self.port),
            "INTERLEND_PROCESSES": "1",
            "INTERLEND_HTTP_HOSTS": HERE,
            "INTERLEND_PRIVATE_HOSTS": HERE,
            "INTERLEND_MAIL_FOLDER": str(self.mail),
            "INTERLEND_LOG_FORMAT": "json",
            "INTERLEND_LOG_LEVEL": "INFO",
        }
