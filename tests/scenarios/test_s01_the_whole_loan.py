"""S01: a loan comes home, though the first lender's only copy went out while the request was on its way."""

from tests.scenarios.conftest import CastOf
from tests.scenarios.institutions import Book
from tests.scenarios.records import decisions, letters, messages, rota, table, timeline

TITLE = "The street of lanterns"


def test_s01_the_request_moves_on_by_itself_and_the_book_comes_home(cast: CastOf) -> None:
    people = cast(
        {"howard": ["american", "georgetown", "albany"]},
        {"american": [Book(TITLE, ("AM-1",))], "albany": [Book(TITLE, ("AL-1",))]},
    )
    howard, american, albany = people["howard"], people["american"], people["albany"]

    howard.holds_back(american)
    asked = howard.patron_asks(TITLE)
    howard.waits_for(asked, "request_sent", lender=american)
    american.lends_own("AM-1")
    howard.delivers_again(american)

    howard.waits_for(asked, "request_sent", lender=albany)
    albany.waits_for(asked, "being_processed")
    assert albany.pull_list() == ["AL-1"]
    albany.ships(asked, "AL-1")
    assert albany.item("AL-1") == "shipped in Lending"

    howard.waits_for(asked, "shipped_physically")
    howard.receives(asked)
    assert howard.item("AL-1") == "on_hold_shelf in Borrowing"
    howard.lends_to_patron(asked)
    assert howard.item("AL-1") == "on_loan in Borrowing"
    howard.patron_returns(asked)
    howard.sends_back(asked)
    albany.waits_for(asked, "returned_by_partner")
    albany.checks_in("AL-1")
    howard.waits_for(asked, "request_completed")

    assert howard.state_of(asked) == albany.state_of(asked) == "Request completed"
    assert american.state_of(asked) == "Rejected the borrower request"
    assert albany.item("AL-1") == "on_shelf in Stacks"
    assert american.item("AM-1") == "on_loan in Stacks"
    assert letters(howard, asked, leave_them_to_the_worker=True) == [f"Ready for you: {TITLE}"]

    assert timeline(howard, asked) == table("""
        patron  Placed          locate_in_process
        system  LocateFinished  request_sent
        system  Asked           request_sent
        peer    Unfilled        request_sent
        system  Asked           request_sent
        peer    Shipped         shipped_physically
        staff   Receive         physically_received
        staff   LoanToPatron    loaned
        staff   ReturnByPatron  returned_by_patron
        staff   SendBack        returned_to_partner
        peer    LoanCompleted   request_completed
    """)
    assert timeline(american, asked) == table("""
        peer    RequestArrived  created
        system  LocateOutcome   rejected
    """)
    assert timeline(albany, asked) == table("""
        peer    RequestArrived   created
        system  LocateOutcome    being_processed
        staff   Ship             shipped_physically
        peer    PartnerReceived  received_by_partner
        peer    PartnerReturned  returned_by_partner
        staff   CheckIn          request_completed
    """)

    assert rota(howard, asked) == table("""
        AMERICAN Rejected: Lender cannot supply: Not on shelf
        GEORGETOWN Not located: No title matches.
        ALBANY Supplied: A copy is available: UNIVERSITY STACKS Item in place.
    """)
    in_turn = "American University, Georgetown University, University at Albany"
    assert decisions(howard, asked) == table(f"""
        fulfillment_unit: Who may borrow: Peer to peer borrowing
        rota_assignment: Peer to peer libraries first: {in_turn}
        sending: Peer to peer libraries: Sent automatically
        sending: Peer to peer libraries: Sent automatically
        temporary_item: Peer to peer partners: Borrowing, Borrowed from a peer-to-peer partner
        fulfillment_unit: Borrowed from partners: Peer to peer loan
    """)
    assert decisions(albany, asked) == ["fulfillment_unit: Peer to peer: Peer to peer lending"]
    assert messages(albany, asked) == table("""
        in   request                                    applied
        out  supplyingAgencyMessage   RequestResponse   delivered
        in   requestingAgencyMessage  Received          applied
        in   requestingAgencyMessage  ShippedReturn     applied
        out  supplyingAgencyMessage   StatusChange      delivered
    """)
