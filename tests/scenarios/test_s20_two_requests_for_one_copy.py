"""S20: two libraries ask for the same copy at the same moment."""

from tests.scenarios.calling import until
from tests.scenarios.conftest import CastOf
from tests.scenarios.institutions import Book
from tests.scenarios.records import rota, table, timeline

TITLE = "The last copy"


def test_s20_one_request_holds_the_copy_and_the_other_one_moves_on(cast: CastOf) -> None:
    people = cast(
        {"howard": ["albany", "buffalo"], "georgetown": ["albany", "buffalo"]},
        {"albany": [Book(TITLE, ("AL-1",))], "buffalo": [Book(TITLE, ("BU-1",))]},
    )
    howard, georgetown, albany, buffalo = (
        people[name] for name in ("howard", "georgetown", "albany", "buffalo")
    )

    borrowers = (howard, georgetown)
    for borrower in borrowers:
        borrower.holds_back(albany)
    asked = {borrower: borrower.patron_asks(TITLE) for borrower in borrowers}
    for borrower in borrowers:
        borrower.waits_for(asked[borrower], "request_sent", lender=albany)
    for borrower in borrowers:
        borrower.delivers_again(albany)

    def refused() -> list[str]:
        return [row["partner"] for row in albany.keys.read("/lending", state="rejected")["items"]]

    (unlucky_one,) = until("Albany has refused one of them", refused)
    unlucky = people[unlucky_one.lower()]
    (lucky,) = (borrower for borrower in borrowers if borrower is not unlucky)
    albany.waits_for(asked[lucky], "being_processed")
    buffalo.waits_for(asked[unlucky], "being_processed")
    unlucky.waits_for(asked[unlucky], "request_sent", lender=buffalo)

    assert albany.pull_list() == ["AL-1"]
    assert buffalo.pull_list() == ["BU-1"]
    assert buffalo.knows_nothing_of(asked[lucky])
    assert timeline(albany, asked[lucky]) == table("""
        peer    RequestArrived  created
        system  LocateOutcome   being_processed
    """)
    assert timeline(albany, asked[unlucky]) == table("""
        peer    RequestArrived  created
        system  LocateOutcome   rejected
    """)
    assert rota(unlucky, asked[unlucky]) == table("""
        ALBANY Rejected: Lender cannot supply: Not on shelf
        BUFFALO Active: A copy is available: LOCKWOOD STACKS Item in place.
    """)
    assert timeline(unlucky, asked[unlucky]) == table("""
        patron  Placed          locate_in_process
        system  LocateFinished  request_sent
        system  Asked           request_sent
        peer    Unfilled        request_sent
        system  Asked           request_sent
    """)
