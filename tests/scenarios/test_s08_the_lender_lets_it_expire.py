"""S08: the lender does not act: the request expires there after so many open days, and moves on."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.scenarios.configuring import Configuration
from tests.scenarios.conftest import CastOf
from tests.scenarios.deadlines import bring_forward, falls_due
from tests.scenarios.institutions import Book
from tests.scenarios.records import letters, rota, table, timeline

TITLE = "The patience of stones"
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
OPEN_DAYS = 4
SATURDAY = 5
A_MINUTE = timedelta(minutes=1)


def test_s08_an_unanswered_request_expires_to_the_minute_and_the_next_lender_is_asked(cast: CastOf) -> None:
    people = cast(
        {"howard": ["albany", "buffalo"]},
        {"albany": [Book(TITLE, ("AL-1",))], "buffalo": [Book(TITLE, ("BU-1",))]},
    )
    howard, albany, buffalo = people["howard"], people["albany"], people["buffalo"]
    today = datetime.now(LORD_HOWE).date()
    closure = (today + timedelta(days=2), today + timedelta(days=3))
    Configuration(albany).closed(*closure)

    asked = howard.patron_asks(TITLE)
    albany.waits_for(asked, "being_processed")
    expires = albany.moment(asked, "expires_at")
    assert expires == open_days_later(albany.message_moment(asked, "request"), closure)

    falls_due(albany, expires - A_MINUTE)
    assert albany.state_of(asked) == "Being processed"
    deadline = bring_forward(albany, asked)
    albany.waits_for(asked, "expired")
    assert albany.history_moment(asked, "AnswerDeadlinePassed") - deadline < A_MINUTE

    howard.waits_for(asked, "request_sent", lender=buffalo)
    assert albany.item("AL-1") == "on_shelf in Stacks"
    assert letters(howard, asked) == []
    assert rota(howard, asked) == table("""
        ALBANY Expired: Lender cannot supply: Not answered in time: Expired: not answered in time.
        BUFFALO Active: A copy is available: LOCKWOOD STACKS Item in place.
    """)
    buffalo.waits_for(asked, "being_processed")
    assert timeline(howard, asked) == table("""
        patron  Placed          locate_in_process
        system  LocateFinished  request_sent
        system  Asked           request_sent
        peer    Unfilled        request_sent
        system  Asked           request_sent
    """)
    assert timeline(albany, asked) == table("""
        peer    RequestArrived        created
        system  LocateOutcome         being_processed
        clock   AnswerDeadlinePassed  expired
    """)


def test_s08_where_the_last_lender_lets_it_expire_the_request_stands_as_expired(cast: CastOf) -> None:
    people = cast({"howard": ["albany"]}, {"albany": [Book(TITLE, ("AL-1",))]})
    howard, albany = people["howard"], people["albany"]

    asked = howard.patron_asks(TITLE)
    albany.waits_for(asked, "being_processed")
    falls_due(albany, bring_forward(albany, asked))
    howard.waits_for(asked, "expired")

    assert howard.state_of(asked) == albany.state_of(asked) == "Expired"
    assert letters(howard, asked) == [f"We could not borrow: {TITLE}"]


def open_days_later(received: datetime, closure: tuple[date, date]) -> datetime:
    """At the same local time of day, after so many days on which the library is open."""
    here = received.astimezone(LORD_HOWE)
    day, left = here.date(), OPEN_DAYS
    while left:
        day += timedelta(days=1)
        is_closed = day.weekday() >= SATURDAY or closure[0] <= day <= closure[1]
        left -= not is_closed
    return datetime.combine(day, here.timetz())
