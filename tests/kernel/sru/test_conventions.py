"""How each system says "available"; recorded answers of real systems are read where they are at hand."""

import os
from pathlib import Path

import pytest
from lxml import etree

from interlend.kernel.marc.record import Field, Record
from interlend.kernel.sru.answer import read_answer
from interlend.kernel.sru.conventions import Convention, opac_holding, read_holdings
from interlend.kernel.sru.holdings import Availability, Holding, overall

RECORDED = Path(os.environ.get("INTERLEND_RECORDED_CATALOG_ANSWERS", "catalogue-answers"))

IN, OUT, UNKNOWN = Availability.AVAILABLE, Availability.UNAVAILABLE, Availability.UNKNOWN


def field(tag: str, text: str, indicators: str = "  ") -> Field:
    """A field from "$a one $b two"."""
    parts = [part for part in text.split("$") if part]
    return Field(tag, indicators, tuple((part[0], part[1:].strip()) for part in parts))


@pytest.mark.parametrize(
    ("convention", "holding", "availability", "status"),
    [
        (Convention.INTERLEND, field("949", "$a 1 $b M $g available $2 interlend"), IN, "available"),
        (Convention.INTERLEND, field("949", "$a 1 $b M $g unavailable $z Lost $2 interlend"), OUT, "Lost"),
        (Convention.INTERLEND, field("949", "$a 1 $b M $g 17 $2 interlend"), UNKNOWN, "17"),
        (Convention.ALMA, field("AVA", "$b M $e available"), IN, "available"),
        (Convention.ALMA, field("AVA", "$b M $e unavailable"), OUT, "unavailable"),
        (Convention.ALMA, field("AVA", "$b M $e check_holdings"), UNKNOWN, "check_holdings"),
        (Convention.ALMA, field("AVA", "$b M $f 3 $g 2"), IN, ""),
        (Convention.ALMA, field("AVA", "$b M $f 2 $g 2"), OUT, ""),
        (Convention.EVERGREEN, field("852", "$b M $n Available", "4 "), IN, "Available"),
        (Convention.EVERGREEN, field("852", "$b M $n Reshelving", "4 "), IN, "Reshelving"),
        (Convention.EVERGREEN, field("852", "$b M $n Bindery", "4 "), OUT, "Bindery"),
        (Convention.KOHA, field("952", "$0 0 $1 0 $4 0 $7 0 $9 5 $a M $p 1"), IN, ""),
        (Convention.KOHA, field("952", "$9 5 $a M $p 1"), IN, ""),
        (Convention.KOHA, field("952", "$7 1 $9 5 $a M"), OUT, "not for loan"),
        (Convention.KOHA, field("952", "$7 -1 $9 5 $a M"), OUT, "not for loan"),
        (Convention.KOHA, field("952", "$1 2 $9 5 $a M"), OUT, "lost"),
        (Convention.KOHA, field("952", "$9 5 $a M $q 2030-01-31"), OUT, "due 2030-01-31"),
        (Convention.POLARIS, field("852", "$a M $r In"), IN, "In"),
        (Convention.POLARIS, field("852", "$a M $r Held"), OUT, "Held"),
        (Convention.SYMPHONY, field("926", "$a M $b STACKS"), IN, "STACKS"),
        (Convention.SYMPHONY, field("926", "$a M $b CHECKEDOUT"), OUT, "CHECKEDOUT"),
        (Convention.TLC, field("982", "$1 y $b M $s A"), IN, "A"),
        (Convention.TLC, field("982", "$1 n $b M $s O"), OUT, "O"),
    ],
    ids=lambda value: value.value if isinstance(value, Convention) else "",
)
def test_each_system_has_its_own_word(
    convention: Convention, holding: Field, availability: Availability, status: str
) -> None:
    record = Record(fields=(holding,))
    (read,) = read_holdings(record, convention)
    assert (read.availability, read.status, read.library) == (availability, status, "M")
    assert read_holdings(record) == (read,)


@pytest.mark.parametrize(
    "other",
    [
        field("949", "$a WSTACKBOOK $c PQ1 $g 30094000460060"),
        field("852", "$b firestone $c stacks $h HG2481"),
        field("952", "$a just a note"),
    ],
    ids=["another system's 949", "a plain 852", "a 952 that is no item"],
)
def test_a_field_of_another_kind_is_no_holding(other: Field) -> None:
    assert read_holdings(Record(fields=(other,))) == ()


@pytest.mark.parametrize(
    ("xml", "availability", "status"),
    [
        ('<circulations><circulation><availableNow value="1"/></circulation></circulations>', IN, ""),
        ('<circulations><circulation><availableNow value="0"/><restrictions>Checked out</restrictions>'
         "</circulation></circulations>", OUT, "Checked out"),
        ('<circulations><circulation><availableNow value=""/></circulation></circulations>', UNKNOWN, ""),
        ("<circulations><circulation><itemId>1</itemId></circulation></circulations>", UNKNOWN, ""),
        ("<publicNote>AVAILABLE</publicNote>", IN, "AVAILABLE"),
        ("<publicNote>CHECK SHELVES</publicNote>", IN, "CHECK SHELVES"),
        ("<publicNote>DUE 01-31-30</publicNote>", OUT, "DUE 01-31-30"),
        ("<publicNote>LIB USE ONLY</publicNote>", OUT, "LIB USE ONLY"),
        ("<publicNote>see the map room</publicNote>", UNKNOWN, "see the map room"),
        ("", UNKNOWN, ""),
    ],
)  # fmt: skip
def test_an_opac_record_says_it_by_circulation_or_by_note(
    xml: str, availability: Availability, status: str
) -> None:
    read = opac_holding(etree.fromstring(f"<holding><localLocation>M</localLocation>{xml}</holding>"))
    assert (read.availability, read.status, read.library) == (availability, status, "M")


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], UNKNOWN), ([OUT], OUT), ([OUT, OUT], OUT), ([OUT, UNKNOWN], UNKNOWN), ([OUT, UNKNOWN, IN], IN)],
    ids=["no holdings", "one out", "all out", "one unknown", "one in"],
)
def test_a_title_is_as_available_as_its_best_copy(values: list[Availability], expected: Availability) -> None:
    assert overall(Holding(availability=value) for value in values) is expected


@pytest.mark.skipif(
    not RECORDED.is_dir(), reason="no folder of recorded answers (see the environment variable)"
)
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("alma-princeton", [IN]),
        ("alma-princeton-notfound", []),
        ("evergreen-east-central-with-checked-out-item-status", [OUT]),
        ("evergreen-lake-agassiz-with-available-item-status", [IN]),
        ("folio-not-requestable", [IN, OUT]),
        ("horizon-jhu", [IN]),
        ("koha-chatham", [IN]),
        ("koha-chatham_checked_out", [OUT]),
        ("polaris-with-in-item-status", [IN]),
        ("polaris-with-out-item-status", [OUT]),
        ("sierra-laroche", [IN]),
        ("symphony-stanford", [IN]),
        ("tlc-eastern", [IN]),
        ("voyager-yale", [IN]),
        ("wms-lfmm", [IN]),
    ],
)
def test_recorded_answers_of_real_systems_are_understood(name: str, expected: list[Availability]) -> None:
    body = (RECORDED / f"{name}.xml").read_bytes()
    answer = read_answer(status=200, content_type="text/xml", body=body)
    assert [holding.availability for hit in answer.hits for holding in hit.holdings] == expected
