"""Slips: what stands on the paper, and what a scanner reads from it."""

import pytest

from interlend.domain.letters import slips
from interlend.domain.letters.slips import Slip

PULL = slips.pull_slip(
    number="L-12",
    title="Cane",
    author="Toomer, Jean",
    barcode="31234",
    location="Main Stacks",
    call_number="PS3539 .O478",
    partner="Howard University",
    needed_by="April 1, 2026",
)
SHIPPING = slips.shipping_slip(
    number="L-12",
    request_id="0K3Q",
    title="Cane",
    author="",
    barcode="31234",
    sender="University at Albany",
    ship_to="Founders Library\nWashington, DC",
    due="May 1, 2026",
)
RETURN = slips.return_slip(
    number="B-7",
    request_id="0K3Q",
    title="Cane",
    author="Toomer, Jean",
    barcode="31234",
    sender="Howard University",
    return_to="University at Albany",
)
HOLD_SHELF = slips.hold_shelf_slip(
    number="B-7K3Q",
    shelf_mark="R. 7K3Q",
    title="Cane",
    barcode="31234",
    library="Founders Library",
    until="April 9, 2026",
)
TRANSIT = slips.transit_slip(
    code="B-7", title="Cane", barcode="31234", sender="Founders Library", send_to="Law Library"
)


@pytest.mark.parametrize(
    ("slip", "heading", "mark", "code", "lines"),
    [
        pytest.param(
            PULL,
            *("Pull slip", "L-12", "L-12"),
            [
                "Barcode: 31234",
                "Title: Cane",
                "Author: Toomer, Jean",
                "Location: Main Stacks",
                "Call number: PS3539 .O478",
                "For: Howard University",
                "Needed by: April 1, 2026",
            ],
            id="pull",
        ),
        pytest.param(
            SHIPPING,
            *("Shipping slip", "L-12", "0K3Q"),
            [
                "Barcode: 31234",
                "From: University at Albany",
                "Ship to: Founders Library\nWashington, DC",
                "Title: Cane",
                "Due back: May 1, 2026",
                "Request: 0K3Q",
            ],
            id="shipping, without what is empty",
        ),
        pytest.param(
            RETURN,
            *("Return slip", "B-7", "0K3Q"),
            [
                "Barcode: 31234",
                "From: Howard University",
                "Return to: University at Albany",
                "Title: Cane",
                "Author: Toomer, Jean",
                "Request: 0K3Q",
            ],
            id="return",
        ),
        pytest.param(
            HOLD_SHELF,
            *("Hold shelf", "R. 7K3Q", "B-7K3Q"),
            [
                "Barcode: 31234",
                "At: Founders Library",
                "Waits until: April 9, 2026",
                "Title: Cane",
            ],
            id="hold shelf",
        ),
        pytest.param(
            TRANSIT,
            *("In transit", "Law Library", "B-7"),
            ["Barcode: 31234", "From: Founders Library", "Title: Cane"],
            id="transit",
        ),
    ],
)
def test_a_slip_reads_from_top_to_bottom(
    slip: Slip, heading: str, mark: str, code: str, lines: list[str]
) -> None:
    assert (slip.heading, slip.mark, slip.code) == (heading, mark, code)
    assert [f"{label}: {value}" for label, value in slip.lines] == lines


def test_the_bars_of_a_slip_say_its_code() -> None:
    assert 'aria-label="0K3Q"' in RETURN.bars
