"""Slips on paper: what stands on each, line by line, and the bars that a scanner reads from it.

Given facts, dates as they are to be read; never a request. The door that prints them lays them out.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from interlend.domain.letters import code128


@dataclass(frozen=True, kw_only=True)
class Slip:
    """A slip: its heading, what is to be read from afar, what the bars say, and labeled lines below."""

    heading: str
    mark: str
    code: str
    lines: tuple[tuple[str, str], ...]

    @property
    def bars(self) -> SafeString:
        """The code as SVG, in Code 128."""
        return code128.drawn(self.code)


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
) -> Slip:
    """For the staff who fetch a copy from the shelf for a partner."""
    return _slip(
        _("Pull slip"),
        number,
        number,
        (_("Barcode"), barcode),
        (_("Title"), title),
        (_("Author"), author),
        (_("Location"), location),
        (_("Call number"), call_number),
        (_("For"), partner),
        (_("Needed by"), needed_by),
    )


def shipping_slip(
    *,
    number: str,
    request_id: str,
    title: str,
    author: str,
    barcode: str,
    sender: str,
    ship_to: str,
    due: str,
    note: str = "",
) -> Slip:
    """Travels with an item to the partner that borrows it. The bars say the id that both sides know."""
    return _slip(
        _("Shipping slip"),
        number,
        request_id,
        (_("Barcode"), barcode),
        (_("From"), sender),
        (_("Ship to"), ship_to),
        (_("Title"), title),
        (_("Author"), author),
        (_("Due back"), due),
        (_("Request"), request_id),
        (_("Note"), note),
    )


def return_slip(
    *, number: str, request_id: str, title: str, author: str, barcode: str, sender: str, return_to: str
) -> Slip:
    """Travels with an item back to its lender. The bars say the id that both sides know."""
    return _slip(
        _("Return slip"),
        number,
        request_id,
        (_("Barcode"), barcode),
        (_("From"), sender),
        (_("Return to"), return_to),
        (_("Title"), title),
        (_("Author"), author),
        (_("Request"), request_id),
    )


def hold_shelf_slip(
    *, number: str, shelf_mark: str, title: str, barcode: str, library: str, until: str = ""
) -> Slip:
    """Stands in an item on the hold shelf: the mark under which it waits, never the patron's name."""
    return _slip(
        _("Hold shelf"),
        shelf_mark,
        number,
        (_("Barcode"), barcode),
        (_("At"), library),
        (_("Waits until"), until),
        (_("Title"), title),
    )


def transit_slip(*, code: str, title: str, barcode: str, sender: str, send_to: str, number: str = "") -> Slip:
    """Travels with an item to another library of the institution."""
    return _slip(
        _("In transit"),
        send_to,
        code,
        (_("Barcode"), barcode),
        (_("From"), sender),
        (_("Title"), title),
        (_("Request"), number),
    )


def _slip(heading: str, mark: str, code: str, *lines: tuple[str, str]) -> Slip:
    filled = tuple((label, value) for label, value in lines if value)
    return Slip(heading=heading, mark=mark, code=code, lines=filled)
