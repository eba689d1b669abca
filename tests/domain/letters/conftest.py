"""Howard, and what a letter about one of its requests says."""

from collections.abc import Iterator

import pytest

from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone

FACTS = {
    "number": "B7",
    "title": "Cane",
    "author": "Toomer, Jean",
    "patron_name": "Alice",
    "pickup_library": "Founders Library",
    "library": "Howard University",
}


@pytest.fixture
def howard(db: None) -> Iterator[Zone]:
    zone = Zone.objects.create(code="howard", name="Howard")
    with scope.entered(zone.pk):
        yield zone
