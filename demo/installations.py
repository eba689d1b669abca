"""Where the demo's two installations live: their ports, folders, secrets and environment."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cryptography.fernet import Fernet

from demo.consortium.institutions import INSTALLATIONS, Installation
from demo.introductions import write_private
from tools.localpg import CHECKOUT

FIRST_PORT = 8610
BETWEEN_PORTS = 10


class DemoTrouble(Exception):
    """Why the demo cannot go on, in one sentence that says what to do."""


@dataclass(frozen=True)
class Place:
    """One installation on this machine."""

    installation: Installation
    port: int
    folder: Path

    @property
    def code(self) -> str:
        """The code of the installation."""
        return self.installation.code

    @property
    def address(self) -> str:
        """Where its start page is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> str:
        """The name of its database and the beginning of its roles' names."""
        return f"interlend_demo_{self.code}"

    @property
    def mail(self) -> Path:
        """Where its letters go, as files."""
        return self.folder / "mail"

    @property
    def keys_file(self) -> Path:
        """Where its keys to the API lie, by institution and role."""
        return self.folder / "keys.json"

    def keys(self) -> dict[str, dict[str, str]]:
        """Its keys to the API, by institution and role."""
        found: dict[str, dict[str, str]] = json.loads(self.keys_file.read_text())
        return found

    def environment(self, database_url: str) -> dict[str, str]:
        """What its processes are told; everything that production is told too, and nothing else."""
        return {
            "DATABASE_URL": database_url,
            **self._secrets(),
            "INTERLEND_NAME": self.installation.name,
            "INTERLEND_BASE_URL": self.address,
            "INTERLEND_HOST": "127.0.0.1",
            "INTERLEND_PORT": str(self.port),
            "INTERLEND_PROCESSES": "1",
            "INTERLEND_HTTP_HOSTS": "127.0.0.1",
            "INTERLEND_PRIVATE_HOSTS": "127.0.0.1",
            "INTERLEND_MAIL_FOLDER": str(self.mail),
            "INTERLEND_LOG_FORMAT": "plain",
            "INTERLEND_LOG_LEVEL": "WARNING",
        }

    def fresh_metrics(self) -> dict[str, str]:
        """An empty folder where web server and worker keep the figures of this run."""
        folder = self.folder / "metrics"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return {"PROMETHEUS_MULTIPROC_DIR": str(folder)}

    def _secrets(self) -> dict[str, str]:
        """Made once: what they encrypt is of no use under others."""
        path = self.folder / "secrets.json"
        if not path.exists():
            made = {
                "SECRET_KEY": secrets.token_urlsafe(50),
                "INTERLEND_FIELD_KEYS": Fernet.generate_key().decode(),
            }
            write_private(path, made)
        kept: dict[str, str] = json.loads(path.read_text())
        return kept


def data_folder() -> Path:
    """Where the demo keeps its files, beside its database. Raises DemoTrouble."""
    folder = Path(os.environ.get("INTERLEND_LOCAL_STATE") or CHECKOUT / "var") / "demo"
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK):
        raise DemoTrouble(
            f"The demo cannot keep its files in {folder}: run it as the owner of that folder, or set"
            " INTERLEND_LOCAL_STATE to a folder of yours."
        )
    return folder


def places(folder: Path) -> list[Place]:
    """Both installations; INTERLEND_DEMO_PORT moves them to other ports. Raises DemoTrouble."""
    given = os.environ.get("INTERLEND_DEMO_PORT", str(FIRST_PORT))
    last = 65_535 - BETWEEN_PORTS * (len(INSTALLATIONS) - 1)
    if not given.isdecimal() or not 1024 <= int(given) <= last:
        raise DemoTrouble(f"INTERLEND_DEMO_PORT is a number from 1024 to {last}, not “{given}”.")
    return [
        Place(installation, int(given) + BETWEEN_PORTS * number, folder / installation.code)
        for number, installation in enumerate(INSTALLATIONS.values())
    ]


def alone(folder: Path) -> IO[str]:
    """Keep this open: nobody else may use the demo's data meanwhile. Raises DemoTrouble."""
    lock = (folder / "running").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise DemoTrouble("The demo is running already: stop it first, by Ctrl-C in its window.") from None
    return lock
