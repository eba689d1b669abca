"""Lists come in pages, and cost the same for one row and for three."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interlend.domain.people.models import Role
from interlend.interfaces.api.document import document
from tests.clockwork import turn
from tests.interfaces.api.conftest import Program, at
from tests.world import RITA, World

MOST = 200
TITLES = ("Beloved", "Sula", "Jazz")


def ask_for(world: World, *titles: str) -> None:
    """Rita asks for titles that American has; American's staff have them on the pull list."""
    for number, title in enumerate(titles, 1):
        world.american.holds(title, f"AMERICAN-{title}-{number}")
        at(world.howard).does("/borrowing", patron=RITA, title=title)
    turn()


def statements(program: Program, path: str, **values: Any) -> tuple[int, int]:
    """How many statements a list takes, and how many rows it has."""
    with CaptureQueriesContext(connection) as captured:
        rows = len(program.sees(path, **values)["items"])
    return len([query for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]), rows


@pytest.mark.parametrize("path", ["/borrowing", "/lending", "/lending/pull-list"])
def test_a_list_of_requests_takes_as_many_statements_for_three_rows_as_for_one(
    world: World, path: str
) -> None:
    program = at(world.howard if path == "/borrowing" else world.american)
    ask_for(world, TITLES[0])
    one = statements(program, path)
    ask_for(world, *TITLES[1:])
    three = statements(program, path)
    assert (one[1], three[1]) == (1, 3)
    assert one[0] == three[0]


def test_a_search_takes_as_many_statements_for_three_hits_as_for_one(world: World) -> None:
    howard = at(world.howard)
    world.american.holds("Song one", "S-1")
    one = statements(howard, "/catalog", title="song")
    world.american.holds("Song two", "S-2")
    world.georgetown.holds("Song three", "S-3")
    three = statements(howard, "/catalog", title="song")
    assert (one[1], three[1]) == (1, 3)
    assert one[0] == three[0]


def test_the_hold_shelf_and_the_loans_of_a_patron_take_as_many_statements_for_three_rows_as_for_one(
    world: World,
) -> None:
    howard, american = at(world.howard), at(world.american)
    desk = at(world.american, Role.DESK_OPERATOR)
    counted: dict[str, list[tuple[int, int]]] = {"shelf": [], "loans": []}
    for some in (TITLES[:1], TITLES[1:]):
        ask_for(world, *some)
        for row in american.sees("/lending/pull-list")["items"]:
            american.does(f"/lending/{row['number']}/ship", barcode=row["item"]["barcode"])
        turn()
        for row in howard.sees("/borrowing", state="shipped_physically")["items"]:
            howard.does(f"/borrowing/{row['number']}/receive")
        for title in some:
            world.american.holds(f"Own {title}", f"OWN-{title}")
            desk.does("/circulation/loans", barcode=f"OWN-{title}", patron="AMERICAN-R1")
        counted["shelf"].append(statements(howard, "/desk/hold-shelf", library="FOUNDERS"))
        counted["loans"].append(statements(desk, "/circulation/loans", patron="AMERICAN-R1"))
    for name in ("shelf", "loans"):
        (one, one_row), (three, three_rows) = counted[name]
        assert (one_row, three_rows) == (1, 3), name
        assert one == three, name


def test_pages_follow_each_other_without_a_gap_or_a_repeat(world: World) -> None:
    howard = at(world.howard)
    ask_for(world, *TITLES)
    seen, after = [], 0
    for _ in TITLES:
        page = howard.sees("/borrowing", limit=1, after=after)
        seen += [row["title"] for row in page["items"]]
        after = page["next"] or 0
    assert (seen, after) == (list(reversed(TITLES)), 0)


def test_every_list_comes_in_pages_and_no_page_is_longer_than_200() -> None:
    """What the installation itself bounds, its settings, needs no pages."""
    without = {path for path, limit in lists().items() if limit is None}
    assert without == {"/api/v1/settings"}
    too_long = {path for path, limit in lists().items() if limit and not 1 <= limit["maximum"] <= MOST}
    too_long |= {path for path, limit in lists().items() if limit and limit["default"] > limit["maximum"]}
    assert too_long == set()


@pytest.mark.parametrize("path", ["/borrowing", "/lending", "/lending/pull-list", "/peers", "/partners"])
def test_a_longer_page_than_that_is_refused(world: World, path: str) -> None:
    howard = at(world.howard)
    assert howard.get(path, limit=MOST).status_code == 200
    assert howard.get(path, limit=MOST + 1).status_code == 422


def lists() -> dict[str, dict[str, Any] | None]:
    """The addresses that answer `items`, each with what it says of `limit`."""
    shapes = document()["components"]["schemas"]
    found: dict[str, dict[str, Any] | None] = {}
    for path, methods in document()["paths"].items():
        content = methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        shape = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
        if "items" in shapes.get(shape, {}).get("properties", {}):
            limits = [each for each in methods["get"]["parameters"] if each["name"] == "limit"]
            found[path] = limits[0]["schema"] if limits else None
    return found


def test_what_is_asked_meanwhile_moves_no_page(world: World) -> None:
    howard = at(world.howard)
    ask_for(world, *TITLES[:2])
    first = howard.sees("/borrowing", limit=1)
    ask_for(world, TITLES[2])
    second = howard.sees("/borrowing", limit=1, after=first["next"])
    assert [row["title"] for row in [*first["items"], *second["items"]]] == ["Sula", "Beloved"]


def test_a_list_shows_what_is_chosen(world: World) -> None:
    howard = at(world.howard)
    ask_for(world, *TITLES[:1])
    howard.does("/borrowing", patron="HOWARD-R2", title="Held by nobody")
    turn()
    assert [row["title"] for row in howard.sees("/borrowing", patron=RITA)["items"]] == ["Beloved"]
    assert [row["title"] for row in howard.sees("/borrowing", state="request_sent")["items"]] == ["Beloved"]
    assert howard.sees("/borrowing/counts")["by_state"] == {"request_sent": 1, "cancelled_by_staff": 1}
    assert at(world.american).sees("/lending/counts")["by_state"] == {"being_processed": 1}
