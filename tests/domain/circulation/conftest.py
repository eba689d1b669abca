"""Howard, with a main library where it lends and borrows, a branch, three copies of a book, two readers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interlend.domain.catalog.models import Item, Record
from interlend.domain.libraries.models import CirculationDesk, FulfillmentUnit, Library, Location
from interlend.domain.people.models import Patron, UserGroup
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=3)
DUE = NOW + timedelta(days=28)


@dataclass
class House:
    """What stands in an institution before anything circulates."""

    zone: Zone
    main: Library
    branch: Library
    stacks: Location
    lending: Location
    borrowing: Location
    desk: CirculationDesk
    copies: list[Item]
    alice: Patron
    bob: Patron


def build_house(code: str = "howard") -> House:
    """Build the house in a new zone; the caller opens its scope afterwards."""
    zone = Zone.objects.create(code=code, name=code.title())
    with scope.entered(zone.pk):
        main = Library.objects.create(code="main", name="Main Library")
        branch = Library.objects.create(code="branch", name="Branch Library")
        unit = FulfillmentUnit.objects.create(code="main", name="Main")
        stacks, lending, borrowing = (
            Location.objects.create(library=main, code=code, name=code.title(), fulfillment_unit=unit)
            for code in ("stacks", "lending", "borrowing")
        )
        record = Record.objects.create(number="1", title="Their Eyes Were Watching God", title_key="")
        group = UserGroup.objects.create(code="fac", name="Faculty")
        return House(
            zone=zone,
            main=main,
            branch=branch,
            stacks=stacks,
            lending=lending,
            borrowing=borrowing,
            desk=CirculationDesk.objects.create(library=main, code="main", name="Main desk"),
            copies=[
                Item.objects.create(record=record, barcode=f"C{copy}", location=stacks, home=stacks)
                for copy in (1, 2, 3)
            ],
            alice=Patron.objects.create(barcode="A", name="Alice", user_group=group),
            bob=Patron.objects.create(barcode="B", name="Bob", user_group=group),
        )


@pytest.fixture
def house(db: None) -> Iterator[House]:
    built = build_house()
    with scope.entered(built.zone.pk):
        yield built


@pytest.fixture
def two_houses(db: None) -> tuple[House, House]:
    return build_house(), build_house("stranger")


@pytest.fixture
def copy(house: House) -> Item:
    return house.copies[0]


def statements(captured: CaptureQueriesContext) -> int:
    """How many statements ran; savepoints are not counted."""
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


@pytest.fixture
def counted() -> CaptureQueriesContext:
    return CaptureQueriesContext(connection)
