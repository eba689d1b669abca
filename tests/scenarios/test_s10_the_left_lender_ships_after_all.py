"""S10: the lender that was left ships all the same. Two copies come; the late one is sent home."""

from interlend.kernel.lifecycle.steps import LendingStep
from tests.scenarios.configuring import Configuration
from tests.scenarios.conftest import CastOf
from tests.scenarios.deadlines import bring_forward, falls_due
from tests.scenarios.institutions import Book
from tests.scenarios.records import rota, table, timeline
from tests.scenarios.steps import reads_and_sends_home

TITLE = "Two umbrellas"


def test_s10_what_a_left_lender_ships_is_shown_received_late_sent_home_and_closed(cast: CastOf) -> None:
    people = cast(
        {"howard": ["albany", "buffalo"]},
        {"albany": [Book(TITLE, ("AL-1",))], "buffalo": [Book(TITLE, ("BU-1",))]},
    )
    howard, albany, buffalo = people["howard"], people["albany"], people["buffalo"]
    Configuration(albany).without(LendingStep.CANCEL_REPLY)

    asked = howard.patron_asks(TITLE)
    albany.waits_for(asked, "being_processed")
    howard.waits_until_delivered(asked)
    falls_due(howard, bring_forward(howard, asked))
    albany.waits_for(asked, "cancel_requested")
    buffalo.waits_for(asked, "being_processed")
    albany.ships(asked, "AL-1")
    howard.waits_for_left(asked, albany, "Shipped after we left")
    assert howard.attention(asked) == "Lender shipped the item · Lender answered the cancel request"
    assert howard.sees(asked)["partner"] == "BUFFALO"

    howard.receives_late(asked, albany)
    albany.waits_for(asked, "received_by_partner")
    howard.sends_back_late(asked, albany)
    albany.waits_for(asked, "returned_by_partner")
    albany.checks_in("AL-1")
    howard.waits_for_left(asked, albany, "Closed")
    buffalo.ships(asked, "BU-1")
    reads_and_sends_home(howard, buffalo, asked, "BU-1")

    assert albany.state_of(asked) == buffalo.state_of(asked) == "Request completed"
    assert albany.item("AL-1") == buffalo.item("BU-1") == "on_shelf in Stacks"
    assert rota(howard, asked) == table("""
        ALBANY Left (Closed): No answer in time
        BUFFALO Supplied: A copy is available: LOCKWOOD STACKS Item in place.
    """)
    assert timeline(howard, asked) == table("""
        patron  Placed          locate_in_process
        system  LocateFinished  request_sent
        system  Asked           request_sent
        clock   NoAnswerInTime  request_sent
        system  Asked           request_sent
        peer    CancelAnswered  left
        peer    Shipped         shipped_after_left
        staff   ReceiveLate     arrived_late
        staff   SendBack        sent_home
        peer    LoanCompleted   closed
        peer    Shipped         shipped_physically
        staff   Receive         physically_received
        staff   LoanToPatron    loaned
        staff   ReturnByPatron  returned_by_patron
        staff   SendBack        returned_to_partner
        peer    LoanCompleted   request_completed
    """)
    assert timeline(albany, asked) == table("""
        peer    RequestArrived   created
        system  LocateOutcome    being_processed
        peer    PartnerCancels   cancel_requested
        staff   Ship             shipped_physically
        peer    PartnerReceived  received_by_partner
        peer    PartnerReturned  returned_by_partner
        staff   CheckIn          request_completed
    """)
