"""A program at the desk: scans, and what it is told."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest

from interlend.domain.people.models import Role
from tests.clockwork import turn
from tests.interfaces.api.conftest import Program, at
from tests.world import BOOK, RITA, World


def scanned(program: Program, code: str, library: str, **more: Any) -> tuple[str, str | None, str]:
    """How a scan goes, what is done, and what is said."""
    answer = program.does("/scan", code=code, at_library=library, **more)
    return answer["outcome"], answer["step"], answer["headline"]


def test_a_loan_goes_from_shelf_to_shelf_by_scans(world: World) -> None:
    howard, american = at(world.howard), at(world.american)
    number = howard.does("/borrowing", patron=RITA, title=BOOK)["number"]
    turn()
    shipped = ("ok", "ship", "Ship to Howard University")
    assert scanned(american, "AMERICAN-1", "BENDER") == shipped
    turn()
    ready = f"R. {number[-4:]}"
    assert scanned(howard, "AMERICAN-1", "FOUNDERS") == ("ok", "receive", f"Ready for pickup shelf: {ready}")
    outcome, step, _ = scanned(howard, "AMERICAN-1", "FOUNDERS", patron=RITA)
    assert (outcome, step) == ("ok", "loan")
    assert scanned(howard, "AMERICAN-1", "FOUNDERS")[1:] == (None, "Scanned twice: “Lend” is done already")
    back = howard.does(f"/borrowing/{number}/return")
    assert back["state"] == "returned_by_patron"
    sent = ("ok", "send_back", "Send back to American University")
    assert scanned(howard, number, "FOUNDERS", confirmed="send_back") == sent


def test_what_the_next_scan_should_know_is_in_the_answer(world: World) -> None:
    answer = at(world.howard).does("/scan", code=RITA, at_library="FOUNDERS")
    assert (answer["headline"], answer["patron"]) == ("Rita Reader", RITA)


def test_a_scan_that_only_we_know_of_is_undone_once(world: World) -> None:
    american = at(world.american)
    lent = american.does("/scan", code="AMERICAN-1", at_library="BENDER", patron="AMERICAN-R1")
    assert (lent["step"], lent["can_undo"]) == ("loan", True)
    undo = {"step": "loan", "barcode": "AMERICAN-1", "at": lent["at"]}
    assert american.does("/scan/undo", **undo) == {"said": "Undone: “Lend” of AMERICAN-1."}
    again = american.post("/scan/undo", **undo)
    assert again.status_code == HTTPStatus.CONFLICT


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"code": "AMERICAN-1", "at_library": "NOWHERE"}, HTTPStatus.NOT_FOUND),
        ({"code": "AMERICAN-1"}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"code": "", "at_library": "FOUNDERS"}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"code": "1", "at_library": "FOUNDERS", "confirmed": "burn"}, HTTPStatus.UNPROCESSABLE_ENTITY),
    ],
    ids=["an unknown library", "no library", "no code", "an unknown step"],
)
def test_what_cannot_be_read_is_refused(world: World, said: dict[str, str], status: int) -> None:
    assert at(world.howard).post("/scan", **said).status_code == status


def test_a_role_that_may_not_do_the_step_is_stopped_and_told_so(world: World) -> None:
    answer = at(world.american, Role.DESK_OPERATOR).does("/scan", code="AMERICAN-1", at_library="BENDER")
    assert (answer["outcome"], answer["next"]) == ("stop", "It belongs to Bender Library, Stacks.")
    at(world.howard).does("/borrowing", patron=RITA, title=BOOK)
    turn()
    answer = at(world.american, Role.DESK_OPERATOR).does("/scan", code="AMERICAN-1", at_library="BENDER")
    assert answer["next"].startswith("Your role at this desk does not allow “Ship”")
