"""One browser, one running pair of installations and one scene in them, for all tests that look at screens.

The tests run one after the other in a worker of xdist, since they share the scene.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import scenery
from tests.browser.people import People
from tests.browser.scenery import Scene
from tests.scenarios.installation import Installation

HERE = Path(__file__).parent
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Ask for one worker, and leave these tests out where there is no browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))
            item.add_marker(pytest.mark.needs_program("chromium"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser. Playwright runs a loop of events in this thread: Django would refuse its database.

    One a file, for the loop must end with it: tests of other rooms may come next in this process.
    """
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def scene(pair: dict[str, Installation]) -> Iterator[Scene]:
    """Howard borrows, Buffalo in the other installation lends; requests stand at every stage."""
    made = scenery.build(pair)
    yield made
    made.close()


@pytest.fixture(scope="module")
def people(chromium: Browser, scene: Scene) -> Iterator[People]:
    """Those who look at the screens, each in a browser of their own."""
    everybody = People(chromium, scene)
    yield everybody
    everybody.leave()
