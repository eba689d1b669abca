"""Slips: what stands on the paper."""

import re
from html import unescape

import pytest

from interlend.domain.letters import slips

PULL = slips.pull_slip(
    number="L12",
    title="Cane",
    author="Toomer, Jean",
    barcode="31234",
    location="Main Stacks",
    call_number="PS3539 .O478",
    partner="Howard University",
    needed_by="2026-04-01",
)
SHIPPING = slips.shipping_slip(
    number="L12",
    title="Cane",
    author="",
    barcode="31234",
    sender="University at Albany",
    ship_to="Founders Library\nWashington, DC",
    due="2026-05-01",
)
RETURN = slips.return_slip(
    number="B7",
    title="<b>Cane</b> & more",
    author="Toomer, Jean",
    barcode="31234",
    sender="Howard University",
    return_to="University at Albany",
)


def lines(page: str) -> list[str]:
    """What is to be read on the page, line by line."""
    body = page.partition("<body>")[2]
    text = unescape(re.sub(r"<[^>]+>", "", body))
    return [line for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("page", "reads"),
    [
        pytest.param(
            PULL,
            [
                *("Pull slip", "L12", "Barcode", "31234", "Title", "Cane", "Author", "Toomer, Jean"),
                *("Location", "Main Stacks", "Call number", "PS3539 .O478"),
                *("For", "Howard University", "Needed by", "2026-04-01"),
            ],
            id="pull",
        ),
        pytest.param(
            SHIPPING,
            [
                *("Shipping slip", "L12", "Barcode", "31234", "From", "University at Albany"),
                *("Ship to", "Founders Library", "Washington, DC", "Title", "Cane", "Due back", "2026-05-01"),
            ],
            id="shipping, without what is empty",
        ),
        pytest.param(
            RETURN,
            [
                *("Return slip", "B7", "Barcode", "31234", "From", "Howard University"),
                *("Return to", "University at Albany", "Title", "<b>Cane</b> & more"),
                *("Author", "Toomer, Jean"),
            ],
            id="return",
        ),
    ],
)
def test_a_slip_reads_from_top_to_bottom(page: str, reads: list[str]) -> None:
    assert lines(page) == reads


def test_a_title_is_never_markup() -> None:
    assert "<b>" not in RETURN


def test_a_slip_is_a_page_of_its_own_for_a6_paper() -> None:
    assert "@page { size: A6" in PULL
    assert not re.search(r"(src|href)=|<script", PULL)
