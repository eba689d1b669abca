"""Staff at the screens of the world: each in one role, in one institution, at a desk or at none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from interlend.domain.libraries.models import CirculationDesk
from interlend.domain.people.models import Role, RoleAssignment, User
from interlend.domain.zones import scope
from interlend.interfaces.screens import desks
from tests.world import House

SignIn = Callable[..., Client]


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
