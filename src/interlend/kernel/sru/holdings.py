"""What a library holds of a title, as one catalog tells another: copy by copy, or only as counts.

Availability has three values, because many catalogs do not say: *unknown* is never read as *unavailable*,
nor a record without holdings as *not held*.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Availability(Enum):
    """Can the copy be had now? The value is its word on the wire."""

    AVAILABLE = "available"
    UNAVAILABLE = "unavailable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A copy, or copies that the catalog does not tell apart (then ``copies`` is their number).

    ``status`` is the other system's own word, for people. ``policy`` is its item policy or material type.
    """

    availability: Availability = Availability.UNKNOWN
    status: str = ""
    library: str = ""
    location: str = ""
    call_number: str = ""
    barcode: str = ""
    policy: str = ""
    description: str = ""
    due: str = ""
    temporary_location: str = ""
    copies: int = 1
    available_copies: int | None = None


def overall(holdings: Iterable[Holding]) -> Availability:
    """The best that can be said of a title: available if any copy is, unavailable if no copy can be."""
    values = [holding.availability for holding in holdings]
    if Availability.AVAILABLE in values:
        return Availability.AVAILABLE
    if values and all(value is Availability.UNAVAILABLE for value in values):
        return Availability.UNAVAILABLE
    return Availability.UNKNOWN
