"""S13: one catalog does not hold the title, another does not answer: that is not the same."""

from tests.scenarios.configuring import Configuration
from tests.scenarios.conftest import CastOf
from tests.scenarios.institutions import Book
from tests.scenarios.records import letters, rota, table, timeline
from tests.scenarios.steps import reads_and_sends_home

TITLE = "Maps drawn from hearsay"
NOBODY_LISTENS = "http://127.0.0.1:9/sru"


def test_s13_a_partner_whose_catalog_does_not_answer_is_asked_all_the_same(cast: CastOf) -> None:
    people = cast({"howard": ["american", "buffalo", "albany"]}, {"albany": [Book(TITLE, ("AL-1",))]})
    howard, american, buffalo, albany = (people[name] for name in ("howard", "american", "buffalo", "albany"))
    Configuration(howard).catalog_of(albany, url=NOBODY_LISTENS)

    asked = howard.patron_asks(TITLE)
    albany.waits_for(asked, "being_processed")
    assert howard.sees(asked)["partner"] == "ALBANY"
    albany.ships(asked, "AL-1")
    reads_and_sends_home(howard, albany, asked, "AL-1")

    assert albany.state_of(asked) == "Request completed"
    assert albany.item("AL-1") == "on_shelf in Stacks"
    assert american.knows_nothing_of(asked)
    assert buffalo.knows_nothing_of(asked)
    assert letters(howard, asked) == [f"Ready for you: {TITLE}"]
    assert rota(howard, asked) == table("""
        AMERICAN Not located: No title matches.
        BUFFALO Not located: The catalog does not hold the title.
        ALBANY Supplied: No answer from the catalog: [Errno 111] Connection refused.
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
