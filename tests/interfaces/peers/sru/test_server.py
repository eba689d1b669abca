"""The SRU server: what a stranger's system asks, and what it is answered."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree
from pytest_django.fixtures import Settings

from interlend.domain.catalog.models import Item
from interlend.domain.zones import scope
from interlend.interfaces.peers import sru
from interlend.interfaces.peers.gate import Gate
from interlend.kernel.marc.describing import describe
from interlend.kernel.sru.answer import Answer, read_answer
from interlend.kernel.sru.diagnostics import Diagnostic
from interlend.kernel.sru.holdings import Availability
from tests.domain.catalog.cast import Institution, book, build, copy

ASK = {"operation": "searchRetrieve", "version": "1.2"}


@pytest.fixture
def howard(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Institution:
    settings.ROOT_URLCONF = "interlend.interfaces.peers.sru_urls"
    monkeypatch.setattr(sru, "_GATE", Gate(rate=1000, burst=1000, at_once=4))
    institution = build("howard")
    institution.load(
        book(
            "t1",
            "Roughing it",
            [copy("1", call_number="PS1"), copy("2", call_number="PS1"), copy("3", location="REFERENCE")],
            author="Twain, Mark",
            isbns=("9780208020369",),
            lccn="84006282",
        ),
        book("t2", "Łódź", [copy("4")], original_title="道德經"),
        book("t3", "Roughing it again", [copy("5")]),
    )
    return institution


def ask(client: Client, query: str, **more: str) -> Answer:
    response = client.get("/sru/howard", {**ASK, "query": query, **more})
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    return read_answer(status=response.status_code, content_type="text/xml", body=response.content)


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize("schema", ["marcxml", "opacxml"])
@pytest.mark.parametrize(
    "query",
    [
        "bath.isbn=0208020365",
        "isbn=978-0-208-02036-9",
        "bath.lccn=84006282",
        'dc.title exact "roughing it"',
        "dc.creator=twain",
        "twain",
        "rec.id=t1",
    ],
)
@pytest.mark.usefixtures("howard")
def test_a_title_is_found_by_each_index_with_its_copies(
    client: Client, query: str, schema: str, version: str
) -> None:
    answer = ask(client, query, recordSchema=schema, version=version)
    (hit,) = answer.hits
    assert hit.record is not None
    assert (answer.total, hit.identifier, describe(hit.record).title) == (1, "t1", "Roughing it")
    assert [(h.barcode, h.library, h.location, h.call_number, h.availability) for h in hit.holdings] == [
        ("1", "MAIN", "STACKS", "PS1", Availability.AVAILABLE),
        ("2", "MAIN", "STACKS", "PS1", Availability.AVAILABLE),
        ("3", "MAIN", "REFERENCE", "", Availability.AVAILABLE),
    ]


def test_availability_is_the_one_of_now(client: Client, howard: Institution) -> None:
    with scope.entered(howard.zone.pk):
        Item.objects.filter(barcode="1").update(availability="on_loan")
        Item.objects.filter(barcode="2").update(is_temporary=True)
    (hit,) = ask(client, "twain").hits
    assert [(h.barcode, h.availability, h.status) for h in hit.holdings] == [
        ("1", Availability.UNAVAILABLE, "On loan"),
        ("3", Availability.AVAILABLE, "Item in place"),
    ]


@pytest.mark.usefixtures("howard")
def test_original_script_can_be_asked_for_and_comes_back(client: Client) -> None:
    (hit,) = ask(client, "title=道德").hits
    assert hit.record is not None
    assert describe(hit.record).original_title == "道德經"


@pytest.mark.usefixtures("howard")
def test_pages_can_be_turned(client: Client) -> None:
    first = ask(client, "roughing", maximumRecords="1")
    second = ask(client, "roughing", maximumRecords="1", startRecord="2")
    none = ask(client, "roughing", maximumRecords="0")
    assert [(a.total, [h.identifier for h in a.hits], a.next_position) for a in (first, second, none)] == [
        (2, ["t1"], 2),
        (2, ["t3"], None),
        (2, [], None),
    ]


@pytest.mark.parametrize(
    ("parameters", "number"),
    [
        ({"operation": "scan"}, 4),
        ({"version": "3.0"}, 5),
        ({"maximumRecords": "many"}, 6),
        ({"query": ""}, 7),
        ({"query": "title=("}, 10),
        ({"query": "odd.thing=1"}, 15),
        ({"query": "dc.odd=1"}, 16),
        ({"startRecord": "99"}, 61),
        ({"recordSchema": "mods"}, 66),
    ],
)
@pytest.mark.usefixtures("howard")
def test_what_cannot_be_answered_is_a_diagnostic(
    client: Client, parameters: dict[str, str], number: int
) -> None:
    response = client.get("/sru/howard", {**ASK, "query": "roughing", **parameters})
    with pytest.raises(Diagnostic) as refusal:
        read_answer(status=response.status_code, content_type="text/xml", body=response.content)
    assert refusal.value.number == number


@pytest.mark.usefixtures("howard")
def test_explain_says_what_can_be_asked(client: Client) -> None:
    root = etree.fromstring(client.get("/sru/howard").content)
    names = root.xpath("//*[local-name()='name']/text()")
    titles = root.xpath("//*[local-name()='databaseInfo']/*[local-name()='title']/text()")
    assert (etree.QName(root).localname, titles) == ("explainResponse", ["Howard"])
    assert {"isbn", "lccn", "title", "creator", "serverChoice"} <= set(names)  # type: ignore[arg-type]


@pytest.mark.usefixtures("howard")
def test_one_institutions_catalog_is_not_anothers(client: Client) -> None:
    build("albany")
    assert ask(client, "roughing").total == 2
    response = client.get("/sru/albany", {**ASK, "query": "roughing"})
    assert read_answer(status=200, content_type="", body=response.content).total == 0


@pytest.mark.parametrize(
    ("address", "status"),
    [("/sru/nobody", 404), (f"/sru/howard?query={'x' * 9_000}", 414)],
    ids=["no institution of ours", "an overlong search"],
)
@pytest.mark.usefixtures("howard")
def test_what_is_no_search_is_refused(client: Client, address: str, status: int) -> None:
    assert client.get(address).status_code == status


@pytest.mark.usefixtures("howard")
def test_only_get_is_answered(client: Client) -> None:
    assert client.post("/sru/howard", ASK).status_code == 405


@pytest.mark.usefixtures("howard")
def test_who_asks_too_much_waits_and_others_do_not(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sru, "_GATE", Gate(rate=0.1, burst=2, at_once=4))
    statuses = [client.get("/sru/howard").status_code for _ in range(3)]
    other = client.get("/sru/howard", REMOTE_ADDR="192.0.2.7").status_code
    assert (statuses, other) == ([200, 200, 429], 200)


@pytest.mark.parametrize(("query", "hits"), [("twain", 1), ("roughing or lodz", 3)])
@pytest.mark.usefixtures("howard")
def test_one_hit_costs_as_many_statements_as_three(client: Client, query: str, hits: int) -> None:
    with CaptureQueriesContext(connection) as captured:
        answer = ask(client, query)
    statements = [each for each in captured.captured_queries if "SAVEPOINT" not in each["sql"]]
    assert (len(answer.hits), len(statements)) == (hits, 6)
