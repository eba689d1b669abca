"""Our server's answers, read by our own client: what one library holds arrives at the other."""

import pytest
from lxml import etree

from interlend.kernel.marc.composing import compose
from interlend.kernel.marc.describing import Description, describe
from interlend.kernel.marc.items import ItemFacts
from interlend.kernel.marc.record import Field
from interlend.kernel.sru import explain, response
from interlend.kernel.sru.answer import Answer, Unusable, read_answer
from interlend.kernel.sru.conventions import Convention, read_holdings
from interlend.kernel.sru.diagnostics import Diagnostic
from interlend.kernel.sru.holdings import Availability, Holding, overall
from interlend.kernel.sru.query import Index
from interlend.kernel.sru.request import Explain, Schema, SearchRetrieve, read_request

BOOK = Description(control_number="local", title="Война & <мир>", isbns=("9780306406157",), material="Book")
HOLDINGS = (
    Holding(
        availability=Availability.AVAILABLE, library="MAIN", location="STACKS", call_number="PG1",
        barcode="30001", policy="BOOK", description="v.1",
    ),
    Holding(
        availability=Availability.UNAVAILABLE, status="On loan", library="MAIN", location="STACKS",
        call_number="PG1", barcode="30002", policy="BOOK", due="2030-01-31",
    ),
    Holding(availability=Availability.UNKNOWN, status="Ask the desk", library="ANNEX", barcode="30003"),
)  # fmt: skip
FOUND = response.Found("r1", compose(BOOK, [ItemFacts(barcode="stale", library="MAIN")]), HOLDINGS)


def ask(**parameters: str) -> SearchRetrieve:
    whole = {"version": "1.2", "operation": "searchRetrieve", "query": "title=war", **parameters}
    request = read_request(whole)
    assert isinstance(request, SearchRetrieve)
    return request


def answered(body: bytes, convention: Convention = Convention.DETECT) -> Answer:
    return read_answer(status=200, content_type="text/xml", body=body, convention=convention)


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize("schema", ["marcxml", "opacxml"])
@pytest.mark.parametrize("packing", ["xml", "string"])
def test_every_copy_arrives_with_its_availability(version: str, schema: str, packing: str) -> None:
    request = ask(version=version, recordSchema=schema, recordPacking=packing)
    answer = answered(response.results(request, 1, [FOUND]))
    assert (answer.total, answer.next_position, answer.remarks) == (1, None, ())
    (hit,) = answer.hits
    assert hit.identifier == "r1"
    assert hit.record is not None
    assert describe(hit.record).title == BOOK.title
    assert [(h.availability, h.barcode, h.library, h.due, h.description) for h in hit.holdings] == [
        (h.availability, h.barcode, h.library, h.due, h.description) for h in HOLDINGS
    ]


def test_the_words_of_the_other_side_are_kept_for_people() -> None:
    (hit,) = answered(response.results(ask(), 1, [FOUND])).hits
    assert [holding.status for holding in hit.holdings] == ["available", "On loan", "Ask the desk"]


def test_a_system_that_knows_almas_way_reads_us_too() -> None:
    assert read_holdings(response.with_holdings(FOUND), Convention.ALMA) == (
        Holding(
            availability=Availability.UNKNOWN, status="check_holdings", library="ANNEX", copies=1,
            available_copies=1,
        ),
        Holding(
            availability=Availability.AVAILABLE, status="available", library="MAIN", location="STACKS",
            call_number="PG1", copies=2, available_copies=1,
        ),
    )  # fmt: skip


def test_a_record_without_holdings_is_unknown_and_not_unavailable() -> None:
    bare = response.Found("r1", compose(BOOK))
    (hit,) = answered(response.results(ask(), 1, [bare])).hits
    assert (hit.holdings, overall(hit.holdings)) == ((), Availability.UNKNOWN)


def test_a_long_answer_comes_in_parts() -> None:
    request = ask(startRecord="3", maximumRecords="2")
    assert answered(response.results(request, 9, [FOUND, FOUND])).next_position == 5
    assert answered(response.results(ask(startRecord="8"), 9, [FOUND, FOUND])).next_position is None


def test_no_hits_is_an_answer() -> None:
    assert answered(response.results(ask(), 0, [])) == Answer(total=0)


@pytest.mark.parametrize(
    ("parameters", "number"),
    [
        ({"operation": "scan"}, 4),
        ({"version": "3.0"}, 5),
        ({"version": ""}, 7),
        ({"query": ""}, 7),
        ({"operation": ""}, 7),
        ({"startRecord": "0"}, 6),
        ({"startRecord": "x"}, 6),
        ({"maximumRecords": "-1"}, 6),
        ({"recordSchema": "mods"}, 66),
        ({"recordPacking": "zip"}, 71),
        ({"sortKeys": "title"}, 80),
        ({"query": "dc.color=blue"}, 16),
    ],
    ids=lambda value: (
        "-".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else str(value)
    ),
)
def test_a_refusal_arrives_as_the_same_diagnostic(parameters: dict[str, str], number: int) -> None:
    with pytest.raises(Diagnostic) as refused:
        ask(**parameters)
    with pytest.raises(Diagnostic) as arrived:
        answered(response.refusal(refused.value))
    assert (arrived.value.number, arrived.value.details) == (number, refused.value.details)


def test_a_start_beyond_the_last_hit_is_diagnostic_61() -> None:
    with pytest.raises(Diagnostic) as arrived:
        answered(response.results(ask(startRecord="5"), 4, []))
    assert arrived.value.number == 61


def test_more_records_than_we_send_at_once_are_asked_in_vain() -> None:
    assert (ask(maximumRecords="5000").most, ask(maximumRecords="0").most) == (50, 0)


@pytest.mark.parametrize(
    "name", ["", "marcxml", "info:srw/schema/1/marcxml-v1.1", "http://www.loc.gov/MARC21/slim"]
)
def test_marcxml_goes_by_several_names(name: str) -> None:
    assert ask(recordSchema=name).schema is Schema.MARCXML


@pytest.mark.parametrize(
    "parameters", [{}, {"operation": "explain", "version": "1.1"}], ids=["nothing asked", "asked"]
)
def test_explain_names_every_index_and_schema(parameters: dict[str, str]) -> None:
    request = read_request(parameters)
    assert isinstance(request, Explain)
    described = explain.describe_server(host="h", port=80, database="sru/howard", title="Howard")
    root = etree.fromstring(response.explanation(described, request.version))
    names = {"zr": response.EXPLAIN_SCHEMA}
    indexes = root.iterfind(".//zr:index/zr:map/zr:name", names)
    assert [f"{node.get('set')}.{node.text}" for node in indexes] == [index.value for index in Index]
    assert [node.get("name") for node in root.iterfind(".//zr:schema", names)] == ["marcxml", "opacxml"]


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (404, b"<html><body>Not Found</body></html>", "HTTP status 404"),
        (500, response.results(ask(), 0, []), "HTTP status 500"),
        (200, b"<html><body>Welcome</body></html>", "the answer is html and not searchRetrieveResponse"),
        (200, b"<html><br>", "not XML but text/html"),
        (200, b"", "not XML but text/html"),
        (200, b"<searchRetrieveResponse/>", "the answer does not say how many records there are"),
        (
            200,
            b"<!DOCTYPE searchRetrieveResponse><searchRetrieveResponse><numberOfRecords>0</numberOfRecords>"
            b"</searchRetrieveResponse>",
            "the answer has a document type (DTD), which is not accepted",
        ),
        (200, b" " * (8 << 20) + b"<a/>", "longer than 8,388,608 bytes"),
    ],
    ids=["404", "500", "a web page", "a broken page", "nothing", "no count", "a document type", "too long"],
)
def test_no_answer_is_never_no_hits(status: int, body: bytes, reason: str) -> None:
    with pytest.raises(Unusable) as fault:
        read_answer(status=status, content_type="text/html", body=body)
    assert str(fault.value) == reason


SRU_2 = "http://docs.oasis-open.org/ns/search-ws/sruResponse"


def answer_of(version_2_record: str, *, total: int = 1) -> bytes:
    return (
        f'<zs:searchRetrieveResponse xmlns:zs="{SRU_2}"><zs:numberOfRecords>{total}</zs:numberOfRecords>'
        f"<zs:records>{version_2_record}</zs:records></zs:searchRetrieveResponse>"
    ).encode()


def test_version_2_0_is_read_as_well() -> None:
    marc = '<record><controlfield tag="001">x9</controlfield></record>'
    body = answer_of(f"<zs:record><zs:recordData>{marc}</zs:recordData></zs:record>", total=7)
    answer = answered(body)
    assert (answer.total, [hit.identifier for hit in answer.hits]) == (7, ["x9"])


def test_one_record_that_was_not_given_hides_no_other() -> None:
    body = answer_of(
        "<zs:record><zs:recordData><diagnostic xmlns='http://www.loc.gov/zing/srw/diagnostic/'>"
        "<uri>info:srw/diagnostic/1/64</uri><details>7</details><message>Gone</message></diagnostic>"
        "</zs:recordData><zs:recordPosition>1</zs:recordPosition></zs:record>"
        "<zs:record><zs:recordData>&lt;broken</zs:recordData></zs:record>"
        '<zs:record><zs:recordData><record><controlfield tag="001">x9</controlfield></record>'
        "</zs:recordData></zs:record>",
        total=3,
    )
    answer = answered(body)
    assert [hit.identifier for hit in answer.hits] == ["x9"]
    assert answer.remarks[0] == "record 1 was not given: 64: Gone (7)"
    assert answer.remarks[1].startswith("record ? could not be read: ")


def test_our_item_fields_replace_those_that_were_loaded() -> None:
    sent = response.with_holdings(FOUND)
    assert [field.first("a") for field in sent.fields_of("949")] == ["30001", "30002", "30003"]
    assert sent.control_value("001") == "r1"
    assert Field("020", "  ", (("a", "9780306406157"),)) in sent.fields
