"""S11: the lender's web server, or its worker, is down for a while: nothing is lost, all comes in order."""

from tests.scenarios.calling import until
from tests.scenarios.conftest import CastOf
from tests.scenarios.institutions import Book
from tests.scenarios.records import messages, table, timeline

TITLE = "The lighthouse inspector"


def test_s11_what_a_server_missed_while_it_was_down_is_delivered_in_order(cast: CastOf) -> None:
    people = cast({"howard": ["albany"]}, {"albany": [Book(TITLE, ("AL-1",))]})
    howard, albany = people["howard"], people["albany"]

    asked = howard.patron_asks(TITLE)
    albany.waits_for(asked, "being_processed")
    albany.ships(asked, "AL-1")
    howard.waits_for(asked, "shipped_physically")

    with albany.built.installation.without("web"):
        howard.receives(asked)
        howard.lends_to_patron(asked)
        howard.patron_returns(asked)
        howard.sends_back(asked)
        failed = until("a delivery has failed", lambda: howard.delivery_errors(albany))
        assert failed == ["127.0.0.1 could not be spoken to: [Errno 111] Connection refused"]
        assert howard.state_of(asked) == "Returned item to partner"
        assert messages(howard, asked)[2:] == table("""
            out  requestingAgencyMessage  Received       queued
            out  requestingAgencyMessage  ShippedReturn  queued
        """)

    albany.waits_for(asked, "returned_by_partner")
    albany.checks_in("AL-1")
    howard.waits_for(asked, "request_completed")
    assert howard.delivery_errors(albany) == []
    assert albany.item("AL-1") == "on_shelf in Stacks"
    assert messages(howard, asked) == table("""
        out  request                                   delivered
        in   supplyingAgencyMessage   RequestResponse  applied
        out  requestingAgencyMessage  Received         delivered
        out  requestingAgencyMessage  ShippedReturn    delivered
        in   supplyingAgencyMessage   StatusChange     applied
    """)
    assert timeline(albany, asked) == table("""
        peer    RequestArrived   created
        system  LocateOutcome    being_processed
        staff   Ship             shipped_physically
        peer    PartnerReceived  received_by_partner
        peer    PartnerReturned  returned_by_partner
        staff   CheckIn          request_completed
    """)


def test_s11_what_came_while_the_worker_was_down_is_done_when_it_is_back(cast: CastOf) -> None:
    people = cast({"howard": ["albany"]}, {"albany": [Book(TITLE, ("AL-1",))]})
    howard, albany = people["howard"], people["albany"]

    with albany.built.installation.without("worker"):
        asked = howard.patron_asks(TITLE)
        howard.waits_until_delivered(asked)
        assert albany.state_of(asked) == "Created lending request"
        assert albany.item("AL-1") == "on_shelf in Stacks"

    albany.waits_for(asked, "being_processed")
    assert albany.pull_list() == ["AL-1"]
