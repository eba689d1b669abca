"""The copies that a record names: item fields, one field a copy, in a layout that a library may choose.

Interlend's own layout is field 949: $a barcode, $b library code, $c location code, $d item policy, $e call
number, $f description (volume, year), $g status. A status that is empty or ``available`` means on the shelf.
"""

from __future__ import annotations

from dataclasses import dataclass

from interlend.kernel.marc.record import Field, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLayout:
    """Where an item's facts stand: the field's tag, and for each fact a subfield code (empty: not given)."""

    tag: str = "949"
    barcode: str = "a"
    library: str = "b"
    location: str = "c"
    policy: str = "d"
    call_number: str = "e"
    description: str = "f"
    status: str = "g"


INTERLEND_LAYOUT = ItemLayout()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """One copy as its record names it: codes and texts as written, without blanks around them."""

    barcode: str = ""
    library: str = ""
    location: str = ""
    policy: str = ""
    call_number: str = ""
    description: str = ""
    status: str = ""

    @property
    def on_shelf(self) -> bool:
        """Does the record say that the copy is in its place?"""
        return self.status.lower() in ("", "available")


def items_of(record: Record, layout: ItemLayout = INTERLEND_LAYOUT) -> list[ItemFacts]:
    """The copies of a record, in the order of its item fields."""
    return [_item(each, layout) for each in record.fields_of(layout.tag)]


def item_field(item: ItemFacts, layout: ItemLayout = INTERLEND_LAYOUT) -> Field:
    """The item field that ``items_of`` reads back as this copy."""
    pairs = (
        (layout.barcode, item.barcode),
        (layout.library, item.library),
        (layout.location, item.location),
        (layout.policy, item.policy),
        (layout.call_number, item.call_number),
        (layout.description, item.description),
        (layout.status, item.status),
    )
    return Field(layout.tag, "  ", tuple((code, value) for code, value in pairs if code and value))


def _item(field: Field, layout: ItemLayout) -> ItemFacts:
    values: dict[str, str] = {}
    for code, value in field.subfields:
        values.setdefault(code, value.strip())
    return ItemFacts(
        barcode=values.get(layout.barcode, ""),
        library=values.get(layout.library, ""),
        location=values.get(layout.location, ""),
        policy=values.get(layout.policy, ""),
        call_number=values.get(layout.call_number, ""),
        description=values.get(layout.description, ""),
        status=values.get(layout.status, ""),
    )
