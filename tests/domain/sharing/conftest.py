"""The world of `tests.world` for the verbs themselves, each test's doings undone after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.domain.sharing.desks import Desk, Desks
from tests.world import World


@pytest.fixture
def desks(built: World, django_db_blocker: DjangoDbBlocker) -> Iterator[Desks]:
    """The desks of the three that lend to each other."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Desks(Desk(built.howard), Desk(built.american), Desk(built.georgetown))
        transaction.set_rollback(True)
