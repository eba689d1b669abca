"""S03: the patron changes her mind before anything was shipped, and the lender agrees."""

from tests.scenarios.conftest import CastOf
from tests.scenarios.institutions import Book
from tests.scenarios.records import letters, messages, rota, table, timeline

TITLE = "The ferryman's ledger"


def test_s03_a_cancel_before_shipping_is_agreed_to_and_the_copy_is_free_again(cast: CastOf) -> None:
    people = cast({"howard": ["albany", "buffalo"]}, {"albany": [Book(TITLE, ("AL-1",))]})
    howard, albany = people["howard"], people["albany"]

    asked = howard.patron_asks(TITLE)
    albany.waits_for(asked, "being_processed")
    assert albany.item("AL-1") == "requested in Stacks"
    howard.patron_cancels(asked)
    howard.waits_for(asked, "cancelled_by_patron")

    assert albany.state_of(asked) == "Cancelled by partner"
    assert albany.item("AL-1") == "on_shelf in Stacks"
    assert albany.pull_list() == []
    assert letters(howard, asked) == [f"Request cancelled: {TITLE}"]
    assert rota(howard, asked) == table("""
        ALBANY Rejected: Lender answered the cancel request
        BUFFALO Not located: The catalog does not hold the title.
    """)
    assert timeline(howard, asked) == table("""
        patron  Placed          locate_in_process
        system  LocateFinished  request_sent
        system  Asked           request_sent
        patron  CancelByPatron  waiting_for_cancel_response
        peer    CancelAnswered  cancelled_by_patron
    """)
    assert timeline(albany, asked) == table("""
        peer    RequestArrived  created
        system  LocateOutcome   being_processed
        peer    PartnerCancels  cancelled
    """)
    assert messages(howard, asked) == table("""
        out  request                                  delivered
        out  requestingAgencyMessage  Cancel          delivered
        in   supplyingAgencyMessage   CancelResponse  applied
    """)
