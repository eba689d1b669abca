"""Installations in a cluster of `tools.localpg`: a database and its pair of roles each.

Roles are cluster-wide, so every installation has its own pair: `<name>_owner` owns the database, migrates
and never serves; `<name>_app` is what everything that serves runs as. Extensions are made by the admin.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import psycopg

from tools.localpg import Cluster
from tools.postgres_programs import DatabaseTrouble

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin")
# TRUNCATE is never granted: it ignores policies.
PRIVILEGES = {
    "TABLES": "SELECT, INSERT, UPDATE, DELETE",
    "SEQUENCES": "USAGE, SELECT",
    "FUNCTIONS": "EXECUTE",
}
ONE_AT_A_TIME = 1_862_600_001  # key of the advisory lock under which roles and databases are made

Run = Callable[..., list[tuple[Any, ...]]]


def create_installation(cluster: Cluster, name: str, database: str | None = None) -> dict[str, str]:
    """Make (or find again) the database of one installation and its two roles; return its addresses.

    The keys of the answer are DATABASE_URL (plain role: owns nothing, under every policy), DATABASE_OWNER_URL
    and DATABASE_ADMIN_URL. The database is called like the installation unless `database` says otherwise.
    Raises DatabaseTrouble.
    """
    database = database or name
    for word in (name, database):
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,55}", word):
            raise ValueError(f"{word!r}: lower-case letters, digits and underscores only, at most 56")
    owner, app = f"{name}_owner", f"{name}_app"
    with alone(cluster) as run:
        for role in (owner, app):
            _make_role(run, role, _password(cluster, role))
        if not run("SELECT 1 FROM pg_database WHERE datname = %s", database):
            run(f'CREATE DATABASE "{database}" OWNER "{owner}" TEMPLATE template0 ENCODING \'UTF8\'')
        _let_in(run, database, app)
        with _session(cluster.admin_url(database)) as inside:
            for extension in EXTENSIONS:
                inside(f'CREATE EXTENSION IF NOT EXISTS "{extension}"')
            inside(f'GRANT USAGE ON SCHEMA public TO "{app}"')
            for things, privileges in PRIVILEGES.items():
                inside(
                    f'ALTER DEFAULT PRIVILEGES FOR ROLE "{owner}" IN SCHEMA public'
                    f' GRANT {privileges} ON {things} TO "{app}"'
                )
    return addresses(cluster, name, database)


def copy_installation(cluster: Cluster, name: str, *, template: str, database: str) -> dict[str, str]:
    """A new database with everything of `template`, for the same pair of roles; 0.1 to 0.3 s.

    Nobody may be connected to the template meanwhile. Raises DatabaseTrouble.
    """
    with alone(cluster) as run:
        run(f'CREATE DATABASE "{database}" OWNER "{name}_owner" TEMPLATE "{template}"')
        _let_in(run, database, f"{name}_app")
    return addresses(cluster, name, database)


def rename_database(cluster: Cluster, old: str, new: str) -> None:
    """Give a database its final name, once it is whole."""
    with alone(cluster) as run:
        run(f'ALTER DATABASE "{old}" RENAME TO "{new}"')


def drop_databases(cluster: Cluster, *databases: str) -> None:
    """Drop databases of ours, and whoever is still connected to them."""
    with _session(cluster.admin_url()) as run:
        for database in databases:
            run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def databases_like(cluster: Cluster, beginning: str) -> list[str]:
    """The databases whose name begins so, oldest first."""
    with _session(cluster.admin_url()) as run:
        found = run("SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid", beginning)
    return [name for (name,) in found]


@contextlib.contextmanager
def alone(cluster: Cluster, key: int = ONE_AT_A_TIME) -> Iterator[Run]:
    """A session of the admin; whoever else asks for the same key waits until it ends."""
    with _session(cluster.admin_url()) as run:
        run("SELECT pg_advisory_lock(%s)", key)
        yield run


def addresses(cluster: Cluster, name: str, database: str) -> dict[str, str]:
    """The environment variables by which processes of this installation find their database."""
    owner, app = f"{name}_owner", f"{name}_app"
    return {
        "DATABASE_URL": cluster.url(app, database, _password(cluster, app)),
        "DATABASE_OWNER_URL": cluster.url(owner, database, _password(cluster, owner)),
        "DATABASE_ADMIN_URL": cluster.admin_url(database),
    }


def _password(cluster: Cluster, role: str) -> str | None:
    """None on our own socket; elsewhere derived from the admin's address, so that nothing has to be kept."""
    if not cluster.external_url:
        return None
    return hashlib.sha256(f"{cluster.external_url} {role}".encode()).hexdigest()[:32]


def _make_role(run: Run, role: str, password: str | None) -> None:
    if not run("SELECT 1 FROM pg_roles WHERE rolname = %s", role):
        run(f'CREATE ROLE "{role}" LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE')
    if password:
        run(f"ALTER ROLE \"{role}\" PASSWORD '{password}'")
    # Whoever is no superuser must belong to a role to give it a database or default privileges.
    if not run("SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper"):
        run(f'GRANT "{role}" TO CURRENT_USER')


def _let_in(run: Run, database: str, app: str) -> None:
    run(f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC')
    run(f'GRANT CONNECT, TEMPORARY ON DATABASE "{database}" TO "{app}"')


@contextlib.contextmanager
def _session(url: str) -> Iterator[Run]:
    def run(statement: str, *values: object) -> list[tuple[Any, ...]]:
        done = connection.execute(statement.encode(), values or None)
        return done.fetchall() if done.description else []

    try:
        with psycopg.connect(url, autocommit=True) as connection:
            yield run
    except psycopg.errors.InsufficientPrivilege as trouble:
        raise DatabaseTrouble(
            "The role of DATABASE_URL may not make databases, roles or extensions: set DATABASE_ADMIN_URL to"
            f" one that may, for demo and tests only ({str(trouble).strip()})."
        ) from trouble
    except psycopg.OperationalError as trouble:
        raise DatabaseTrouble(
            f"PostgreSQL does not answer: see that it runs and that the address is right ({trouble})."
        ) from trouble
