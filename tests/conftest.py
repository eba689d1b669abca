"""The databases of the tests: real PostgreSQL, migrated by the owner, used as the plain role.

A template is migrated once and kept until a migration changes; each worker, and each test that commits,
gets a copy of its own. The tests' role may not TRUNCATE, so `transactional_db`, whose clean-up does, is of
no use here: ask for `committed_db`.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import environ
import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.scenarios.installation import Installation
from tools.installations import (
    alone,
    copy_installation,
    create_installation,
    databases_like,
    drop_databases,
    rename_database,
)
from tools.localpg import Cluster, ensure_running

if TYPE_CHECKING:
    from tests.world import World

CHECKOUT = Path(__file__).resolve().parent.parent
ROLES = "interlend_test"
TEMPLATE = f"{ROLES}_migrated_"
RUN = f"{ROLES}_run_"
TEMPLATES_KEPT = 3
ONE_MIGRATES = 1_862_600_002  # key of the advisory lock under which the template is made

MakeDatabase = Callable[[], dict[str, str]]


def pytest_configure(config: pytest.Config) -> None:
    """What an installation takes from its environment and no test cares about; the marker of this file."""
    config.addinivalue_line("markers", "needs_program(*names): left out where one of them is not installed")
    settings.SECRET_KEY = secrets.token_urlsafe(50)
    settings.INTERLEND_FIELD_KEYS = [Fernet.generate_key().decode()]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what needs a program that this machine lacks; `make test` says how to get it."""
    for marker in item.iter_markers("needs_program"):
        for name in marker.args:
            if shutil.which(name) is None:
                pytest.skip(f"{name} is not installed")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The PostgreSQL server of the tests; the last run that uses it stops it."""
    running = ensure_running("test")
    yield running
    running.release()


@pytest.fixture(scope="session")
def migrated_template(cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> str:
    """The name of a database in which every migration has run. Copy it, never connect to it."""
    name = TEMPLATE + _fingerprint_of_migrations()
    with alone(cluster, ONE_MIGRATES):
        _drop_what_dead_runs_left(cluster)
        templates = databases_like(cluster, TEMPLATE)
        if name not in templates:
            half = f"{ROLES}_new"
            drop_databases(cluster, half, *templates[: -TEMPLATES_KEPT + 1])
            created = create_installation(cluster, ROLES, database=half)
            with django_db_blocker.unblock(), _django_at(created["DATABASE_OWNER_URL"]):
                call_command("migrate", verbosity=0)
            rename_database(cluster, half, name)
    return name


@pytest.fixture(scope="session")
def make_database(cluster: Cluster, migrated_template: str) -> Iterator[MakeDatabase]:
    """Make a fresh, migrated database; answers the environment variables of processes that use it."""
    made = []

    def make() -> dict[str, str]:
        database = f"{RUN}{os.getpid()}_{next(_numbers)}"
        made.append(database)
        return copy_installation(cluster, ROLES, template=migrated_template, database=database)

    yield make
    drop_databases(cluster, *made)


_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def django_db_setup(make_database: MakeDatabase, django_test_environment: None) -> Iterator[None]:
    """In place of pytest-django's: `db` runs as the plain role, in this worker's own database."""
    with _django_at(make_database()["DATABASE_URL"]):
        yield


@pytest.fixture
def committed_db(make_database: MakeDatabase, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, str]]:
    """A database for this test alone, for what commits or runs in several processes.

    Django in this process uses it as the plain role; the value is the environment for other processes.
    Not together with `db`.
    """
    environment = make_database()
    with django_db_blocker.unblock(), _django_at(environment["DATABASE_URL"]):
        yield environment


@pytest.fixture(scope="session")
def pair(
    make_database: MakeDatabase,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, Installation]]:
    """Two installations, running, for scenarios and for tests in a browser; code → installation."""
    folder = tmp_path_factory.mktemp("pair")
    both = {
        name: Installation(name, make_database(), folder / name, django_db_blocker)
        for name in ("wrlc", "suny")
    }
    try:
        for installation in both.values():
            installation.start()
        for installation in both.values():
            installation.wait_until_ready()
        yield both
    finally:
        for installation in both.values():
            installation.stop()


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world, built once for all tests of a file, in a transaction that is never committed."""
    from tests import world as worlds  # models: not before Django is set up

    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build()
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world as it was built: what a test does is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield built
        transaction.set_rollback(True)


@contextlib.contextmanager
def _django_at(url: str) -> Iterator[None]:
    """Point Django in this process at another database: no pool, so that closing really disconnects."""
    database = connections.settings["default"]
    before = dict(database)
    wanted = environ.Env.db_url_config(url)
    kept = {name: value for name, value in before["OPTIONS"].items() if name not in ("pool", "host", "port")}
    connections.close_all()
    database.update(wanted, OPTIONS=kept | wanted.get("OPTIONS", {}))
    try:
        yield
    finally:
        connections.close_all()
        database.update(before)


def _fingerprint_of_migrations() -> str:
    """Changes when a migration, a module that one imports, the list of apps or a dependency changes."""
    source = CHECKOUT / "src/interlend"
    files = {CHECKOUT / "requirements.lock", source / "project/settings.py"}
    for migration in source.rglob("migrations/*"):
        if migration.suffix not in (".py", ".sql"):
            continue
        files.add(migration)
        for dotted in re.findall(r"from interlend\.([\w.]+) import", migration.read_text()):
            module = source / f"{dotted.replace('.', '/')}.py"
            files.update({module} if module.exists() else module.with_suffix("").glob("*.py"))
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(f"{file.relative_to(CHECKOUT)} ".encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _drop_what_dead_runs_left(cluster: Cluster) -> None:
    """Databases of runs that were killed. Somebody else's server may serve runs of other machines too."""
    if cluster.external_url:
        return
    for database in databases_like(cluster, RUN):
        pid = int(database.removeprefix(RUN).split("_")[0])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            drop_databases(cluster, database)
        except PermissionError:
            continue
