"""S15: for one partner the sending rule says no: the request waits until staff send it."""

from tests.scenarios.configuring import Configuration
from tests.scenarios.conftest import CastOf
from tests.scenarios.institutions import Book
from tests.scenarios.records import decisions, letters, rota, table, timeline
from tests.scenarios.steps import reads_and_sends_home

TITLE = "The archivist's holiday"


def test_s15_a_request_to_a_partner_that_is_asked_by_hand_waits_for_staff(cast: CastOf) -> None:
    people = cast({"howard": ["albany"]}, {"albany": [Book(TITLE, ("AL-1",))]})
    howard, albany = people["howard"], people["albany"]
    Configuration(howard).waits_for_staff_before(albany)

    asked = howard.patron_asks(TITLE)
    howard.waits_for(asked, "ready_to_send")
    assert howard.state_of(asked) == "Ready to be sent"
    assert albany.knows_nothing_of(asked)
    howard.staff_send(asked)
    albany.waits_for(asked, "being_processed")
    albany.ships(asked, "AL-1")
    reads_and_sends_home(howard, albany, asked, "AL-1")

    assert albany.state_of(asked) == "Request completed"
    assert albany.item("AL-1") == "on_shelf in Stacks"
    assert letters(howard, asked) == [f"Ready for you: {TITLE}"]
    assert rota(howard, asked) == table("""
        ALBANY Supplied: A copy is available: UNIVERSITY STACKS Item in place.
    """)
    assert decisions(howard, asked) == table("""
        fulfillment_unit: Who may borrow: Peer to peer borrowing
        rota_assignment: Peer to peer libraries first: University at Albany
        sending: University at Albany is asked by hand: Waits for staff to send it
        temporary_item: Peer to peer partners: Borrowing, Borrowed from a peer-to-peer partner
        fulfillment_unit: Borrowed from partners: Peer to peer loan
    """)
    assert timeline(howard, asked) == table("""
        patron  Placed          locate_in_process
        system  LocateFinished  ready_to_send
        staff   Send            request_sent
        system  Asked           request_sent
        peer    Shipped         shipped_physically
        staff   Receive         physically_received
        staff   LoanToPatron    loaned
        staff   ReturnByPatron  returned_by_patron
        staff   SendBack        returned_to_partner
        peer    LoanCompleted   request_completed
    """)
