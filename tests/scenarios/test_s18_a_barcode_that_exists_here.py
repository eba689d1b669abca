"""S18: the lender's barcode is that of one of the borrower's own items."""

from tests.scenarios.conftest import CastOf
from tests.scenarios.institutions import Book
from tests.scenarios.records import letters, table, timeline

TITLE, OURS = "Twins", "Of something else"
BARCODE = "31234000000017"


def test_s18_two_items_with_one_barcode_are_told_apart_by_the_number_of_the_request(cast: CastOf) -> None:
    people = cast(
        {"howard": ["albany"]},
        {"howard": [Book(OURS, (BARCODE,))], "albany": [Book(TITLE, (BARCODE,))]},
    )
    howard, albany = people["howard"], people["albany"]

    asked = howard.patron_asks(TITLE)
    albany.waits_for(asked, "being_processed")
    albany.ships(asked, BARCODE)
    howard.waits_for(asked, "shipped_physically")
    assert howard.sees(asked)["rota"][0]["item_barcode"] == BARCODE
    howard.receives(asked)
    assert howard.sees(asked)["item"]["barcode"] == f"{BARCODE}-{asked.number}"
    assert howard.item(f"{BARCODE}-{asked.number}") == "on_hold_shelf in Borrowing"
    assert howard.item(BARCODE) == "on_shelf in Stacks"
    howard.lends_to_patron(asked)
    howard.patron_returns(asked)
    howard.sends_back(asked)
    albany.waits_for(asked, "returned_by_partner")
    albany.checks_in(BARCODE)
    howard.waits_for(asked, "request_completed")

    assert albany.state_of(asked) == "Request completed"
    assert albany.item(BARCODE) == howard.item(BARCODE) == "on_shelf in Stacks"
    assert letters(howard, asked) == [f"Ready for you: {TITLE}"]
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
