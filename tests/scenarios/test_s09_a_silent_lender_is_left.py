"""S09: a lender says nothing, not even that its time is over: after one day longer it is left."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from interlend.kernel.lifecycle.steps import LendingStep
from tests.scenarios.configuring import Configuration
from tests.scenarios.conftest import CastOf
from tests.scenarios.deadlines import bring_forward, falls_due
from tests.scenarios.institutions import Book
from tests.scenarios.records import letters, messages, rota, table, timeline
from tests.scenarios.steps import reads_and_sends_home

TITLE = "A grammar of silence"
HERE = ZoneInfo("America/New_York")
SATURDAY = 5
OPEN_DAYS = 4


def limit_and_a_day(asked_at: datetime) -> datetime:
    """So many weekdays later at the same local time of day, and one day longer, be it a closed one."""
    here = asked_at.astimezone(HERE)
    day, left = here.date(), OPEN_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return datetime.combine(day + timedelta(days=1), here.timetz())


def test_s09_a_lender_that_says_nothing_is_asked_to_cancel_and_the_next_one_is_asked(cast: CastOf) -> None:
    people = cast(
        {"howard": ["albany", "buffalo"]},
        {"albany": [Book(TITLE, ("AL-1",))], "buffalo": [Book(TITLE, ("BU-1",))]},
    )
    howard, albany, buffalo = people["howard"], people["albany"], people["buffalo"]
    Configuration(albany).without(LendingStep.CANCEL_REPLY)

    asked = howard.patron_asks(TITLE)
    albany.waits_for(asked, "being_processed")
    howard.waits_until_delivered(asked)
    due = howard.moment(asked, "act_by")
    assert due == limit_and_a_day(datetime.fromisoformat(howard.sees(asked)["rota"][0]["asked_at"]))
    falls_due(howard, due - timedelta(minutes=1))
    assert howard.sees(asked)["partner"] == "ALBANY"

    falls_due(howard, bring_forward(howard, asked))
    howard.waits_for(asked, "request_sent", lender=buffalo)
    albany.waits_for(asked, "cancel_requested")
    assert albany.attention(asked) == "Borrower asks to cancel"
    buffalo.waits_for(asked, "being_processed")
    buffalo.ships(asked, "BU-1")
    reads_and_sends_home(howard, buffalo, asked, "BU-1")

    assert buffalo.state_of(asked) == "Request completed"
    assert buffalo.item("BU-1") == "on_shelf in Stacks"
    assert albany.state_of(asked) == "Cancel requested"
    assert albany.item("AL-1") == "requested in Stacks"
    assert letters(howard, asked) == [f"Ready for you: {TITLE}"]
    assert rota(howard, asked) == table("""
        ALBANY Left: No answer in time
        BUFFALO Supplied: A copy is available: LOCKWOOD STACKS Item in place.
    """)
    assert timeline(howard, asked) == table("""
        patron  Placed          locate_in_process
        system  LocateFinished  request_sent
        system  Asked           request_sent
        clock   NoAnswerInTime  request_sent
        system  Asked           request_sent
        peer    Shipped         shipped_physically
        staff   Receive         physically_received
        staff   LoanToPatron    loaned
        staff   ReturnByPatron  returned_by_patron
        staff   SendBack        returned_to_partner
        peer    LoanCompleted   request_completed
    """)
    assert timeline(albany, asked) == table("""
        peer    RequestArrived  created
        system  LocateOutcome   being_processed
        peer    PartnerCancels  cancel_requested
    """)
    assert messages(albany, asked) == table("""
        in  request                          applied
        in  requestingAgencyMessage  Cancel  applied
    """)


def test_s09_where_the_silent_lender_then_agrees_to_cancel_nothing_is_left_open(cast: CastOf) -> None:
    people = cast({"howard": ["albany"]}, {"albany": [Book(TITLE, ("AL-1",))]})
    howard, albany = people["howard"], people["albany"]

    asked = howard.patron_asks(TITLE)
    albany.waits_for(asked, "being_processed")
    howard.waits_until_delivered(asked)
    falls_due(howard, bring_forward(howard, asked))
    howard.waits_for_left(asked, albany, "Closed")

    assert howard.state_of(asked) == "Expired"
    assert albany.state_of(asked) == "Cancelled by partner"
    assert albany.item("AL-1") == "on_shelf in Stacks"
    assert letters(howard, asked) == [f"We could not borrow: {TITLE}"]
    assert rota(howard, asked) == ["ALBANY Left (Closed): No answer in time"]
    assert timeline(howard, asked) == table("""
        patron  Placed          locate_in_process
        system  LocateFinished  request_sent
        system  Asked           request_sent
        clock   NoAnswerInTime  expired
        peer    CancelAnswered  closed
    """)
