"""S16: staff of one lender decline; those of the next one promise, and then ship."""

from tests.scenarios.conftest import CastOf
from tests.scenarios.institutions import Book
from tests.scenarios.records import letters, messages, rota, table, timeline
from tests.scenarios.steps import reads_and_sends_home

TITLE = "The weight of paper"


def test_s16_one_lender_declines_by_hand_and_the_next_one_promises_and_ships(cast: CastOf) -> None:
    people = cast(
        {"howard": ["american", "albany"]},
        {"american": [Book(TITLE, ("AM-1",))], "albany": [Book(TITLE, ("AL-1",))]},
    )
    howard, american, albany = people["howard"], people["american"], people["albany"]

    asked = howard.patron_asks(TITLE)
    american.waits_for(asked, "being_processed")
    american.rejects(asked, "PoorCondition", note="Its spine is broken.")
    albany.waits_for(asked, "being_processed")
    albany.will_supply(asked, note="Tomorrow.")
    howard.waits_for(asked, "will_supply")
    assert howard.state_of(asked) == albany.state_of(asked) == "Will supply"
    albany.ships(asked, "AL-1")
    reads_and_sends_home(howard, albany, asked, "AL-1")

    assert american.state_of(asked) == "Rejected the borrower request"
    assert albany.state_of(asked) == "Request completed"
    assert american.item("AM-1") == albany.item("AL-1") == "on_shelf in Stacks"
    assert letters(howard, asked) == [f"Ready for you: {TITLE}"]
    assert rota(howard, asked) == table("""
        AMERICAN Rejected: Lender cannot supply: In poor condition: Its spine is broken.
        ALBANY Supplied: A copy is available: UNIVERSITY STACKS Item in place.
    """)
    assert timeline(howard, asked) == table("""
        patron  Placed          locate_in_process
        system  LocateFinished  request_sent
        system  Asked           request_sent
        peer    Unfilled        request_sent
        system  Asked           request_sent
        peer    WillSupply      will_supply
        peer    Shipped         shipped_physically
        staff   Receive         physically_received
        staff   LoanToPatron    loaned
        staff   ReturnByPatron  returned_by_patron
        staff   SendBack        returned_to_partner
        peer    LoanCompleted   request_completed
    """)
    assert timeline(american, asked) == table("""
        peer    RequestArrived  created
        system  LocateOutcome   being_processed
        staff   Reject          rejected
    """)
    assert timeline(albany, asked) == table("""
        peer    RequestArrived    created
        system  LocateOutcome     being_processed
        staff   AnswerWillSupply  will_supply
        staff   Ship              shipped_physically
        peer    PartnerReceived   received_by_partner
        peer    PartnerReturned   returned_by_partner
        staff   CheckIn           request_completed
    """)
    assert messages(albany, asked) == table("""
        in   request                                    applied
        out  supplyingAgencyMessage   RequestResponse   delivered
        out  supplyingAgencyMessage   StatusChange      delivered
        in   requestingAgencyMessage  Received          applied
        in   requestingAgencyMessage  ShippedReturn     applied
        out  supplyingAgencyMessage   StatusChange      delivered
    """)
