"""Reckoning in a library's days: where the clocks are changed too."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from interlend.domain.libraries.calendar import Calendar, NeverOpen, calendar_of
from interlend.domain.libraries.models import Closure, Library
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone

NEW_YORK = ZoneInfo("America/New_York")  # clocks change on 8 March and 1 November 2026, by an hour at 2:00
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # on 5 April and 4 October 2026, by half an hour at 2:00
NUUK = ZoneInfo("America/Nuuk")  # on 28 March 2026 from 23:00 to midnight, on 24 October back to 23:00

WEEKEND = frozenset({5, 6})
CHRISTMAS = (date(2026, 12, 24), date(2027, 1, 1))


def at(zone: ZoneInfo, text: str) -> datetime:
    """A local time; fold=1 where the text ends in `again`."""
    again = text.endswith(" again")
    return datetime.fromisoformat(text.removesuffix(" again")).replace(tzinfo=zone, fold=int(again))


@pytest.mark.parametrize(
    ("zone", "received", "days", "falls_due"),
    [
        pytest.param(NEW_YORK, "2026-11-24 10:17", 2, "2026-11-26 10:17", id="two weekdays on"),
        pytest.param(NEW_YORK, "2026-11-24 10:17:42", 1, "2026-11-25 10:17:42", id="to the second"),
        pytest.param(NEW_YORK, "2026-11-27 10:17", 1, "2026-11-30 10:17", id="over a weekend"),
        pytest.param(NEW_YORK, "2026-11-28 10:17", 1, "2026-11-30 10:17", id="received on a closed day"),
        pytest.param(NEW_YORK, "2026-12-22 10:17", 4, "2027-01-06 10:17", id="over a closure and a weekend"),
        pytest.param(NEW_YORK, "2026-11-24 10:17", 0, "2026-11-24 10:17", id="no days"),
        pytest.param(NEW_YORK, "2026-03-06 10:17", 2, "2026-03-10 10:17", id="clocks go forward on the way"),
        pytest.param(NEW_YORK, "2026-10-30 10:17", 1, "2026-11-02 10:17", id="clocks go back on the way"),
        pytest.param(NEW_YORK, "2026-11-24 23:59", 1, "2026-11-25 23:59", id="the library's day, not UTC's"),
        pytest.param(LORD_HOWE, "2026-04-03 02:17", 1, "2026-04-06 02:17", id="half an hour back"),
        pytest.param(LORD_HOWE, "2026-10-02 02:17", 1, "2026-10-05 02:17", id="half an hour forward"),
    ],
)
def test_expiry_is_so_many_open_days_later_at_the_same_local_minute(
    zone: ZoneInfo, received: str, days: int, falls_due: str
) -> None:
    calendar = Calendar(zone, WEEKEND, (CHRISTMAS,))
    assert calendar.add_open_days(at(zone, received).astimezone(UTC), days) == at(zone, falls_due)


@pytest.mark.parametrize(
    ("zone", "received", "falls_due_in_utc"),
    [
        pytest.param(NEW_YORK, "2026-03-07 02:30", "2026-03-08 07:30", id="New York skips 2:30, it is 3:30"),
        pytest.param(
            NEW_YORK, "2026-10-31 01:30", "2026-11-01 05:30", id="New York has 1:30 twice, the first"
        ),
        pytest.param(NEW_YORK, "2026-11-01 01:30 again", "2026-11-02 06:30", id="begun in the second 1:30"),
        pytest.param(
            LORD_HOWE, "2026-10-03 02:15", "2026-10-03 15:45", id="Lord Howe skips 2:15, it is 2:45"
        ),
        pytest.param(
            LORD_HOWE, "2026-04-04 01:45", "2026-04-04 14:45", id="Lord Howe has 1:45 twice, the first"
        ),
    ],
)
def test_a_time_of_day_that_is_skipped_or_comes_twice_is_read_as_in_a_calendar(
    zone: ZoneInfo, received: str, falls_due_in_utc: str
) -> None:
    due = Calendar(zone).add_open_days(at(zone, received), 1)
    assert due == datetime.fromisoformat(falls_due_in_utc).replace(tzinfo=UTC)
    assert due.tzinfo is UTC


@pytest.mark.parametrize(
    ("zone", "day", "end_in_utc"),
    [
        pytest.param(NEW_YORK, date(2026, 11, 24), "2026-11-25 04:59:59", id="winter time"),
        pytest.param(NEW_YORK, date(2026, 7, 1), "2026-07-02 03:59:59", id="summer time"),
        pytest.param(NEW_YORK, date(2026, 3, 8), "2026-03-09 03:59:59", id="a day of 23 hours"),
        pytest.param(NEW_YORK, date(2026, 11, 1), "2026-11-02 04:59:59", id="a day of 25 hours"),
        pytest.param(LORD_HOWE, date(2026, 4, 5), "2026-04-05 13:29:59", id="a day of 24 1/2 hours"),
        pytest.param(NUUK, date(2026, 3, 28), "2026-03-29 00:59:59", id="the last hour is skipped"),
        pytest.param(NUUK, date(2026, 10, 24), "2026-10-25 01:59:59", id="the last hour comes twice"),
    ],
)
def test_a_day_ends_with_its_last_second(zone: ZoneInfo, day: date, end_in_utc: str) -> None:
    assert Calendar(zone).end_of_day(day) == datetime.fromisoformat(end_in_utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "open_day"),
    [
        pytest.param(date(2026, 11, 27), date(2026, 11, 27), id="an open day is itself"),
        pytest.param(date(2026, 11, 28), date(2026, 11, 30), id="Saturday"),
        pytest.param(
            date(2026, 12, 24), date(2027, 1, 4), id="the first day of a closure that ends on a Friday"
        ),
        pytest.param(date(2027, 1, 1), date(2027, 1, 4), id="the last day of a closure"),
    ],
)
def test_the_next_open_day(day: date, open_day: date) -> None:
    assert Calendar(NEW_YORK, WEEKEND, (CHRISTMAS,)).next_open_day(day) == open_day


def test_the_day_of_a_moment_is_the_day_of_the_library() -> None:
    moment = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
    assert [Calendar(zone).day_of(moment).day for zone in (NEW_YORK, LORD_HOWE)] == [24, 25]


@pytest.mark.parametrize(
    "calendar",
    [
        pytest.param(Calendar(NEW_YORK, frozenset(range(7))), id="every weekday closed"),
        pytest.param(Calendar(NEW_YORK, closures=((date(2026, 1, 1), date.max),)), id="closed for good"),
    ],
)
def test_a_library_that_never_opens_is_said_to_be_so(calendar: Calendar) -> None:
    with pytest.raises(NeverOpen):
        calendar.add_open_days(datetime(2026, 11, 24, tzinfo=UTC), 3)


def test_weekdays_count_from_monday_which_is_0() -> None:
    with pytest.raises(ValueError, match=r"0 \(Monday\) to 6 \(Sunday\), not 7"):
        Calendar(NEW_YORK, frozenset({6, 7}))


@pytest.fixture
def howard(db: None) -> Iterator[None]:
    with scope.entered(Zone.objects.create(code="howard", name="Howard").pk):
        yield


@pytest.mark.usefixtures("howard")
def test_a_calendar_is_loaded_in_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    library = Library.objects.create(
        code="main", name="Main", time_zone="America/New_York", closed_weekdays=[5, 6]
    )
    other = Library.objects.create(code="law", name="Law")
    Closure.objects.create(library=library, first_day=CHRISTMAS[0], last_day=CHRISTMAS[1])
    Closure.objects.create(library=other, first_day=date(2026, 7, 4), last_day=date(2026, 7, 4))
    with django_assert_num_queries(1):
        assert calendar_of(library) == Calendar(NEW_YORK, WEEKEND, (CHRISTMAS,))


@pytest.mark.usefixtures("howard")
@pytest.mark.parametrize("name", ["America/Nowhere", "", "../etc"])
def test_an_unknown_time_zone_is_named(name: str) -> None:
    with pytest.raises(ValueError, match=r"Main has the time zone “.*”, which is unknown"):
        calendar_of(Library(code="main", name="Main", time_zone=name))
