"""S07: no partner holds the title. By the library's choice the request is cancelled, or kept for staff."""

import pytest

from tests.scenarios.configuring import Configuration
from tests.scenarios.conftest import CastOf
from tests.scenarios.records import letters, messages, rota, table, timeline

TITLE = "A book that nobody ever bought"


@pytest.mark.parametrize(
    ("cancels", "state", "label", "written"),
    [
        pytest.param(
            True,
            "cancelled_by_staff",
            "Cancelled by staff",
            [f"No library can lend: {TITLE}"],
            id="cancelled",
        ),
        pytest.param(False, "locate_failed", "Locate failed", [], id="kept"),
    ],
)
def test_s07_what_nobody_holds_is_asked_of_nobody(
    cast: CastOf, cancels: bool, state: str, label: str, written: list[str]
) -> None:
    people = cast({"howard": ["american", "albany"]}, {})
    howard, american, albany = people["howard"], people["american"], people["albany"]
    Configuration(howard).library(cancels_on_locate_failure=cancels)

    asked = howard.patron_asks(TITLE)
    howard.waits_for(asked, state)

    assert howard.state_of(asked) == label
    assert american.knows_nothing_of(asked)
    assert albany.knows_nothing_of(asked)
    assert messages(howard, asked) == []
    assert letters(howard, asked) == written
    assert rota(howard, asked) == table("""
        AMERICAN Not located: No title matches.
        ALBANY Not located: The catalog does not hold the title.
    """)
    assert timeline(howard, asked) == table(f"""
        patron  Placed          locate_in_process
        system  LocateFinished  {state}
    """)
