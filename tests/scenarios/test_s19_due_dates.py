"""S19: the patron's due date is that of the Loan terms of use, and never later than the lender's."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.scenarios.conftest import CastOf
from tests.scenarios.institutions import Book
from tests.scenarios.records import letters

TITLE = "Borrowed time"
NEW_YORK, LORD_HOWE = ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")
LENT_FOR, LOANED_FOR = timedelta(days=56), timedelta(days=42)
SATURDAY = 5


def end_of_open_day(zone: ZoneInfo, days: timedelta) -> datetime:
    """The last second of the library's day so many days from now, or of the next weekday."""
    day: date = datetime.now(zone).date() + days
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, time(23, 59, 59), zone)


@pytest.mark.parametrize(
    "sooner",
    [
        pytest.param(None, id="our terms are shorter than the lender's"),
        pytest.param(timedelta(days=10), id="the lender wants it back sooner"),
    ],
)
def test_s19_the_patron_brings_it_back_before_the_lender_wants_it(
    cast: CastOf, sooner: timedelta | None
) -> None:
    people = cast({"howard": ["albany"]}, {"albany": [Book(TITLE, ("AL-1",))]})
    howard, albany = people["howard"], people["albany"]
    lender_due = end_of_open_day(LORD_HOWE, sooner or LENT_FOR)
    patron_due = lender_due if sooner else end_of_open_day(NEW_YORK, LOANED_FOR)

    asked = howard.patron_asks(TITLE)
    albany.waits_for(asked, "being_processed")
    albany.ships(asked, "AL-1", due=lender_due.isoformat() if sooner else None)
    howard.waits_for(asked, "shipped_physically")
    howard.receives(asked)
    howard.lends_to_patron(asked)

    assert albany.moment(asked, "due_at") == lender_due
    assert howard.moment(asked, "lender_due_at") == lender_due
    assert howard.moment(asked, "patron_due_at") == patron_due
    assert letters(howard, asked) == [f"Ready for you: {TITLE}"]
