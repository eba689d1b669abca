"""S04: the patron cancels while the item is on its way: refused, and the loan goes on."""

from tests.scenarios.conftest import CastOf
from tests.scenarios.institutions import Book
from tests.scenarios.records import letters, table, timeline
from tests.scenarios.steps import reads_and_sends_home

TITLE = "Letters from the salt road"


def test_s04_a_late_cancel_is_refused_because_the_item_is_on_its_way(cast: CastOf) -> None:
    people = cast({"howard": ["albany"]}, {"albany": [Book(TITLE, ("AL-1",))]})
    howard, albany = people["howard"], people["albany"]

    asked = howard.patron_asks(TITLE)
    albany.waits_for(asked, "being_processed")
    albany.holds_back(howard)
    albany.ships(asked, "AL-1")
    howard.patron_cancels(asked)
    assert howard.state_of(asked) == "Waiting for cancel response"
    albany.delivers_again(howard)
    howard.waits_for(asked, "shipped_physically")
    assert howard.attention(asked) == "Lender shipped the item"
    reads_and_sends_home(howard, albany, asked, "AL-1")

    assert albany.state_of(asked) == "Request completed"
    assert albany.item("AL-1") == "on_shelf in Stacks"
    assert letters(howard, asked) == [f"Ready for you: {TITLE}"]
    assert timeline(howard, asked) == table("""
        patron  Placed          locate_in_process
        system  LocateFinished  request_sent
        system  Asked           request_sent
        patron  CancelByPatron  waiting_for_cancel_response
        peer    Shipped         shipped_physically
        peer    CancelAnswered  shipped_physically
        staff   Receive         physically_received
        staff   LoanToPatron    loaned
        staff   ReturnByPatron  returned_by_patron
        staff   SendBack        returned_to_partner
        peer    LoanCompleted   request_completed
    """)
    assert timeline(albany, asked) == table("""
        peer    RequestArrived   created
        system  LocateOutcome    being_processed
        staff   Ship             shipped_physically
        peer    PartnerCancels   shipped_physically
        peer    PartnerReceived  received_by_partner
        peer    PartnerReturned  returned_by_partner
        staff   CheckIn          request_completed
    """)
