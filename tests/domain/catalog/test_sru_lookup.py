"""Locate in another catalog: yes, no, and *no answer*, which is never taken for a no."""

from __future__ import annotations

import socket
from collections.abc import Iterable

import pytest
from lxml import etree
from pytest_django.fixtures import Settings

from interlend.domain.catalog.citation import Citation
from interlend.domain.catalog.lookups.sru import look_up
from interlend.domain.partners.models import LocateProfile
from interlend.kernel.lifecycle.happenings import Located as Outcome
from interlend.kernel.marc import marcxml
from interlend.kernel.marc.record import Field, Record
from tests.domain.catalog.cast import book, online
from tests.domain.catalog.strange_servers import (
    Answering,
    dripping,
    hanging_up,
    saying,
    serving,
    silent_for,
)

CITATION = Citation(title="Roughing it", author="Twain, Mark", isbn="9780208020369", lccn="84006282")
SRW = "http://www.loc.gov/zing/srw/"
TWAIN = book("1", "Roughing it")


@pytest.fixture(autouse=True)
def loopback_may_be_called(settings: Settings) -> None:
    settings.INTERLEND_HTTP_HOSTS = settings.INTERLEND_PRIVATE_HOSTS = ["127.0.0.1"]


def profile(url: str, *, seconds: int = 5, convention: str = "detect") -> LocateProfile:
    return LocateProfile(kind="sru", url=url, seconds_to_answer=seconds, holdings_convention=convention)


def found(records: Iterable[Record] = (), total: int | None = None) -> bytes:
    """A searchRetrieve response with these records."""
    records = list(records)
    inner = "".join(
        f"<record><recordSchema>marcxml</recordSchema><recordPacking>xml</recordPacking><recordData>"
        f"{etree.tostring(marcxml.to_element(record)).decode()}</recordData></record>"
        for record in records
    )
    total = len(records) if total is None else total
    return (
        f'<searchRetrieveResponse xmlns="{SRW}"><version>1.2</version>'
        f"<numberOfRecords>{total}</numberOfRecords><records>{inner}</records></searchRetrieveResponse>"
    ).encode()


def diagnostic(number: int) -> bytes:
    return (
        f'<searchRetrieveResponse xmlns="{SRW}"><version>1.2</version><numberOfRecords>0</numberOfRecords>'
        f'<diagnostics><diagnostic xmlns="{SRW}diagnostic/"><uri>info:srw/diagnostic/1/{number}</uri>'
        "</diagnostic></diagnostics></searchRetrieveResponse>"
    ).encode()


def ava(library: str, said: str) -> Field:
    return Field("AVA", "  ", (("b", library), ("e", said)))


@pytest.mark.parametrize(
    ("body", "outcome", "held", "lendable"),
    [
        (found([TWAIN.with_fields(ava("LAW", "available"))]), Outcome.AVAILABLE, True, True),
        (found([TWAIN.with_fields(ava("LAW", "unavailable"))]), Outcome.NONE_AVAILABLE, True, False),
        (found([TWAIN.with_fields(ava("LAW", "check_holdings"))]), Outcome.AVAILABLE, True, None),
        (found([TWAIN]), Outcome.AVAILABLE, True, None),
        (found(total=1), Outcome.AVAILABLE, True, None),
        (found([TWAIN, TWAIN.with_fields(ava("LAW", "available"))]), Outcome.AVAILABLE, True, True),
        (found([online(TWAIN)]), Outcome.NONE_HELD, False, False),
        (found([online(TWAIN), TWAIN.with_fields(ava("LAW", "available"))]), Outcome.AVAILABLE, True, True),
        (found(), Outcome.NONE_HELD, False, False),
    ],
    ids=[
        "a copy is in",
        "every copy is out",
        "the catalog does not say",
        "a record without holdings",
        "a hit whose record was not sent",
        "one of two records tells of a copy",
        "electronic only",
        "electronic and printed",
        "no hit",
    ],
)
def test_what_the_catalog_says_is_believed(
    *, body: bytes, outcome: Outcome, held: bool, lendable: bool | None
) -> None:
    with serving(saying(body)) as url:
        located = look_up(CITATION, profile(url))
    assert (located.answered, located.outcome, located.held, located.lendable) == (
        True, outcome, held, lendable,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answering", "reason"),
    [
        (silent_for(1.5), "no answer in time"),
        (dripping(0.1, 15), "no answer in time"),
        (hanging_up, "peer closed connection without sending complete message body (received 5 bytes,"
         " expected 1000)"),
        (saying(b"<html><body>Not Found</body></html>", status=404, content_type="text/html"),
         "HTTP status 404"),
        (saying(b"<html><body>Sign in<br></body></html>", content_type="text/html"), "not XML but text/html"),
        (saying(b"<html/>", content_type="text/html"), "the answer is html and not searchRetrieveResponse"),
        (saying(b"", status=500), "HTTP status 500"),
        (saying(b"", status=302, Location="http://127.0.0.1:9/"), "HTTP status 302"),
        (saying(b""), "not XML but text/xml"),
        (saying(b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + found()),
         "the answer has a document type (DTD), which is not accepted"),
        (saying(b" " * (9 << 20)), "the answer is longer than 8,388,608 bytes"),
    ],
    ids=["silent", "dripping", "hangs up", "HTML 404", "HTML", "XHTML", "error", "redirect", "empty", "DTD",
         "too long"],
)  # fmt: skip
def test_no_answer_is_not_a_no(answering: Answering, reason: str) -> None:
    with serving(answering) as url:
        located = look_up(CITATION, profile(url, seconds=1))
    assert (located.answered, located.held, located.lendable) == (False, None, None)
    assert located.reason == f"No answer from the catalog: {reason}."


def test_a_closed_port_is_no_answer() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        located = look_up(CITATION, profile(f"http://127.0.0.1:{taken.getsockname()[1]}/"))
    assert located.answered is False


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://localhost:9/", "Only https is spoken with localhost"),
        ("https://127.0.0.2:9/", "127.0.0.2 is an address inside a private network (127.0.0.2)"),
        ("https://[::1]/", "::1 is an address inside a private network (::1)"),
        ("file:///etc/passwd", "The URL must begin with https://"),
    ],
)
def test_a_profile_cannot_make_us_call_private_addresses(url: str, reason: str) -> None:
    located = look_up(CITATION, profile(url))
    assert (located.answered, located.reason.split(": ", 1)[1].rstrip(".")) == (False, reason)


def test_the_first_way_that_finds_something_is_the_last_that_is_asked() -> None:
    asked = []

    def answer(request) -> None:  # type: ignore[no-untyped-def]
        asked.append(request.path)
        body = found([TWAIN]) if "isbn" in request.path else diagnostic(16)
        saying(body)(request)

    with serving(answer) as url:
        located = look_up(CITATION, profile(url))
    assert located.held is True
    assert [path.split("query=")[1].split("&")[0] for path in asked] == [
        "bath.lccn+%3D+%2284006282%22",
        "%28dc.title+all+%22Roughing+it%22%29+and+%28%28bath.isbn+%3D+%229780208020369%22%29+or+"
        "%28bath.isbn+%3D+%220208020365%22%29%29",
    ]


def test_a_catalog_that_refuses_every_way_has_not_answered() -> None:
    with serving(saying(diagnostic(16))) as url:
        located = look_up(CITATION, profile(url))
    assert (located.answered, located.reason) == (
        False,
        "The catalog refused the search: 16: Unsupported index.",
    )


def test_an_alma_catalog_is_asked_by_its_own_names() -> None:
    asked = []

    def answer(request) -> None:  # type: ignore[no-untyped-def]
        asked.append(request.path)
        saying(found())(request)

    with serving(answer) as url:
        look_up(Citation(isbn="9780208020369"), profile(url, convention="alma"))
    assert [path.count("alma.isbn") for path in asked] == [2]


@pytest.mark.parametrize(
    ("library", "outcome"),
    [("law", Outcome.AVAILABLE), ("MED", Outcome.NONE_AVAILABLE), ("ART", Outcome.NONE_HELD)],
)
def test_a_holding_code_narrows_the_answer_to_one_library(library: str, outcome: Outcome) -> None:
    record = TWAIN.with_fields(ava("LAW", "available"), ava("MED", "unavailable"))
    with serving(saying(found([record]))) as url:
        assert look_up(CITATION, profile(url), library_code=library).outcome is outcome


def test_a_citation_with_nothing_to_search_for_is_not_asked_for() -> None:
    located = look_up(Citation(), profile("http://127.0.0.1:9/"))
    assert (located.held, located.lendable) == (False, False)
