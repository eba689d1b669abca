"""S02: on both sides a resource sharing library stands alone, so the item travels inside as well."""

from tests.scenarios.conftest import CastOf
from tests.scenarios.institutions import Book
from tests.scenarios.records import letters, table, timeline

TITLE = "A house with two doors"


def test_s02_the_item_travels_from_and_to_the_stand_alone_resource_sharing_library(cast: CastOf) -> None:
    people = cast(
        {"georgetown": ["albany"]},
        {"albany": [Book(TITLE, ("AL-1",))]},
        stand_alone=["georgetown", "albany"],
    )
    georgetown, albany = people["georgetown"], people["albany"]

    asked = georgetown.patron_asks(TITLE)
    albany.waits_for(asked, "being_processed")
    albany.sends_to_lending_library(asked)
    assert albany.on_their_way(to="RES_SHARE") == ["AL-1 from UNIVERSITY"]
    albany.takes_in("AL-1", at="RES_SHARE")
    assert albany.item("AL-1") == "requested in Stacks"
    albany.ships(asked, "AL-1")
    georgetown.waits_for(asked, "shipped_physically")

    georgetown.receives(asked)
    assert georgetown.state_of(asked) == "In transit to pickup library"
    assert georgetown.on_their_way(to="LAUINGER") == ["AL-1 from RES_SHARE"]
    georgetown.puts_on_hold_shelf(asked)
    assert georgetown.on_their_way(to="LAUINGER") == []
    assert georgetown.item("AL-1") == "on_hold_shelf in Borrowing"
    georgetown.lends_to_patron(asked)
    georgetown.patron_returns(asked)
    assert georgetown.on_their_way(to="RES_SHARE") == ["AL-1 from LAUINGER"]
    georgetown.takes_in("AL-1", at="RES_SHARE")
    assert georgetown.on_their_way(to="RES_SHARE") == []
    georgetown.sends_back(asked)

    albany.waits_for(asked, "returned_by_partner")
    albany.checks_in("AL-1")
    georgetown.waits_for(asked, "request_completed")
    assert albany.on_their_way(to="UNIVERSITY") == ["AL-1 from RES_SHARE"]
    assert albany.item("AL-1") == "in_transit in Stacks"
    albany.takes_in("AL-1", at="UNIVERSITY")
    assert albany.item("AL-1") == "on_shelf in Stacks"

    assert letters(georgetown, asked) == [f"Ready for you: {TITLE}"]
    assert timeline(georgetown, asked) == table("""
        patron  Placed          locate_in_process
        system  LocateFinished  request_sent
        system  Asked           request_sent
        peer    Shipped         shipped_physically
        staff   Receive         in_transit_to_pickup
        staff   ArriveAtPickup  physically_received
        staff   LoanToPatron    loaned
        staff   ReturnByPatron  returned_by_patron
        staff   SendBack        returned_to_partner
        peer    LoanCompleted   request_completed
    """)
    assert timeline(albany, asked) == table("""
        peer    RequestArrived   created
        system  LocateOutcome    being_processed
        staff   Ship             shipped_physically
        peer    PartnerReceived  received_by_partner
        peer    PartnerReturned  returned_by_partner
        staff   CheckIn          request_completed
    """)
