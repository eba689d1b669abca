"""Every screen, light and dark, wide and narrow: axe finds no fault, and nothing is scrolled sideways.

A picture of each lies in `build/screens` afterwards.
"""

from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page

from tests.browser.people import HEIGHT, People
from tests.browser.screens import SCREENS, Screen
from tools.localpg import CHECKOUT

PICTURES = CHECKOUT / "build/screens"
AXE = (Path(__file__).parent / "vendor/axe-4.14.1/axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (1280, 768, 375)
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen_is_there_for_everybody(people: People, screen: Screen) -> None:
    assert people.look(screen.who, screen.path) == (410 if screen.shows == "link gone" else 200)
    page = people.page(screen.who)
    page.evaluate(AXE)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            found += [f"{theme} {width}: {fault}" for fault in faults(page)]
            picture = PICTURES / f"{screen.name}-{theme}-{width}.png"
            page.screenshot(path=picture, full_page=True)
        if page.evaluate(SIDEWAYS) > 0:
            found.append(f"{width}: is {page.evaluate(SIDEWAYS)} px too wide")
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    page.emulate_media(color_scheme="light")
    assert found == []


def faults(page: Page) -> list[str]:
    """What axe finds: each rule that is broken, why it matters, and where."""
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{rule['id']} ({rule['impact']}) {node['target'][0]}: {' '.join(node['failureSummary'].split())}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
