"""Howard as the lender of Albany and Buffalo, inside its own scope."""

from collections.abc import Iterator

import pytest

from interlend.domain.zones import scope
from tests import exchange_cast
from tests.exchange_cast import Cast


@pytest.fixture
def cast(db: None) -> Cast:
    return exchange_cast.build()


@pytest.fixture
def inside(cast: Cast) -> Iterator[Cast]:
    """The cast, with Howard's scope open."""
    with scope.entered(cast.zone.pk):
        yield cast
