"""Howard and the partners that it may ask."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from interlend.domain.agencies.models import Agency
from interlend.domain.partners.models import Partner
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone

MakePartner = Callable[..., Partner]


@pytest.fixture
def howard(db: None) -> Iterator[Zone]:
    zone = Zone.objects.create(code="howard", name="Howard")
    with scope.entered(zone.pk):
        yield zone


@pytest.fixture
def partner(howard: Zone) -> MakePartner:
    """Makes a partner by its name; once made, answers the same one."""
    made: dict[str, Partner] = {}

    def make(name: str, *, of: Zone | None = None, **columns: Any) -> Partner:
        if name not in made:
            agency = Agency.objects.create(name=name, zone=of)
            made[name] = Partner.objects.create(agency=agency, code=name.upper(), name=name, **columns)
        return made[name]

    return make
