"""What the demo's data were made from: the steps that are done, the migrations that were gone through."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from demo.installations import DemoTrouble
from tools.localpg import CHECKOUT

STEPS, MIGRATIONS = "stamps.json", "migrations.json"


class Stamps:
    """A stamp a step: the files that say how, the ports, and the very databases by their number."""

    def __init__(self, folder: Path, databases: Sequence[str], ports: Iterable[int]) -> None:
        self._path, self._basis = folder / STEPS, " ".join([*databases, *map(str, ports)])
        self._kept: dict[str, str] = json.loads(self._path.read_text()) if self._path.exists() else {}

    def fits(self, name: str, files: Iterable[Path]) -> bool:
        """Whether the step was last done from these very files."""
        return self._kept.get(name) == self._made_from(files)

    def put(self, name: str, files: Iterable[Path]) -> None:
        """Keep that the step is done."""
        self._kept[name] = self._made_from(files)
        self._path.write_text(json.dumps(self._kept, indent=2) + "\n")

    def _made_from(self, files: Iterable[Path]) -> str:
        digest = hashlib.sha256(self._basis.encode())
        for file in sorted(files):
            digest.update(str(file).encode() + file.read_bytes())
        return digest.hexdigest()


class MigrationsGoneThrough:
    """The migrations that these databases have gone through, as they read that day.

    Django knows migrations by name alone: one that was rewritten or taken away leaves tables that the program
    does not expect, and the first to notice would be whoever uses them.
    """

    def __init__(self, folder: Path, databases: Sequence[str]) -> None:
        self._folder, self._databases = folder, list(databases)

    def require_unchanged(self, files: Iterable[Path]) -> None:
        """Raise DemoTrouble where one of them no longer reads as it did, or is gone."""
        path = self._folder / MIGRATIONS
        kept = json.loads(path.read_text()) if path.exists() else {}
        if kept.get("databases") == self._databases and not kept["files"].items() <= _digests(files).items():
            raise DemoTrouble(
                f"The demo's data in {self._folder} were made by another version of Interlend, whose tables"
                " cannot be brought up to date: remove them by `make demo-reset`, then start again."
            )

    def put(self, files: Iterable[Path]) -> None:
        """Keep how they read now, when the databases have gone through them."""
        kept = {"databases": self._databases, "files": _digests(files)}
        (self._folder / MIGRATIONS).write_text(json.dumps(kept, indent=2) + "\n")


def forget_stamps(folder: Path) -> None:
    """As if nothing had ever been made."""
    for name in (STEPS, MIGRATIONS):
        (folder / name).unlink(missing_ok=True)


def _digests(files: Iterable[Path]) -> dict[str, str]:
    return {
        str(file.relative_to(CHECKOUT)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(files)
    }
