"""An institution in no network sees its own catalog, and nothing of the others."""

from __future__ import annotations

import pytest

from interlend.domain.people.models import Role
from tests.clockwork import turn
from tests.interfaces.api.conftest import Program, at
from tests.world import BOOK, RITA, World


@pytest.fixture
def stranger(world: World) -> Program:
    """The others are in the middle of a loan, with messages and notes about it."""
    howard = at(world.howard)
    number = howard.does("/borrowing", patron=RITA, title=BOOK)["number"]
    howard.does(f"/borrowing/{number}/notes", text="In a hurry.")
    turn()
    return at(world.stranger)


@pytest.mark.parametrize(
    "path",
    ["/borrowing", "/lending", "/lending/pull-list", "/peers", "/partners"],
)
def test_every_list_is_empty(stranger: Program, path: str) -> None:
    assert stranger.sees(path)["items"] == []


def test_what_the_others_have_is_not_found(world: World, stranger: Program) -> None:
    [asked] = at(world.howard).sees("/borrowing")["items"]
    [lent] = at(world.american).sees("/lending")["items"]
    [message] = at(world.howard).sees(f"/borrowing/{asked['number']}/messages")["items"]
    tried = [
        f"/borrowing/{asked['number']}",
        f"/borrowing/{asked['number']}/messages",
        f"/borrowing/{asked['number']}/notes",
        f"/lending/{lent['number']}",
        f"/lending/{lent['number']}/messages",
        f"/messages/{message['id']}",
        "/desk/items/AMERICAN-1",
        f"/circulation/loans?patron={RITA}",
    ]
    assert {path: stranger.get(path).status_code for path in tried} == dict.fromkeys(tried, 404)
    done = [f"/borrowing/{asked['number']}/cancel", f"/lending/{lent['number']}/will-supply"]
    assert {path: stranger.post(path).status_code for path in done} == dict.fromkeys(done, 404)


def test_it_counts_nothing_of_the_others(stranger: Program) -> None:
    assert stranger.sees("/borrowing/counts") == stranger.sees("/lending/counts") == {"by_state": {}}


def test_it_searches_its_own_catalog_and_no_other(world: World, stranger: Program) -> None:
    [edition] = stranger.sees("/catalog", title=BOOK)["items"]
    assert [held["institution"] for held in edition["held_by"]] == ["stranger"]
    [edition] = at(world.howard, Role.DISCOVERY).sees("/catalog", title=BOOK)["items"]
    assert {held["institution"] for held in edition["held_by"]} == {"american", "georgetown"}
