"""What a partner's request says, in the fields of our lending request."""

from __future__ import annotations

from datetime import date

from interlend.domain.libraries.calendar import Calendar
from interlend.kernel.iso18626.messages import Request

_FIRST_YEAR, _LAST_YEAR = 1900, 2900  # some systems write the last day of all for “no limit”
_LONGEST = {
    "edition": 200,
    "year": 20,
    "volume": 200,
    "isbn": 40,
    "issn": 40,
    "lccn": 40,
    "system_number": 60,
}


def citation_of(message: Request) -> dict[str, str]:
    """The citation, field by field; identifiers by their code, the first of each kind."""
    info, publication = message.bibliographic_info, message.publication_info
    said = {
        "title": info.title or info.title_of_component or "",
        "author": info.author or "",
        "edition": info.edition or "",
        "volume": "; ".join(info.volumes),
        "publisher": (publication.publisher or "") if publication else "",
        "year": (publication.publication_date or "") if publication else "",
        "isbn": "",
        "issn": "",
        "lccn": "",
        "system_number": "",
    }
    for item in info.bibliographic_item_ids:
        field = {"ISBN": "isbn", "ISSN": "issn"}.get(item.bibliographic_item_identifier_code.value.upper())
        if field and not said[field]:
            said[field] = item.bibliographic_item_identifier
    for record in info.bibliographic_record_ids:
        code = record.bibliographic_record_identifier_code.value.upper()
        field = {"LCCN": "lccn", "OCLC": "system_number"}.get(code)
        if field and not said[field]:
            said[field] = record.bibliographic_record_identifier
    if info.supplier_unique_record_id and not said["system_number"]:
        said["system_number"] = info.supplier_unique_record_id
    return {name: value[: _LONGEST.get(name, len(value))] for name, value in said.items()}


def needed_by_of(message: Request, calendar: Calendar) -> date | None:
    """The day, at the lender's, by which the borrower needs it. None where no calendar reckons so far."""
    needed = message.service_info.need_before_date if message.service_info else None
    return calendar.day_of(needed) if needed and _FIRST_YEAR < needed.year < _LAST_YEAR else None


def requester_of(message: Request) -> str:
    """Who asks, for people: the name that the borrowing library gives itself."""
    agency = message.requesting_agency_info
    return ((agency.name or "") if agency else "")[:200]
