"""Setting both installations up, step by step; a step whose stamp still fits is left out.

A stamp tells what the step was made from: the files that say how, the ports, and the very databases (by their
number in the cluster, so that a database made anew is set up anew).
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from demo.catalogs import make
from demo.commands import Commands, run_side_by_side
from demo.consortium.institutions import of_installation
from demo.installations import Place
from demo.progress import Progress
from tools.installations import create_installation
from tools.localpg import CHECKOUT, Cluster

DEMO = CHECKOUT / "demo"
MIGRATIONS = [*(CHECKOUT / "src/interlend").rglob("migrations/*.py"), CHECKOUT / "requirements.lock"]
CONSORTIUM = [*(DEMO / "consortium").glob("*.py"), *(DEMO / "guide").glob("*.py"), *MIGRATIONS]
CATALOGS = [*(DEMO / "catalogs").glob("*.*"), *CONSORTIUM]
INTERLEND = str(Path(sys.executable).with_name("interlend"))

Addresses = dict[str, dict[str, str]]  # installation → names of variables → addresses of its database


def set_up(cluster: Cluster, places: list[Place], folder: Path, progress: Progress) -> Addresses:
    """Make everything that is not there yet; return how the databases are reached. Raises DemoTrouble."""
    with progress.step("Databases"):
        found = {place.code: create_installation(cluster, place.database) for place in places}
    stamps = _Stamps(folder / "stamps.json", [*_numbers(cluster, places), *(str(p.port) for p in places)])
    work = _Work(places, found, folder)
    steps: list[tuple[str, str, list[Path], Callable[[], object]]] = [
        ("tables", "Tables", MIGRATIONS, work.migrate),
        ("consortium", "Five institutions, configured as the guide says", CONSORTIUM, work.configure),
        ("catalogs", "Their catalogs, by `interlend load-marc`", CATALOGS, work.load_catalogs),
    ]
    for name, label, files, do in steps:
        with progress.step(label) as step:
            if stamps.fits(name, files):
                step.note = "as before"
            else:
                do()
                stamps.put(name, files)
    return found


@dataclass(frozen=True)
class _Work:
    """What the steps do, in both installations side by side, by their own commands."""

    places: list[Place]
    found: Addresses
    folder: Path

    def migrate(self) -> None:
        """As the owner, which never serves."""
        self._everywhere("DATABASE_OWNER_URL", lambda _: [[INTERLEND, "migrate", "--verbosity", "0"]])

    def configure(self) -> None:
        """Everybody introduces itself before anybody meets the others."""
        configure = [sys.executable, "-m", "demo.configure"]
        self._everywhere("DATABASE_URL", lambda place: [[*configure, "introduce", place.code]])
        self._everywhere("DATABASE_URL", lambda place: [[*configure, "meet", place.code]])

    def load_catalogs(self) -> None:
        """By the loader that a library would use."""
        files = make.write(self.folder / "catalogs")

        def load(place: Place) -> list[list[str]]:
            codes = [institution.code for institution in of_installation(place.code)]
            return [[INTERLEND, "load-marc", str(files[code]), "--zone", code] for code in codes]

        self._everywhere("DATABASE_URL", load)

    def _everywhere(self, role: str, commands: Callable[[Place], list[list[str]]]) -> None:
        run_side_by_side(
            [
                Commands(
                    commands(place),
                    place.environment(self.found[place.code][role])
                    | {"INTERLEND_DEMO_FOLDER": str(self.folder)},
                )
                for place in self.places
            ]
        )


class _Stamps:
    """What each step was last made from."""

    def __init__(self, path: Path, basis: Iterable[str]) -> None:
        self._path, self._basis = path, " ".join(basis)
        self._kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}

    def fits(self, name: str, files: list[Path]) -> bool:
        return self._kept.get(name) == self._made_from(files)

    def put(self, name: str, files: list[Path]) -> None:
        self._kept[name] = self._made_from(files)
        self._path.write_text(json.dumps(self._kept, indent=2) + "\n")

    def _made_from(self, files: list[Path]) -> str:
        digest = hashlib.sha256(self._basis.encode())
        for file in sorted(files):
            digest.update(str(file).encode() + file.read_bytes())
        return digest.hexdigest()


def _numbers(cluster: Cluster, places: list[Place]) -> list[str]:
    with psycopg.connect(cluster.admin_url()) as connection:
        return [
            str(
                connection.execute(
                    "SELECT oid FROM pg_database WHERE datname = %s", [each.database]
                ).fetchone()
            )
            for each in places
        ]
