"""What a partner's request says, in our fields."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from interlend.domain.libraries.calendar import Calendar
from interlend.domain.sharing.reading import citation_of, needed_by_of, requester_of
from interlend.kernel.iso18626.codes import ServiceType
from interlend.kernel.iso18626.messages import Request
from interlend.kernel.iso18626.parts import (
    BibliographicInfo,
    BibliographicItemId,
    BibliographicRecordId,
    Code,
    PublicationInfo,
    RequestingAgencyInfo,
    ServiceInfo,
)
from tests.exchange_cast import header

NOTHING = dict.fromkeys(
    ("title", "author", "edition", "volume", "publisher", "year", "isbn", "issn", "lccn", "system_number"), ""
)


def number(value: str, code: str) -> BibliographicItemId:
    return BibliographicItemId(
        bibliographic_item_identifier=value, bibliographic_item_identifier_code=Code(code)
    )


def record(value: str, code: str) -> BibliographicRecordId:
    return BibliographicRecordId(
        bibliographic_record_identifier=value, bibliographic_record_identifier_code=Code(code)
    )


@pytest.mark.parametrize(
    ("info", "said"),
    [
        (BibliographicInfo(), {}),
        (BibliographicInfo(title="Sula", author="Morrison"), {"title": "Sula", "author": "Morrison"}),
        (BibliographicInfo(title_of_component="Recitatif"), {"title": "Recitatif"}),
        (BibliographicInfo(volumes=("1", "3")), {"volume": "1; 3"}),
        (
            BibliographicInfo(bibliographic_item_ids=(number("0394480449", "isbn"), number("1", "ISBN"))),
            {"isbn": "0394480449"},
        ),
        (BibliographicInfo(bibliographic_item_ids=(number("M-1", "ISMN"),)), {}),
        (
            BibliographicInfo(
                bibliographic_record_ids=(record("73000001", "LCCN"), record("662097", "OCLC"))
            ),
            {"lccn": "73000001", "system_number": "662097"},
        ),
        (BibliographicInfo(supplier_unique_record_id="howard-1"), {"system_number": "howard-1"}),
        (
            BibliographicInfo(
                supplier_unique_record_id="howard-1", bibliographic_record_ids=(record("662097", "OCLC"),)
            ),
            {"system_number": "662097"},
        ),
        (BibliographicInfo(edition="2nd. " * 100), {"edition": ("2nd. " * 100)[:200]}),
    ],
    ids=[
        "nothing",
        "title and author",
        "a part alone",
        "volumes",
        "the first ISBN",
        "a number that we do not keep",
        "record numbers",
        "the lender's own record",
        "a record number of all before the lender's own",
        "too long",
    ],
)
def test_the_citation(info: BibliographicInfo, said: dict[str, str]) -> None:
    assert citation_of(Request(header=header(), bibliographic_info=info)) == NOTHING | said


def test_publisher_and_year() -> None:
    message = Request(
        header=header(),
        bibliographic_info=BibliographicInfo(),
        publication_info=PublicationInfo(publisher="Knopf", publication_date="1973"),
    )
    assert citation_of(message) == NOTHING | {"publisher": "Knopf", "year": "1973"}


@pytest.mark.parametrize(
    ("needed", "day"),
    [
        (None, None),
        (datetime(2026, 3, 3, 3, 0, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), None),
        (datetime(1, 1, 1, tzinfo=UTC), None),
    ],
    ids=["not said", "the day at the library", "the last day of all", "the first day of all"],
)
def test_the_day_by_which_it_is_needed(needed: datetime | None, day: date | None) -> None:
    message = Request(
        header=header(),
        bibliographic_info=BibliographicInfo(),
        service_info=ServiceInfo(service_type=ServiceType.LOAN, need_before_date=needed),
    )
    assert needed_by_of(message, Calendar(ZoneInfo("America/New_York"))) == day


@pytest.mark.parametrize(
    ("agency", "name"),
    [(None, ""), (RequestingAgencyInfo(), ""), (RequestingAgencyInfo(name="A" * 300), "A" * 200)],
    ids=["no agency", "no name", "too long"],
)
def test_who_asks(agency: RequestingAgencyInfo | None, name: str) -> None:
    message = Request(header=header(), bibliographic_info=BibliographicInfo(), requesting_agency_info=agency)
    assert requester_of(message) == name
