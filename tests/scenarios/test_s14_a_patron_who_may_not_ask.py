"""S14: three reasons for which a request does not begin: the terms of use, their limit, our own copy."""

import pytest

from tests.scenarios.calling import Refused
from tests.scenarios.configuring import Configuration
from tests.scenarios.conftest import CastOf
from tests.scenarios.institutions import Book
from tests.scenarios.records import table, timeline

TITLE = "The museum of small keys"
OWN = "Already on our shelves"


def test_s14_a_visitor_is_told_that_the_terms_of_use_do_not_allow_it(cast: CastOf) -> None:
    people = cast({"howard": ["albany"]}, {"albany": [Book(TITLE, ("AL-1",))]})
    howard = people["howard"]

    with pytest.raises(Refused) as refused:
        howard.patron_asks(TITLE, patron="vic")

    assert refused.value.sentence == (
        "The terms of use do not let Visitor ask for items from other libraries."
    )
    assert howard.keys.read("/borrowing")["items"] == []


def test_s14_a_patron_at_the_limit_of_open_requests_is_told_how_many_are_allowed(cast: CastOf) -> None:
    people = cast({"howard": ["albany"]}, {"albany": [Book(TITLE, ("AL-1",))]})
    howard, albany = people["howard"], people["albany"]
    Configuration(howard).active_requests_limit(1)

    asked = howard.patron_asks(TITLE)
    albany.waits_for(asked, "being_processed")
    with pytest.raises(Refused) as refused:
        howard.patron_asks("Another one")
    assert refused.value.sentence == "1 request is open; the terms of use allow 1 at a time."

    howard.patron_cancels(asked)
    howard.waits_for(asked, "cancelled_by_patron")
    again = howard.patron_asks(TITLE)
    howard.waits_for(again, "request_sent")
    assert [row["number"] for row in howard.keys.read("/borrowing")["items"]] == [again.number, asked.number]


def test_s14_a_patron_is_sent_to_our_own_copy_unless_staff_know_better(cast: CastOf) -> None:
    people = cast(
        {"howard": ["albany"]},
        {"howard": [Book(OWN, ("HO-1",))], "albany": [Book(OWN, ("AL-1",))]},
    )
    howard, albany = people["howard"], people["albany"]

    with pytest.raises(Refused) as refused:
        howard.patron_asks(OWN)
    assert refused.value.sentence == (
        f"We hold it ourselves ({OWN}, record {howard.built.plan.code}-{OWN}): ask for our own copy instead."
    )

    asked = howard.staff_asks(OWN, despite_own_holdings=True)
    albany.waits_for(asked, "being_processed")
    assert timeline(howard, asked) == table("""
        staff   Placed          locate_in_process
        system  LocateFinished  request_sent
        system  Asked           request_sent
    """)
