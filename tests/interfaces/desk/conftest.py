"""Staff at the screens of the world: each in one role, in one institution, at a desk or at none."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from interlend.domain.libraries.models import CirculationDesk
from interlend.domain.people.models import Role, RoleAssignment, User
from interlend.domain.zones import scope
from interlend.interfaces.screens import desks
from tests import world as worlds
from tests.world import House, World

SignIn = Callable[..., Client]


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world, built once for all tests of a file, in a transaction that is never committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build()
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world as it was built: what a test does is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield built
        transaction.set_rollback(True)


@pytest.fixture
def sign_in() -> SignIn:
    """Makes a browser in which somebody of this role has signed in, at the desk of a library or at none."""

    def make(house: House, role: Role = Role.SERVICES_MANAGER, *, library: str = "") -> Client:
        user = User.objects.create_user(f"{role}@{house.plan.code}.example", "C. Clerk")
        browser = Client()
        browser.force_login(user)
        with scope.entered(house.zone.pk):
            RoleAssignment.objects.create(user=user, role=role)
            if library:
                stand_at(browser, house, library)
        return browser

    return make


def stand_at(browser: Client, house: House, library: str) -> None:
    """From now on this browser stands at the first desk of a library. In the open scope."""
    desk = CirculationDesk.objects.filter(library__code=library).order_by("id")[0]
    response = HttpResponse()
    desks.choose(response, house.zone, desk)
    browser.cookies.update(response.cookies)
