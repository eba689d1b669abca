"""Setting both installations up, step by step; a step whose stamp still fits is left out.

Databases count by their number in the cluster, so that one made anew is set up anew. `forget` takes all away.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from demo import log_ins
from demo.catalogs import make
from demo.commands import Commands, run_side_by_side
from demo.consortium.institutions import of_installation
from demo.installations import Place
from demo.introductions import FOLDER as INTRODUCTIONS
from demo.progress import Progress
from demo.stamps import MigrationsGoneThrough, Stamps, forget_stamps
from tools.installations import create_installation, drop_databases
from tools.localpg import CHECKOUT, Cluster

DEMO = CHECKOUT / "demo"
MIGRATIONS = list((CHECKOUT / "src/interlend").rglob("migrations/*.py"))
TABLES = [*MIGRATIONS, CHECKOUT / "requirements.lock"]  # packages bring tables too
CONSORTIUM = [
    *(DEMO / "consortium").glob("*.py"),
    *(DEMO / "guide").glob("*.py"),
    DEMO / "log_ins.py",
    *TABLES,
]
CATALOGS = [*(DEMO / "catalogs").glob("*.*"), *CONSORTIUM]
CATALOG_FILES = "catalogs"
INTERLEND = str(Path(sys.executable).with_name("interlend"))

Addresses = dict[str, dict[str, str]]  # installation → names of variables → addresses of its database


def set_up(cluster: Cluster, places: list[Place], folder: Path, progress: Progress) -> Addresses:
    """Make everything that is not there yet; return how the databases are reached. Raises DemoTrouble."""
    with progress.step("Databases"):
        found = {place.code: create_installation(cluster, place.database) for place in places}
    databases = _numbers(cluster, places)
    stamps = Stamps(folder, databases, [place.port for place in places])
    gone_through = MigrationsGoneThrough(folder, databases)
    gone_through.require_unchanged(MIGRATIONS)
    work = _Work(places, found, folder)
    steps: list[tuple[str, str, list[Path], Callable[[], object]]] = [
        ("tables", "Tables", TABLES, work.migrate),
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
        if name == "tables":
            gone_through.put(MIGRATIONS)
    return found


def forget(cluster: Cluster, places: list[Place], folder: Path) -> None:
    """Remove the databases of both installations and what was made beside them, so that all begins afresh."""
    drop_databases(cluster, *(place.database for place in places))
    forget_stamps(folder)
    (folder / log_ins.FILE).unlink(missing_ok=True)
    for made in (folder / CATALOG_FILES, folder / INTRODUCTIONS, *(place.folder for place in places)):
        shutil.rmtree(made, ignore_errors=True)


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
        """Everybody introduces itself before anybody meets the others; all know the same log-ins."""
        log_ins.kept(self.folder)
        configure = [sys.executable, "-m", "demo.configure"]
        self._everywhere("DATABASE_URL", lambda place: [[*configure, "introduce", place.code]])
        self._everywhere("DATABASE_URL", lambda place: [[*configure, "meet", place.code]])

    def load_catalogs(self) -> None:
        """By the loader that a library would use."""
        files = make.write(self.folder / CATALOG_FILES)

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
