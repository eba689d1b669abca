"""Howard, which borrows; Albany and American, which lend; and the Stranger, in no network. All four are full.

Each test runs three times: behind both walls, behind the managers alone, behind the policies alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from interlend.domain.zones.models import Membership, Zone
from interlend.domain.zones.scoped import ScopedManager, ScopedQuerySet
from tests.conftest import MakeDatabase, _django_at
from tests.tenancy import filled
from tests.tenancy.filled import House

BOTH, MANAGERS, POLICIES = "both walls", "the managers alone", "the policies alone"


@dataclass
class Cast:
    """Who is there, and which walls stand."""

    walls: str
    howard: House
    albany: House
    american: House
    stranger: House
    admin_url: str

    @property
    def others(self) -> tuple[House, ...]:
        """All but the stranger."""
        return self.howard, self.albany, self.american

    def snapshot(self) -> dict[str, str]:
        """Each table with a digest of its rows, seen by the admin, whom no wall hinders."""
        with psycopg.connect(self.admin_url) as admin:
            tables = admin.execute(_TABLES).fetchall()
            digest = "SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} t"
            return {
                table: admin.execute(digest.format(table).encode()).fetchall()[0][0] for (table,) in tables
            }


_TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


@pytest.fixture(scope="module", params=[BOTH, MANAGERS, POLICIES])
def cast(
    request: pytest.FixtureRequest, make_database: MakeDatabase, django_db_blocker: DjangoDbBlocker
) -> Iterator[Cast]:
    """The cast in a database of its own, with these walls."""
    environment = make_database()
    with django_db_blocker.unblock(), _django_at(environment["DATABASE_URL"]):
        houses = {name: filled.build(name) for name in ("howard", "albany", "american", "stranger")}
        built = Cast(walls=request.param, admin_url=environment["DATABASE_ADMIN_URL"], **houses)
        network = Zone.objects.create(code="wrlc", name="WRLC", kind=Zone.Kind.NETWORK)
        for house in built.others:
            Membership.objects.create(network=network, member=house.zone)
        if request.param == MANAGERS:
            _take_the_policies_down(environment["DATABASE_OWNER_URL"])
        with pytest.MonkeyPatch.context() as patch:
            if request.param == POLICIES:
                _take_the_managers_down(patch)
            yield built


def _take_the_policies_down(owner_url: str) -> None:
    with psycopg.connect(owner_url) as owner:
        tables = owner.execute("SELECT relname FROM pg_class WHERE relrowsecurity").fetchall()
        for (table,) in tables:
            owner.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY".encode())
    connection.close()


def _take_the_managers_down(patch: pytest.MonkeyPatch) -> None:
    def everything(manager: ScopedManager[Any]) -> ScopedQuerySet[Any]:
        return ScopedQuerySet(manager.model, using=manager._db)

    patch.setattr(ScopedManager, "get_queryset", everything)
