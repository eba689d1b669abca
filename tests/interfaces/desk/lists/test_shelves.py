"""The lists to walk with: the pull list and the hold shelf."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interlend.domain.people.models import Role
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest
from interlend.domain.zones import scope
from interlend.kernel.lifecycle.happenings import Receive, Ship
from tests.clockwork import turn
from tests.domain.sharing.desks import Desk
from tests.interfaces.desk.conftest import SignIn
from tests.interfaces.desk.lists.test_lists import TITLES, ask_for, seen, titles_of
from tests.world import World


def arrive(world: World, *titles: str) -> None:
    """American ships these titles and Howard receives them."""
    for title in titles:
        with scope.entered(world.american.zone.pk):
            lent = LendingRequest.objects.get(title=title).number
        Desk(world.american).does(lent, Ship(barcode=f"AMERICAN-{title}"))
    turn()
    for title in titles:
        with scope.entered(world.howard.zone.pk):
            borrowed = BorrowingRequest.objects.get(title=title).number
        Desk(world.howard).does(borrowed, Receive(barcode=""))
    turn()


def test_the_pull_list_goes_from_shelf_to_shelf_and_costs_the_same_for_three_as_for_one(
    world: World, sign_in: SignIn
) -> None:
    browser = sign_in(world.american)
    taken = []
    for some in (TITLES[:1], TITLES[1:]):
        ask_for(world, *some)
        with CaptureQueriesContext(connection) as captured:
            page = seen(browser, "/american/desk/lending/pull-list")
        taken.append((sorted(titles_of(page)), len(captured.captured_queries)))
    assert [titles for titles, _ in taken] == [["Beloved"], ["Beloved", "Jazz", "Sula"]]
    assert taken[0][1] == taken[1][1]


def test_what_waits_on_the_hold_shelf_is_shown_under_its_mark(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.howard)
    taken = []
    ask_for(world, *TITLES)
    for some in (TITLES[:1], TITLES[1:]):
        arrive(world, *some)
        with CaptureQueriesContext(connection) as captured:
            page = seen(browser, "/howard/desk/hold-shelf")
        taken.append((len(titles_of(page)), len(captured.captured_queries)))
    assert [rows for rows, _ in taken] == [1, 3]
    assert taken[0][1] == taken[1][1]
    with scope.entered(world.howard.zone.pk):
        number = BorrowingRequest.objects.get(title="Sula").number
    assert f". {number[-4:]}</b>" in page


@pytest.mark.parametrize(
    ("at", "says"),
    [
        ("/howard/desk/lending/pull-list", "Nothing to pull"),
        ("/howard/desk/hold-shelf", "The hold shelf is empty"),
    ],
)
def test_an_empty_list_says_what_will_stand_there(world: World, sign_in: SignIn, at: str, says: str) -> None:
    assert says in seen(sign_in(world.howard), at)


def test_a_library_that_is_not_here_is_said_so(world: World, sign_in: SignIn) -> None:
    answer = sign_in(world.howard).get("/howard/desk/hold-shelf", {"library": "NOWHERE"})
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_who_pulls_sees_the_pull_list_and_not_the_hold_shelf(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.american, Role.REQUESTS_OPERATOR)
    seen(browser, "/american/desk/lending/pull-list")
    assert browser.get("/american/desk/hold-shelf").status_code == HTTPStatus.FORBIDDEN
