"""Moments and days as people at a library read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from django.utils.html import strip_tags

from interlend.interfaces.screens.templatetags.screens import day, moment

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (None, ""),
        (datetime(2026, 11, 24, 14, 25, tzinfo=UTC), "today 9:25 a.m."),
        (datetime(2026, 11, 24, 3, 0, tzinfo=UTC), "Nov 23, 10 p.m."),
        (datetime(2027, 1, 5, 4, 59, tzinfo=UTC), "Jan. 4, 2027, 11:59 p.m."),
    ],
)
def test_a_moment_is_told_as_the_clock_of_the_library_shows_it(told: datetime | None, words: str) -> None:
    with time_machine.travel(NOW, tick=False), timezone.override(ZoneInfo("America/New_York")):
        assert strip_tags(str(moment(told))) == words


@pytest.mark.parametrize(
    ("told", "words"),
    [(None, ""), (date(2026, 12, 2), "Dec 2"), (date(2027, 1, 12), "Jan. 12, 2027")],
)
def test_a_day_of_this_year_needs_no_year(told: date | None, words: str) -> None:
    with time_machine.travel(NOW, tick=False):
        assert strip_tags(str(day(told))) == words
