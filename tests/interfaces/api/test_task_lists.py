"""Task lists for programs: found by the text of the desk, in an order; what is to do today."""

from __future__ import annotations

import pytest

from interlend.domain.people.models import Role
from tests.interfaces.api.conftest import at
from tests.interfaces.api.test_lists import TITLES, ask_for
from tests.world import RITA, World


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({"q": "sula"}, ["Sula"]),
        ({"q": "is:open partner:american"}, ["Jazz", "Sula", "Beloved"]),
        ({"q": "is:closed"}, []),
        ({"sort": "title"}, ["Beloved", "Jazz", "Sula"]),
        ({"q": "is:open -sula jazz", "sort": "act-by"}, ["Jazz"]),
        ({"q": "sula", "state": "loaned"}, []),
    ],
)
def test_requests_are_found_by_the_text_of_the_desk(
    world: World, asked: dict[str, str], titles: list[str]
) -> None:
    ask_for(world, *TITLES)
    assert [row["title"] for row in at(world.howard).sees("/borrowing", **asked)["items"]] == titles


@pytest.mark.parametrize("sort", ["newest", "act-by", "due", "title", "partner", "shelf"])
def test_pages_in_any_order_follow_each_other_without_a_gap_or_a_repeat(world: World, sort: str) -> None:
    ask_for(world, *TITLES)
    for program, path in ((at(world.howard), "/borrowing"), (at(world.american), "/lending")):
        seen, after = [], 0
        for _ in TITLES:
            page = program.sees(path, sort=sort, q="is:open", limit=1, after=after)
            seen += [row["title"] for row in page["items"]]
            after = page["next"] or 0
        assert (sorted(seen), after) == (sorted(TITLES), 0)


def test_a_text_that_is_not_understood_is_refused_in_a_sentence(world: World) -> None:
    answer = at(world.howard).get("/lending", q="is:blue")
    assert (answer.status_code, "“is:blue” is not understood." in answer.content.decode()) == (409, True)


def test_a_program_that_acts_for_patrons_finds_theirs_only(world: World) -> None:
    ask_for(world, *TITLES)
    program = at(world.howard, Role.DISCOVERY)
    assert [row["title"] for row in program.sees("/borrowing", patron=RITA, q="sula")["items"]] == ["Sula"]
    assert program.sees("/borrowing", patron="HOWARD-R2", q="sula")["items"] == []
    assert program.get("/borrowing", q="sula").status_code == 403


def test_each_value_of_a_facet_says_how_many_rows_it_would_leave(world: World) -> None:
    ask_for(world, *TITLES)
    american = at(world.american)
    [partner] = [
        each for each in american.sees("/lending/facets", q="is:open")["facets"] if each["key"] == "partner"
    ]
    assert partner["values"] == [
        {"value": "HOWARD", "label": "Howard University", "count": 3, "is_chosen": False}
    ]


def test_todays_tasks_open_as_many_rows_as_they_say(world: World) -> None:
    ask_for(world, *TITLES)
    american = at(world.american)
    tasks = american.sees("/today")["tasks"]
    assert {task["name"]: task["count"] for task in tasks if task["count"]} == {"to_pull": 3}
    for task in tasks:
        assert len(american.sees(f"/{task['side']}", q=task["q"])["items"]) == task["count"]


def test_who_may_not_see_borrowing_sees_nothing_of_it_today(world: World) -> None:
    tasks = at(world.american, Role.REQUESTS_OPERATOR).sees("/today")["tasks"]
    assert {task["side"] for task in tasks} == {"lending"}
