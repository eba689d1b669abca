"""A library with two locations in one fulfillment unit, as far as terms of use look at it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from interlend.domain.agencies.models import Agency
from interlend.domain.libraries.models import FulfillmentUnit, ItemPolicy, Library, Location
from interlend.domain.partners.models import Partner
from interlend.domain.people.models import UserGroup
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone


@dataclass
class Albany:
    """The rows that rules and cases name."""

    library: Library
    unit: FulfillmentUnit
    stacks: Location
    reserves: Location
    book: ItemPolicy
    from_partner: ItemPolicy
    faculty: UserGroup
    students: UserGroup
    howard: Partner
    stranger: Partner


@pytest.fixture
def albany(db: None) -> Iterator[Albany]:
    with scope.entered(Zone.objects.create(code="albany", name="Albany").pk):
        library = Library.objects.create(code="main", name="Main", time_zone="America/New_York")
        unit = FulfillmentUnit.objects.create(code="main", name="Main", library=library)
        yield Albany(
            library=library,
            unit=unit,
            stacks=_location(library, unit, "Stacks"),
            reserves=_location(library, unit, "Reserves"),
            book=ItemPolicy.objects.create(code="book", description="Book"),
            from_partner=ItemPolicy.objects.create(code="p2p", description="Peer to peer"),
            faculty=UserGroup.objects.create(code="fac", name="Faculty"),
            students=UserGroup.objects.create(code="stu", name="Students"),
            howard=_partner("Howard"),
            stranger=_partner("Stranger"),
        )


def _location(library: Library, unit: FulfillmentUnit, name: str) -> Location:
    return Location.objects.create(library=library, code=name.lower(), name=name, fulfillment_unit=unit)


def _partner(name: str) -> Partner:
    agency = Agency.objects.create(name=name)
    return Partner.objects.create(agency=agency, code=name.upper(), name=name)
