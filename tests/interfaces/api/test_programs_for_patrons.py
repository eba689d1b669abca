"""A program that acts for patrons (Discovery) sees and touches what is theirs, and nothing else."""

from __future__ import annotations

import json

import pytest

from interlend.domain.people.models import Role
from tests.clockwork import turn
from tests.interfaces.api.conftest import Program, at
from tests.world import BOOK, RITA, World

PAUL = "HOWARD-R2"


@pytest.fixture
def discovery(world: World) -> Program:
    return at(world.howard, Role.DISCOVERY)


@pytest.fixture
def number(discovery: Program) -> str:
    """Rita's request."""
    return str(discovery.does("/borrowing", patron=RITA, title=BOOK)["number"])


def test_it_names_the_patron_whose_requests_it_lists(discovery: Program, number: str) -> None:
    assert discovery.get("/borrowing").status_code == 403
    assert [row["number"] for row in discovery.sees("/borrowing", patron=RITA)["items"]] == [number]
    assert discovery.sees("/borrowing", patron=PAUL)["items"] == []


def test_another_patrons_request_does_not_exist_for_it(discovery: Program, number: str) -> None:
    refused = discovery.get(f"/borrowing/{number}", patron=PAUL)
    unknown = discovery.get("/borrowing/B-UNKNOWN", patron=PAUL)
    assert (refused.status_code, unknown.status_code) == (404, 404)
    assert json.loads(refused.content)["detail"] == f"There is no borrowing request {number} here."
    assert discovery.post(f"/borrowing/{number}/cancel", patron=PAUL).status_code == 404
    assert discovery.post(f"/borrowing/{number}/cancel").status_code == 404


def test_it_sees_where_the_request_stands_but_neither_rota_nor_timeline(
    discovery: Program, number: str
) -> None:
    turn()
    shown = discovery.sees(f"/borrowing/{number}", patron=RITA)
    assert (shown["state"], shown["rota"], shown["timeline"]) == ("request_sent", [], [])
    assert [each["label"] for each in shown["may_do"]] == ["Cancel (patron)"]


def test_it_cancels_as_the_patron(world: World, discovery: Program, number: str) -> None:
    discovery.does(f"/borrowing/{number}/cancel", patron=RITA)
    shown = at(world.howard).sees(f"/borrowing/{number}")
    last = shown["timeline"][-1]
    assert (last["happening"], last["cause"]) == ("CancelByPatron", "patron")


def test_only_staff_ask_for_what_is_held_here(discovery: Program) -> None:
    answer = discovery.post("/borrowing", patron=RITA, title=BOOK, despite_own_holdings=True)
    assert answer.status_code == 403
