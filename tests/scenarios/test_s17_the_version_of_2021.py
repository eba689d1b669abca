"""S17: the two sides speak ISO 18626:2021-2 with each other."""

from interlend.kernel.iso18626.codec import decode
from interlend.kernel.iso18626.messages import Version
from tests.scenarios.configuring import Configuration
from tests.scenarios.conftest import CastOf
from tests.scenarios.institutions import Book
from tests.scenarios.records import letters, messages, table, timeline
from tests.scenarios.steps import reads_and_sends_home

TITLE = "A primer of new tongues"


def test_s17_a_whole_loan_in_the_version_of_2021(cast: CastOf) -> None:
    people = cast({"howard": ["albany"]}, {"albany": [Book(TITLE, ("AL-1",))]})
    howard, albany = people["howard"], people["albany"]
    Configuration(howard).partner(albany, schema_version="2021-2")
    Configuration(albany).partner(howard, schema_version="2021-2")

    asked = howard.patron_asks(TITLE)
    albany.waits_for(asked, "being_processed")
    albany.ships(asked, "AL-1")
    reads_and_sends_home(howard, albany, asked, "AL-1")

    assert albany.state_of(asked) == "Request completed"
    assert albany.item("AL-1") == "on_shelf in Stacks"
    assert letters(howard, asked) == [f"Ready for you: {TITLE}"]
    assert [decode(body).version for body in howard.all_said(asked)] == [Version.V2021_2] * 5
    assert messages(howard, asked) == table("""
        out  request                                   delivered
        in   supplyingAgencyMessage   RequestResponse  applied
        out  requestingAgencyMessage  Received         delivered
        out  requestingAgencyMessage  ShippedReturn    delivered
        in   supplyingAgencyMessage   StatusChange     applied
    """)
    assert timeline(howard, asked) == table("""
        patron  Placed          locate_in_process
        system  LocateFinished  request_sent
        system  Asked           request_sent
        peer    Shipped         shipped_physically
        staff   Receive         physically_received
        staff   LoanToPatron    loaned
        staff   ReturnByPatron  returned_by_patron
        staff   SendBack        returned_to_partner
        peer    LoanCompleted   request_completed
    """)
