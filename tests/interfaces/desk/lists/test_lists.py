"""The task lists as staff see them: text, facets and rows say the same."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from interlend.domain.people.models import Role, SavedView
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest
from interlend.domain.zones import scope
from tests.clockwork import turn
from tests.domain.sharing.desks import Desk
from tests.interfaces.desk.conftest import SignIn
from tests.world import World

TITLES = ("Beloved", "Sula", "Jazz")


def ask_for(world: World, *titles: str) -> None:
    """Rita of Howard asks for titles that American has."""
    for title in titles:
        world.american.holds(title, f"AMERICAN-{title}")
        Desk(world.howard).asks(title)
    turn()


def titles_of(page: str) -> list[str]:
    """The titles of the rows, in order."""
    return re.findall(r"data-open-row[^>]*>([^<]+)</a>", page)


def seen(browser: Client, at: str, **asked: str) -> str:
    """A page that is there."""
    answer = browser.get(at, asked)
    assert answer.status_code == HTTPStatus.OK, answer.content.decode()
    return answer.content.decode()


@pytest.mark.parametrize(("house", "side"), [("howard", "borrowing"), ("american", "lending")])
def test_a_list_shows_what_is_open_and_takes_as_many_statements_for_three_rows_as_for_one(
    world: World, sign_in: SignIn, house: str, side: str
) -> None:
    browser = sign_in(getattr(world, house))
    taken = []
    for some in (TITLES[:1], TITLES[1:]):
        ask_for(world, *some)
        with CaptureQueriesContext(connection) as captured:
            page = seen(browser, f"/{house}/desk/{side}")
        taken.append((len(titles_of(page)), len(captured.captured_queries)))
    assert [rows for rows, _ in taken] == [1, 3]
    assert taken[0][1] == taken[1][1]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Jazz", "Sula", "Beloved"]),
        ("sula", ["Sula"]),
        ("is:closed", []),
        ("partner:american", ["Jazz", "Sula", "Beloved"]),
        ("color:red", []),
    ],
)
def test_rows_are_those_that_the_text_asks_for(
    world: World, sign_in: SignIn, query: str, titles: list[str]
) -> None:
    ask_for(world, *TITLES)
    assert titles_of(seen(sign_in(world.howard), "/howard/desk/borrowing", q=query)) == titles


def test_what_is_not_understood_is_said_beside_the_box(world: World, sign_in: SignIn) -> None:
    page = seen(sign_in(world.howard), "/howard/desk/borrowing", q="color:red")
    assert "“color:red” is not understood." in page
    assert 'value="color:red"' in page


def test_facets_lead_to_the_list_in_which_they_are_chosen(world: World, sign_in: SignIn) -> None:
    ask_for(world, *TITLES)
    browser = sign_in(world.howard)
    part = seen(browser, "/howard/desk/borrowing", q="is:open", part="facets")
    links = dict(re.findall(r'href="([^"]+)"[^>]*><span>([^<]+)</span>', part))
    assert {name: at for at, name in links.items()}["American University"].endswith(
        "?q=is%3Aopen+partner%3AAMERICAN"
    )
    for at in links:
        seen(browser, at.replace("&amp;", "&"))


def test_a_list_that_is_empty_says_what_it_is_for(world: World, sign_in: SignIn) -> None:
    page = seen(sign_in(world.howard), "/howard/desk/borrowing", q="")
    assert "Here stand the requests of your readers to other libraries" in page
    page = seen(sign_in(world.howard, Role.SERVICES_OPERATOR), "/howard/desk/borrowing", q="sula")
    assert "No request here is all of this: sula" in page


def test_only_the_changed_part_is_sent_where_only_it_is_asked_for(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.howard)
    part = browser.get("/howard/desk/borrowing", headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in part, 'id="query"' in part) == (False, True)


def test_another_institution_sees_none_of_it(world: World, sign_in: SignIn) -> None:
    ask_for(world, *TITLES)
    assert titles_of(seen(sign_in(world.stranger), "/stranger/desk/borrowing", q="")) == []


def test_a_view_is_kept_counted_and_removed(world: World, sign_in: SignIn) -> None:
    ask_for(world, *TITLES)
    browser = sign_in(world.howard)
    kept = browser.post(
        "/howard/desk/lists/borrowing/saved-views", {"name": "From American", "q": "partner:american"}
    )
    assert kept.headers["Location"] == "/howard/desk/borrowing?q=partner%3Aamerican&sort=newest"
    assert "From American <b>3</b>" in seen(browser, "/howard/desk/borrowing")
    with scope.entered(world.howard.zone.pk):
        view = SavedView.objects.get().pk
    colleague = sign_in(world.howard, Role.SERVICES_OPERATOR)
    assert colleague.post(f"/howard/desk/lists/saved-views/{view}/forget").status_code == HTTPStatus.NOT_FOUND
    browser.post(f"/howard/desk/lists/saved-views/{view}/forget")
    assert "From American <b>" not in seen(browser, "/howard/desk/borrowing")


@pytest.mark.parametrize("chosen", ["some", "all"])
def test_what_needed_attention_is_marked_as_seen_together(world: World, sign_in: SignIn, chosen: str) -> None:
    ask_for(world, *TITLES)
    with scope.entered(world.howard.zone.pk):
        BorrowingRequest.objects.update(needs_attention="Look at it.")
        some = BorrowingRequest.objects.get(title="Sula").number
    said = {"some": {"number": some}, "all": {"all": "1", "q": "is:attention"}}[chosen]
    browser = sign_in(world.howard)
    browser.post("/howard/desk/lists/borrowing/dismiss-attention", said)
    with scope.entered(world.howard.zone.pk):
        left = BorrowingRequest.objects.exclude(needs_attention="").count()
    assert left == {"some": 2, "all": 0}[chosen]


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.SERVICES_MANAGER, HTTPStatus.FOUND), (Role.DESK_OPERATOR, HTTPStatus.CONFLICT)],
)
def test_only_those_who_may_can_mark_as_seen(
    world: World, sign_in: SignIn, role: Role, status: HTTPStatus
) -> None:
    ask_for(world, *TITLES[:1])
    with scope.entered(world.howard.zone.pk):
        number = BorrowingRequest.objects.get().number
    answer = sign_in(world.howard, role).post(
        "/howard/desk/lists/borrowing/dismiss-attention", {"number": number}
    )
    assert answer.status_code == status


def test_nothing_selected_is_said_so(world: World, sign_in: SignIn) -> None:
    answer = sign_in(world.howard).post("/howard/desk/lists/borrowing/dismiss-attention", {})
    assert (answer.status_code, "Select one request or more first." in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("chosen", ["some", "all"])
def test_pull_slips_are_printed_together(world: World, sign_in: SignIn, chosen: str) -> None:
    ask_for(world, *TITLES)
    with scope.entered(world.american.zone.pk):
        number = LendingRequest.objects.get(title="Sula").number
    asked = {"some": {"number": number}, "all": {"all": "1", "q": "is:to-pull"}}[chosen]
    page = seen(sign_in(world.american), "/american/desk/lending/pull-slips", **asked)
    assert page.count('<article class="slip">') == {"some": 1, "all": 3}[chosen]
