"""Two institutions that have nothing to do with each other: Howard, and a stranger; each has one patron."""

import pytest
from django.db import connection

from interlend.domain.people.models import Patron, UserGroup
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone


def make_patron(zone: Zone, barcode: str) -> Patron:
    with scope.entered(zone.pk):
        group = UserGroup.objects.create(code="fac", name="Faculty")
        return Patron.objects.create(barcode=barcode, name=f"Reader {barcode}", user_group=group)


def tell_database(zone: Zone) -> None:
    """Turn the database's own wall to a zone, behind the back of the managers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.zone', %s, true)", [str(zone.pk)])


@pytest.fixture
def howard(db: None) -> Zone:
    return Zone.objects.create(code="howard", name="Howard")


@pytest.fixture
def stranger(db: None) -> Zone:
    return Zone.objects.create(code="stranger", name="A stranger")


@pytest.fixture
def ours(howard: Zone) -> Patron:
    return make_patron(howard, "H1")


@pytest.fixture
def theirs(stranger: Zone) -> Patron:
    return make_patron(stranger, "S1")
