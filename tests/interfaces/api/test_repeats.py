"""A POST under an Idempotency-Key may be sent again: what was done is not done twice."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from interlend.domain.people.models import Patron, Role
from interlend.domain.zones import scope
from tests.interfaces.api.conftest import Program, at
from tests.world import BOOK, RITA, World

NAME = "9f1c4a4e-6c0e-4a55-8c0e-7d3b1f8f2b7a"
REPLAY = "Idempotent-Replay"


def asks(program: Program, *, under: str, title: str = BOOK) -> Any:
    """Ask for a title for Rita, under this name."""
    return program.post_with({"Idempotency-Key": under}, "/borrowing", patron=RITA, title=title)


def asked(program: Program) -> list[str]:
    """The titles that were asked for."""
    return [row["title"] for row in program.sees("/borrowing", patron=RITA)["items"]]


def test_the_same_request_again_is_answered_as_the_first_time_and_nothing_is_done(world: World) -> None:
    howard = at(world.howard)
    first, again = asks(howard, under=NAME), asks(howard, under=NAME)
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.content, again.headers["Content-Type"]) == (first.content, first.headers["Content-Type"])
    assert (first.headers.get(REPLAY), again.headers.get(REPLAY)) == (None, "true")
    assert asked(howard) == [BOOK]


def test_without_the_header_the_same_request_is_another_one(world: World) -> None:
    howard = at(world.howard)
    for _ in range(2):
        assert REPLAY not in howard.post("/borrowing", patron=RITA, title=BOOK).headers
    assert asked(howard) == [BOOK, BOOK]


def test_another_request_under_the_same_name_is_refused(world: World) -> None:
    howard = at(world.howard)
    asks(howard, under=NAME)
    answer = asks(howard, under=NAME, title="Sula")
    assert (answer.status_code, json.loads(answer.content)) == (
        422,
        {
            "detail": "This Idempotency-Key was used for another request. Choose a new one for each request.",
            "problems": [],
        },
    )
    assert asked(howard) == [BOOK]


def test_what_was_refused_may_be_tried_again_under_the_same_name(world: World) -> None:
    howard = at(world.howard)
    with scope.entered(world.howard.zone.pk):
        Patron.objects.filter(barcode=RITA).update(is_blocked=True, block_reason="Fees of $20.")
    assert asks(howard, under=NAME).status_code == 409
    with scope.entered(world.howard.zone.pk):
        Patron.objects.filter(barcode=RITA).update(is_blocked=False)
    tried_again = asks(howard, under=NAME)
    assert (tried_again.status_code, tried_again.headers.get(REPLAY)) == (201, None)


def test_each_key_has_its_own_names(world: World) -> None:
    manager, operator = at(world.howard), at(world.howard, Role.SERVICES_OPERATOR)
    assert asks(manager, under=NAME).headers.get(REPLAY) is None
    assert asks(operator, under=NAME).headers.get(REPLAY) is None
    assert asked(manager) == [BOOK, BOOK]


def test_a_key_whose_role_may_not_is_told_so_before_any_answer_is_looked_up(world: World) -> None:
    asks(at(world.howard), under=NAME)
    assert asks(at(world.howard, Role.DESK_OPERATOR), under=NAME).status_code == 403


@pytest.mark.parametrize(
    "named",
    [
        pytest.param("", id="nothing"),
        pytest.param("x" * 201, id="too long"),
        pytest.param("é", id="not ASCII"),
        pytest.param("a\tb", id="a character that is not printed"),
    ],
)
def test_a_name_that_is_none_is_refused(world: World, named: str) -> None:
    answer = asks(at(world.howard), under=named)
    assert (answer.status_code, json.loads(answer.content)["problems"]) == (
        422,
        [
            {
                "where": "header.Idempotency-Key",
                "problem": "1 to 200 printable ASCII characters are expected",
            }
        ],
    )


def test_a_get_is_not_remembered(world: World) -> None:
    headers = {"Authorization": f"Bearer {at(world.howard).key}", "Idempotency-Key": NAME}
    answers = [Client().get("/api/v1/borrowing", headers=headers) for _ in range(2)]
    assert [(answer.status_code, answer.headers.get(REPLAY)) for answer in answers] == [(200, None)] * 2


def test_only_a_request_with_a_name_costs_statements_for_it(world: World) -> None:
    def statements(headers: dict[str, str]) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            assert at(world.howard).post_with(headers, "/peers/AMERICAN/pause").status_code == 200
        return [query["sql"] for query in captured.captured_queries]

    statements({})
    without, first = statements({}), statements({"Idempotency-Key": NAME})
    again = statements({"Idempotency-Key": NAME})
    assert [sql for sql in without if "rememberedanswer" in sql or "advisory" in sql] == []
    assert len(first) - len(without) == len(["wait for our turn", "look", "keep"])
    assert len(again) < len(without)
