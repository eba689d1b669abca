"""The slip that a scan asks for, as it is printed."""

from __future__ import annotations

import pytest

from interlend.domain.sharing import queries
from interlend.domain.sharing.refusal import NotFound
from interlend.domain.sharing.scanning import printing
from interlend.domain.sharing.scanning.scanned import Scanned, SlipKind
from tests.domain.sharing.desks import Desk, Desks
from tests.domain.sharing.scanning.scans import Loan, scans
from tests.world import BOOK


def printed(desk: Desk, scanned: Scanned) -> tuple[str, str, str, dict[str, str]]:
    """Heading, mark, code and lines of the slip that goes with what was scanned."""
    assert scanned.slip is not None
    with desk.inside():
        slip = printing.slip_of(scanned.slip, scanned.number or scanned.barcode)
    return slip.heading, slip.mark, slip.code, dict(slip.lines)


def test_the_slip_of_a_shipped_copy_says_to_whom_and_the_id_that_both_sides_know(desks: Desks) -> None:
    loan = Loan.asked(desks)
    heading, mark, code, lines = printed(desks.american, scans(desks.american, loan.barcode, at="BENDER"))
    assert (heading, mark, code) == ("Shipping slip", loan.lending, loan.code("id"))
    assert (lines["Title"], lines["Barcode"]) == (BOOK, "AMERICAN-1")
    assert lines["Ship to"].splitlines()[0] == "Founders Library"
    assert "Bender Library" in lines["From"]


def test_the_slip_on_the_hold_shelf_has_a_mark_and_no_name(desks: Desks) -> None:
    loan = Loan.asked(desks).shipped()
    slip = printed(desks.howard, scans(desks.howard, loan.barcode, at="FOUNDERS"))
    assert slip[:3] == ("Hold shelf", f"R. {loan.number[-4:]}", loan.number)
    assert "Rita" not in str(slip)


def test_the_slip_of_an_item_that_goes_back_has_its_lender_and_its_lenders_barcode(desks: Desks) -> None:
    loan = Loan.asked(desks).returned()
    heading, _, code, lines = printed(desks.howard, scans(desks.howard, loan.barcode, at="FOUNDERS"))
    assert (heading, code) == ("Return slip", loan.code("id"))
    assert (lines["Return to"].splitlines()[0], lines["Barcode"]) == ("American University", "AMERICAN-1")


def test_the_slip_of_an_item_in_transit_says_where_it_goes(desks: Desks) -> None:
    loan = Loan.asked_of_georgetown(desks)
    sent = scans(desks.georgetown, loan.barcode, at="LAUINGER")
    assert printed(desks.georgetown, sent)[:3] == ("In transit", "Resource Sharing Library", loan.lending)
    with desks.georgetown.inside(), pytest.raises(NotFound, match="not in transit any more"):
        printing.slip_of(SlipKind.TRANSIT, "GEORGETOWN-2")


def test_the_slip_for_fetching_a_copy_says_where_it_stands(desks: Desks) -> None:
    loan = Loan.asked(desks)
    with desks.american.inside():
        slip = printing.pull_slip_of(queries.lending_request(loan.lending))
    lines = dict(slip.lines)
    assert (slip.code, lines["Location"], lines["For"]) == (loan.lending, "Stacks", "Howard University")
