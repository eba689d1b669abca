"""A network of two members, and a stranger."""

from __future__ import annotations

import pytest

from interlend.domain.zones.models import Membership, Zone
from tests.domain.catalog.cast import Consortium, Institution, build


@pytest.fixture
def consortium(db: None) -> Consortium:
    network = Zone.objects.create(code="network", name="Network", kind=Zone.Kind.NETWORK)
    built = Consortium(*(build(code) for code in ("howard", "albany", "stranger")))
    for member in (built.howard, built.albany):
        Membership.objects.create(network=network, member=member.zone)
    return built


@pytest.fixture
def howard(consortium: Consortium) -> Institution:
    return consortium.howard
