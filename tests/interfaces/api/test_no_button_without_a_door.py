"""Whatever the tables let staff or patrons do has an operation of the API, and each operation is one."""

from __future__ import annotations

import pytest

from interlend.interfaces.api import borrowing_shapes, lending_shapes
from interlend.interfaces.api.document import document
from interlend.kernel.lifecycle.borrowing import BORROWING
from interlend.kernel.lifecycle.happenings import Cause, Placed
from interlend.kernel.lifecycle.left import LEFT_BEHIND
from interlend.kernel.lifecycle.lending import LENDING
from interlend.kernel.lifecycle.table import Table

PEOPLE = {Cause.STAFF, Cause.PATRON}


def done_by_people(table: Table) -> set[str]:
    """What staff and patrons do; asking for a title comes before there is a request."""
    return {kind.__name__ for kind in table.happenings if kind.may_be_caused_by & PEOPLE} - {Placed.__name__}


@pytest.mark.parametrize(
    ("table", "paths", "at"),
    [
        pytest.param(BORROWING, borrowing_shapes.PATHS, "/api/v1/borrowing/{number}", id="borrowing"),
        pytest.param(LENDING, lending_shapes.PATHS, "/api/v1/lending/{number}", id="lending"),
    ],
)
def test_everything_that_people_do_has_an_address(table: Table, paths: dict[type, str], at: str) -> None:
    assert {kind.__name__ for kind in paths} == done_by_people(table)
    without = [path for path in paths.values() if "post" not in document()["paths"].get(f"{at}/{path}", {})]
    assert without == []


def test_everything_that_people_do_in_a_left_conversation_has_an_address() -> None:
    at = "/api/v1/borrowing/{number}/rota/{partner}/"
    assert done_by_people(LEFT_BEHIND) == {"ReceiveLate", "SendBack", "CompleteByHand"}
    assert [path.removeprefix(at) for path in document()["paths"] if path.startswith(at)] == [
        "receive-late",
        "send-back",
        "complete",
    ]
