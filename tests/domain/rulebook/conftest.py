"""Howard's rules: two user groups, and partners whose names people know."""

from collections.abc import Iterator

import pytest

from interlend.domain.agencies.models import Agency
from interlend.domain.partners.models import Partner
from interlend.domain.people.models import UserGroup
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone


@pytest.fixture(autouse=True)
def howard(db: None) -> Iterator[Zone]:
    zone = Zone.objects.create(code="howard", name="Howard")
    with scope.entered(zone.pk):
        yield zone


@pytest.fixture
def faculty() -> UserGroup:
    return UserGroup.objects.create(code="fac", name="Faculty")


@pytest.fixture
def students() -> UserGroup:
    return UserGroup.objects.create(code="stu", name="Students")


@pytest.fixture
def albany() -> Partner:
    return Partner.objects.create(
        agency=Agency.objects.create(name="Albany"), code="ALB", name="University at Albany"
    )


@pytest.fixture
def buffalo() -> Partner:
    return Partner.objects.create(
        agency=Agency.objects.create(name="Buffalo"), code="BUF", name="University at Buffalo"
    )
