"""Slips on paper: a page of A6 for staff to print.

Given facts, dates as they are to be read; never a request.
"""

from __future__ import annotations

from pathlib import Path

from django.template import Context, Engine
from django.utils.translation import get_language
from django.utils.translation import gettext as _

_PAGE = (Path(__file__).parent / "slip_pages" / "slip.html").read_text(encoding="utf-8")
_TEMPLATE = Engine(autoescape=True).from_string(_PAGE)


def pull_slip(
    *,
    number: str,
    title: str,
    author: str,
    barcode: str,
    location: str,
    call_number: str,
    partner: str,
    needed_by: str = "",
) -> str:
    """HTML for the staff who fetch a copy from the shelf for a partner."""
    return _page(
        _("Pull slip"),
        number,
        barcode,
        [
            (_("Title"), title),
            (_("Author"), author),
            (_("Location"), location),
            (_("Call number"), call_number),
            (_("For"), partner),
            (_("Needed by"), needed_by),
        ],
    )


def shipping_slip(
    *, number: str, title: str, author: str, barcode: str, sender: str, ship_to: str, due: str, note: str = ""
) -> str:
    """HTML of the slip that travels with an item to the partner that borrows it."""
    return _page(
        _("Shipping slip"),
        number,
        barcode,
        [
            (_("From"), sender),
            (_("Ship to"), ship_to),
            (_("Title"), title),
            (_("Author"), author),
            (_("Due back"), due),
            (_("Note"), note),
        ],
    )


def return_slip(*, number: str, title: str, author: str, barcode: str, sender: str, return_to: str) -> str:
    """HTML of the slip that travels with an item back to its lender."""
    return _page(
        _("Return slip"),
        number,
        barcode,
        [
            (_("From"), sender),
            (_("Return to"), return_to),
            (_("Title"), title),
            (_("Author"), author),
        ],
    )


def _page(heading: str, number: str, barcode: str, lines: list[tuple[str, str]]) -> str:
    facts = {
        "language": get_language() or "en",
        "heading": heading,
        "number": number,
        "barcode_label": _("Barcode"),
        "barcode": barcode,
        "lines": [(label, value) for label, value in lines if value],
    }
    return _TEMPLATE.render(Context(facts))
