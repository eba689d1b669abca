"""When a library is open, and reckoning in its days: due dates and expiry.

Days and times of day are the library's own, in its time zone; what is answered is a moment in UTC. Where
the clocks are changed, RFC 5545 section 3.3.5 is followed: a time of day that is skipped is read as if they
had not been changed yet (02:30 becomes 03:30), one that comes twice means its first occurrence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from interlend.domain.libraries.models import Closure, Library
from interlend.domain.zones.compiled import compiled

LOOKS_AHEAD = timedelta(days=3660)


class NeverOpen(ValueError):
    """No open day within ten years: the calendar cannot be meant so."""


@dataclass(frozen=True)
class Calendar:
    """A library's time zone, its closed weekdays (Monday is 0) and the days of its closures.

    A closure is its first and its last day, both closed. Raises ValueError for a weekday beyond 6.
    """

    time_zone: ZoneInfo
    closed_weekdays: frozenset[int] = frozenset()
    closures: tuple[tuple[date, date], ...] = ()

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.closed_weekdays) - set(range(7))):
            raise ValueError(f"Weekdays are 0 (Monday) to 6 (Sunday), not {unknown[0]}.")

    def day_of(self, moment: datetime) -> date:
        """The library's day at this moment."""
        return moment.astimezone(self.time_zone).date()

    def is_open(self, day: date) -> bool:
        """Whether the library is open on this day."""
        return day.weekday() not in self.closed_weekdays and not any(
            first <= day <= last for first, last in self.closures
        )

    def next_open_day(self, day: date) -> date:
        """The day itself where the library is open, else the first open day after it. Raises NeverOpen."""
        return day if self.is_open(day) else next(self._open_days_after(day))

    def end_of_day(self, day: date) -> datetime:
        """The last second of the day, also where the clocks change in its last hour."""
        # The later reading of a time that comes twice, and of one that is skipped the earlier one:
        # both are what `fold` 1 means, and both are the day's last second.
        return datetime.combine(day, time(23, 59, 59), self.time_zone).replace(fold=1).astimezone(UTC)

    def add_open_days(self, moment: datetime, days: int) -> datetime:
        """`days` open days later at the same local time of day; closed days are not counted.

        The day of the moment itself does not count, open or not; no days are no change. Raises NeverOpen.
        """
        here = moment.astimezone(self.time_zone)
        day = here.date()
        if days <= 0:
            return moment.astimezone(UTC)
        after = self._open_days_after(day)
        for _ in range(days):
            day = next(after)
        return datetime.combine(day, here.time().replace(fold=0), self.time_zone).astimezone(UTC)

    def _open_days_after(self, day: date) -> Iterator[date]:
        latest_open = day
        while day - latest_open < LOOKS_AHEAD:
            day += timedelta(days=1)
            if self.is_open(day):
                latest_open = day
                yield day
        raise NeverOpen(
            gettext("The library has no open day in the ten years after %(day)s.") % {"day": latest_open}
        )


def calendar_of(library: Library) -> Calendar:
    """The calendar of a library, in one statement. Raises ValueError where its time zone is unknown."""
    try:
        time_zone = ZoneInfo(library.time_zone)
    except (KeyError, ValueError) as problem:
        raise ValueError(f"{library} has the time zone “{library.time_zone}”, which is unknown.") from problem
    return Calendar(
        time_zone=time_zone,
        closed_weekdays=frozenset(library.closed_weekdays),
        closures=tuple((each.first_day, each.last_day) for each in _closures(library_id=library.pk)),
    )


def day_in_words(library: Library, moment: datetime | None) -> str:
    """The library's day at a moment, as people of the language in use write it; blank for none."""
    if moment is None:
        return ""
    return date_format(timezone.localtime(moment, ZoneInfo(library.time_zone)), "DATE_FORMAT")


@compiled
def _closures(library_id: Any) -> QuerySet[Closure]:
    return Closure.objects.filter(library_id=library_id).order_by("first_day")
