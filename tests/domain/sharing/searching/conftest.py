"""Four requests of Howard's to American, one on each stretch of the way, made once for a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from interlend.domain.sharing.models import BorrowingRequest, LendingRequest
from interlend.kernel.lifecycle.happenings import CancelByStaff, Ship
from tests.clockwork import turn
from tests.domain.sharing.desks import Desk, Desks
from tests.world import World

TITLES = ("Beloved", "Sula", "Jazz: A Novel", "L’Étranger")
SHIPPED, SENT, ALSO_SENT, CANCELLED = TITLES


@pytest.fixture(scope="module")
def asked_once(built: World, django_db_blocker: DjangoDbBlocker) -> Iterator[Desks]:
    """Howard has asked for the four, one a day; the newest is cancelled again, the oldest is shipped."""
    with django_db_blocker.unblock(), transaction.atomic():
        desks = Desks(Desk(built.howard), Desk(built.american), Desk(built.georgetown))
        ours = {}
        for title in TITLES:
            desks.american.house.holds(title, f"AMERICAN-{title}")
            ours[title] = desks.howard.asks(title)
        turn()
        desks.howard.does(ours[CANCELLED], CancelByStaff())
        with desks.american.inside():
            shipped = LendingRequest.objects.get(title=SHIPPED).number
        desks.american.does(shipped, Ship(barcode=f"AMERICAN-{SHIPPED}"))
        turn()
        for at, model in ((desks.howard, BorrowingRequest), (desks.american, LendingRequest)):
            with at.inside():
                for days, title in enumerate(TITLES):
                    model.objects.filter(title=title).update(created_at=timezone.now() - timedelta(days=days))
        yield desks
        transaction.set_rollback(True)


@pytest.fixture
def asked(asked_once: Desks, django_db_blocker: DjangoDbBlocker) -> Iterator[Desks]:
    """As they were made: what a test does is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield asked_once
        transaction.set_rollback(True)
