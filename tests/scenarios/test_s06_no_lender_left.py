"""S06: the last lender says no. By the setting the request is kept for staff, or closed."""

import pytest

from tests.scenarios.configuring import Configuration
from tests.scenarios.conftest import CastOf
from tests.scenarios.institutions import Book
from tests.scenarios.records import letters, rota, table, timeline

TITLE = "The clockmaker's apprentice"


@pytest.mark.parametrize(
    ("setting", "state", "label"),
    [
        pytest.param("both", "rejected_by_partner", "Rejected by partner", id="kept"),
        pytest.param("none", "cancelled_by_partner", "Cancelled by partner", id="closed"),
    ],
)
def test_s06_without_a_lender_left_the_patron_is_told_and_the_setting_decides(
    cast: CastOf, setting: str, state: str, label: str
) -> None:
    people = cast({"howard": ["albany"]}, {"albany": [Book(TITLE, ("AL-1",))]})
    howard, albany = people["howard"], people["albany"]
    Configuration(howard).setting("rs_keep_rejected_request_active", setting)

    asked = howard.patron_asks(TITLE)
    albany.waits_for(asked, "being_processed")
    albany.rejects(asked, "InUse")
    howard.waits_for(asked, state)

    assert howard.state_of(asked) == label
    assert albany.state_of(asked) == "Rejected the borrower request"
    assert albany.item("AL-1") == "on_shelf in Stacks"
    assert letters(howard, asked) == [f"We could not borrow: {TITLE}"]
    assert rota(howard, asked) == ["ALBANY Rejected: Lender cannot supply: InUse"]
    assert timeline(howard, asked) == table(f"""
        patron  Placed          locate_in_process
        system  LocateFinished  request_sent
        system  Asked           request_sent
        peer    Unfilled        {state}
    """)
    assert timeline(albany, asked) == table("""
        peer    RequestArrived  created
        system  LocateOutcome   being_processed
        staff   Reject          rejected
    """)
