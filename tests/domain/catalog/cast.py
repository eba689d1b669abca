"""The institutions that the catalog's tests are played by, and titles to load into them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from interlend.domain.catalog.load import Report, load
from interlend.domain.libraries.models import FulfillmentUnit, ItemPolicy, Library, Location
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone
from interlend.kernel.marc import iso2709
from interlend.kernel.marc.composing import compose
from interlend.kernel.marc.describing import Description
from interlend.kernel.marc.items import ItemFacts
from interlend.kernel.marc.record import Record


@dataclass
class Institution:
    """An institution, and what its last load said."""

    zone: Zone
    told: list[str] = field(default_factory=list)

    def load(self, *records: Record, encoding: str = "utf-8", **options: str) -> Report:
        """Load these records as an ISO 2709 file."""
        return self.load_bytes(b"".join(iso2709.encode(record, encoding) for record in records), **options)

    def load_bytes(self, file: bytes, *, library: str = "") -> Report:
        """Load a file."""
        self.told = []
        return load(
            io.BytesIO(file),
            zone_id=self.zone.pk,
            library=library,
            tell=lambda refused, reason: self.told.append(f"{refused.record}: {reason}"),
        )


def build(code: str) -> Institution:
    """An institution with a library of two locations and one item policy."""
    zone = Zone.objects.create(code=code, name=code.title())
    with scope.entered(zone.pk):
        library = Library.objects.create(code="MAIN", name=f"{code.title()} Main Library")
        unit = FulfillmentUnit.objects.create(code="main", name="Main")
        for location in ("STACKS", "REFERENCE"):
            Location.objects.create(
                library=library, code=location, name=location.title(), fulfillment_unit=unit
            )
        ItemPolicy.objects.create(code="BOOK", description="Book")
    return Institution(zone)


@dataclass
class Consortium:
    """Howard and Albany in one network; the stranger in none."""

    howard: Institution
    albany: Institution
    stranger: Institution

    @property
    def zones(self) -> list[int]:
        """The zones that Howard sees: its own and Albany's."""
        return [each.zone.pk for each in (self.howard, self.albany)]


def copy(barcode: str, **facts: str) -> ItemFacts:
    """A copy in the stacks."""
    return ItemFacts(
        **{"barcode": barcode, "library": "MAIN", "location": "STACKS", "policy": "BOOK"} | facts
    )


def book(number: str, title: str, copies: Iterable[ItemFacts] = (), **facts: object) -> Record:
    """A record of a book."""
    return compose(Description(control_number=number, title=title, material="Book", **facts), copies)  # type: ignore[arg-type]


def online(record: Record) -> Record:
    """The same record, of an online resource (008/23)."""
    control = ((tag, f"{data[:23]}o{data[24:]}" if tag == "008" else data) for tag, data in record.control)
    return Record(record.leader, tuple(control), record.fields)
