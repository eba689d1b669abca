"""No screen breaks its own policy, and nothing that others wrote runs: no script, dialog, foreign address."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.hostile import Hostile
from tests.browser.people import People
from tests.browser.screens import SCREENS
from tests.scenarios.installation import Installation


def test_no_screen_does_what_its_policy_forbids(people: People) -> None:
    people.watch.take()
    for screen in SCREENS:
        people.look(screen.who, screen.path)
    assert [each for each in people.watch.take() if "status of 410" not in each] == []


@pytest.fixture
def hostile(chromium: Browser, pair: dict[str, Installation]) -> Iterator[Hostile]:
    """Two institutions in which titles, names and notes are what attackers write."""
    made = Hostile(chromium, pair)
    yield made
    made.close()


def test_what_attackers_write_is_shown_as_they_wrote_it(hostile: Hostile) -> None:
    for who, path in hostile.screens:
        hostile.people.look(who, path)
        text = hostile.people.page(who).locator("main").inner_text()
        assert "alert(1)" in text, path
    assert hostile.people.watch.take() == []
