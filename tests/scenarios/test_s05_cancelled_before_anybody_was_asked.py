"""S05: staff give a request up before any lender was asked."""

from tests.scenarios.configuring import Configuration
from tests.scenarios.conftest import CastOf
from tests.scenarios.institutions import Book
from tests.scenarios.records import letters, messages, rota, table, timeline

TITLE = "An atlas of harbours"


def test_s05_what_nobody_was_asked_for_is_cancelled_at_once_and_nobody_hears_of_it(cast: CastOf) -> None:
    people = cast({"howard": ["albany"]}, {"albany": [Book(TITLE, ("AL-1",))]})
    howard, albany = people["howard"], people["albany"]
    Configuration(howard).waits_for_staff_before(albany)

    asked = howard.patron_asks(TITLE)
    howard.waits_for(asked, "ready_to_send")
    howard.staff_cancel(asked, reason="Asked for twice")

    assert howard.state_of(asked) == "Cancelled by staff"
    assert albany.knows_nothing_of(asked)
    assert albany.item("AL-1") == "on_shelf in Stacks"
    assert messages(howard, asked) == []
    assert letters(howard, asked) == [f"Request cancelled: {TITLE}"]
    assert rota(howard, asked) == table("""
        ALBANY Pending: A copy is available: UNIVERSITY STACKS Item in place.
    """)
    assert timeline(howard, asked) == table("""
        patron  Placed          locate_in_process
        system  LocateFinished  ready_to_send
        staff   CancelByStaff   cancelled_by_staff
    """)
