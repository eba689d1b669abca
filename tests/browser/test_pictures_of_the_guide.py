"""The pictures of the guide for clerks: each is taken here, from made-up data, and each is in the guide.

They lie in `build/guide` afterwards; where a screen has changed, copy its picture to `docs/guide/pictures`.
"""

import re

import pytest

from tests.browser.doing import Visitor
from tests.browser.people import HEIGHT, WIDTH, People
from tests.browser.scenery import BRIDGES
from tools.localpg import CHECKOUT

GUIDE = CHECKOUT / "docs/guide/desk.md"
TAKEN = CHECKOUT / "build/guide"
LARGEST = 80_000  # bytes
SIZE = (1200, 400)
PICTURES = {
    "choose-desk": ("lender", "/{buffalo}/desk/at", ""),
    "today": ("lender", "/{buffalo}/desk/", ""),
    "pull-list": ("lender", "/{buffalo}/desk/lending/pull-list", ""),
    "scan": ("lender", "/{buffalo}/desk/scan", BRIDGES.barcode),
    "hold-shelf": ("clerk", "/{howard}/desk/hold-shelf", ""),
    "borrowing": ("clerk", "/{howard}/desk/borrowing", ""),
    "request": ("clerk", "/{howard}/desk/borrowing/{arriving}", ""),
}
"""Who looks at which screen, and what is scanned there first."""


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_of_the_guide_is_taken_and_kept_small(people: People, name: str) -> None:
    who, path, code = PICTURES[name]
    visitor = Visitor(people, who)
    visitor.goes_to(path)
    if code:
        visitor.scans(code)
    visitor.page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})
    visitor.page.screenshot(path=TAKEN / f"{name}.png")
    visitor.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    assert (GUIDE.parent / "pictures" / f"{name}.png").stat().st_size <= LARGEST


def test_the_guide_shows_each_picture_once() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(pictures/([\w-]+)\.png\)", GUIDE.read_text(encoding="utf-8"))
    assert sorted(shown) == sorted(PICTURES)
