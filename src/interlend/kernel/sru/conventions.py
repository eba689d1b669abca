"""How each library system says in a MARC record, or in an OPAC record, which copies it has and which are in.

One small reader a convention; each reads one field and answers None where the field is not of its kind. Words
that a reader does not know are *unknown*, except where the system is known to have only one word for *in*.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from lxml import etree

from interlend.kernel.marc.items import INTERLEND_LAYOUT, items_of
from interlend.kernel.marc.record import Field, Record
from interlend.kernel.sru.holdings import Availability, Holding


class Convention(Enum):
    """A system's way of writing holdings; the value is its name in a locate profile. DETECT tries all."""

    DETECT = "detect"
    INTERLEND = "interlend"
    ALMA = "alma"
    EVERGREEN = "evergreen"
    KOHA = "koha"
    POLARIS = "polaris"
    SYMPHONY = "symphony"
    TLC = "tlc"


_IN, _OUT, _UNKNOWN = Availability.AVAILABLE, Availability.UNAVAILABLE, Availability.UNKNOWN
_SYMPHONY_OUT = {
    "CHECKEDOUT", "MISSING", "RESERVES", "DISCARD", "ILL", "ON-ORDER", "INPROCESS", "INTRANSIT", "BINDERY",
    "REPAIR", "HOLDS", "LOST", "LOST-CLAIM", "LOST-PAID",
}  # fmt: skip
_NOTES_IN = ("AVAILABLE", "CHECK SHELVES", "CHECK SHELF")
_NOTES_OUT = (
    "DUE", "LIB USE ONLY", "LIBRARY USE ONLY", "MISSING", "ON HOLD", "IN TRANSIT", "LOST", "BILLED",
    "WITHDRAWN", "ON ORDER", "IN PROCESS", "BINDERY", "NOT AVAILABLE", "UNAVAILABLE", "CHECKED OUT",
    "ON SEARCH",
)  # fmt: skip


def read_holdings(record: Record, convention: Convention = Convention.DETECT) -> tuple[Holding, ...]:
    """The copies that the record tells of; with DETECT, by the first convention that finds any."""
    chosen = _READERS if convention is Convention.DETECT else {convention: _READERS[convention]}
    for tag, reader in chosen.values():
        found = tuple(holding for each in record.fields_of(tag) if (holding := reader(each)) is not None)
        if found:
            return found
    return ()


def opac_holding(node: etree._Element) -> Holding:
    """A ``holding`` element of an OPAC record (Z39.50 HoldingsAndCircData in XML: Alma, FOLIO, Voyager).

    Without circulation, the public note is read (Sierra); an empty value of a boolean is *unknown* (FOLIO).
    """
    circulation = next((each for each in node.iter() if _local(each) == "circulation"), None)
    status, availability = _note(_value(node, "publicNote"))
    if circulation is not None:
        said = next((each.get("value", "") for each in circulation if _local(each) == "availableNow"), "")
        availability = {"1": _IN, "true": _IN, "0": _OUT, "false": _OUT}.get(said.lower(), availability)
        status = _value(circulation, "restrictions") or _value(circulation, "availabilityDate") or status
    within = circulation if circulation is not None else etree.Element("none")
    return Holding(
        availability=availability,
        status=status,
        library=_value(node, "localLocation"),
        location=_value(node, "shelvingLocation") or _value(node, "shelvingData"),
        call_number=_value(node, "callNumber"),
        barcode=_value(within, "itemId"),
        policy=_value(within, "availableThru"),
        description=_value(within, "enumAndChron") or _value(node, "enumAndChron"),
        due=_value(within, "availabilityDate"),
        temporary_location=_value(within, "temporaryLocation"),
    )


def _interlend(field: Field) -> Holding | None:
    if field.first("2") != "interlend":
        return None
    item = items_of(Record(fields=(field,)), INTERLEND_LAYOUT)[0]
    words = {value.value: value for value in Availability}
    return Holding(
        availability=words.get(item.status, _UNKNOWN),
        status=field.first("z") or item.status,
        library=item.library,
        location=item.location,
        call_number=item.call_number,
        barcode=item.barcode,
        policy=item.policy,
        description=item.description,
        due=field.first("h"),
    )


def _alma(field: Field) -> Holding | None:
    said = field.first("e")
    availability = {"available": _IN, "unavailable": _OUT}.get(said, _UNKNOWN)
    total, missing = field.first("f"), field.first("g")
    counted = total.isdigit() and missing.isdigit()
    if not said and counted:
        availability = _IN if int(total) > int(missing) else _OUT
    return Holding(
        availability=availability,
        status=said,
        library=field.first("b") or field.first("q"),
        location=field.first("c") or field.first("j"),
        call_number=field.first("d"),
        description=field.first("v") or field.first("t"),
        copies=int(total) if total.isdigit() else 1,
        available_copies=int(total) - int(missing) if counted else None,
    )


def _evergreen(field: Field) -> Holding | None:
    status = field.first("n")
    if field.indicators[0] != "4" or not status:
        return None
    return Holding(
        availability=_IN if status in ("Available", "Reshelving") else _OUT,
        status=status,
        library=field.first("b"),
        location=field.first("a"),
        call_number=" ".join(part for part in (field.first("k"), field.first("c"), field.first("m")) if part),
        barcode=field.first("g"),
    )


def _koha(field: Field) -> Holding | None:
    if not (field.first("9") or field.first("p")) or not field.first("a"):
        return None
    due = field.first("q")
    hindrances = {"0": "withdrawn", "1": "lost", "4": "damaged", "7": "not for loan"}
    status = [label for code, label in hindrances.items() if field.first(code) not in ("", "0")]
    if due:
        status.append(f"due {due}")
    return Holding(
        availability=_OUT if status else _IN,
        status=", ".join(status),
        library=field.first("b") or field.first("a"),
        location=field.first("c"),
        call_number=field.first("o"),
        barcode=field.first("p"),
        policy=field.first("y"),
        due=due,
    )


def _polaris(field: Field) -> Holding | None:
    status = field.first("r")
    if not status:
        return None
    return Holding(
        availability=_IN if status == "In" else _OUT,
        status=status,
        library=field.first("a"),
        location=field.first("b"),
        call_number=field.first("h"),
        barcode=field.first("p"),
        policy=field.first("w"),
        due=field.first("u").strip(),
    )


def _symphony(field: Field) -> Holding | None:
    place = field.first("b")
    if not place:
        return None
    return Holding(
        availability=_OUT if place in _SYMPHONY_OUT else _IN,
        status=place,
        library=field.first("a"),
        location=place,
        call_number=field.first("c"),
        policy=field.first("d"),
    )


def _tlc(field: Field) -> Holding | None:
    said = field.first("1")
    if not said:
        return None
    return Holding(
        availability={"y": _IN, "n": _OUT}.get(said, _UNKNOWN),
        status=field.first("s"),
        library=field.first("b"),
        location=field.first("c"),
        call_number=field.first("m"),
        barcode=field.first("i"),
    )


_READERS: dict[Convention, tuple[str, Callable[[Field], Holding | None]]] = {
    Convention.INTERLEND: ("949", _interlend),
    Convention.ALMA: ("AVA", _alma),
    Convention.EVERGREEN: ("852", _evergreen),
    Convention.POLARIS: ("852", _polaris),
    Convention.TLC: ("982", _tlc),
    Convention.SYMPHONY: ("926", _symphony),
    Convention.KOHA: ("952", _koha),
}


def _note(note: str) -> tuple[str, Availability]:
    word = note.upper()
    if word.startswith(_NOTES_IN):
        return note, _IN
    return note, _OUT if word.startswith(_NOTES_OUT) else _UNKNOWN


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _value(parent: etree._Element, name: str) -> str:
    return next(((each.text or "").strip() for each in parent if _local(each) == name), "")
