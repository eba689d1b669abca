"""Two installations that know each other only by SRU: our client asks our server over real HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from pytest_django.fixtures import Settings

from interlend.domain.catalog.citation import Citation
from interlend.domain.catalog.lookups.sru import look_up, search
from interlend.domain.catalog.models import Item
from interlend.domain.partners.models import LocateProfile
from interlend.domain.zones import scope
from interlend.kernel.lifecycle.happenings import Located as Outcome
from interlend.kernel.sru.query import parse_cql
from tests.domain.catalog.cast import Institution, book, build, copy

CITATION = Citation(title="Roughing it", author="Twain, Mark", isbn="0-208-02036-5")


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def albany(committed_db: dict[str, str]) -> Institution:
    institution = build("albany")
    institution.load(
        book("t1", "Roughing it", [copy("1")], author="Twain, Mark", isbns=("9780208020369",)),
        book("t2", "Dao de jing", [copy("2")], original_title="道德經"),
    )
    return institution


@pytest.fixture
def server(albany: Institution, settings: Settings) -> Iterator[str]:
    settings.ROOT_URLCONF = "interlend.interfaces.peers.sru_urls"
    settings.INTERLEND_HTTP_HOSTS = settings.INTERLEND_PRIVATE_HOSTS = ["127.0.0.1"]
    web = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet)
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{web.server_port}/sru/albany"
    finally:
        web.shutdown()
        thread.join()
        web.server_close()


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize("schema", ["marcxml", "opacxml"])
def test_what_is_on_the_shelf_is_found_and_what_is_lent_is_known_as_lent(
    albany: Institution, server: str, version: str, schema: str
) -> None:
    profile = LocateProfile(
        kind="sru", url=server, sru_version=version, record_schema=schema, holdings_convention="interlend"
    )
    before = look_up(CITATION, profile)
    with scope.entered(albany.zone.pk):
        Item.objects.filter(barcode="1").update(availability="on_loan")
    after = look_up(CITATION, profile)
    missing = look_up(Citation(title="Smoothing it", author="Twain, Mark"), profile)
    assert [(located.outcome, located.lendable, located.reason) for located in (before, after, missing)] == [
        (Outcome.AVAILABLE, True, "A copy is available: MAIN STACKS Item in place."),
        (Outcome.NONE_AVAILABLE, False, "No copy is available: MAIN STACKS On loan."),
        (Outcome.NONE_HELD, False, "The catalog does not hold the title."),
    ]


def test_an_installation_without_that_institution_gives_no_answer(server: str) -> None:
    profile = LocateProfile(kind="sru", url=server.replace("albany", "nobody"))
    located = look_up(CITATION, profile)
    assert (located.answered, located.reason) == (False, "No answer from the catalog: HTTP status 404.")


def test_a_title_in_its_own_script_is_asked_for_in_it(server: str) -> None:
    located = look_up(Citation(title="道德經"), LocateProfile(kind="sru", url=server), locate_by=["title"])
    assert [match.number for match in located.records] == ["t2"]


def test_whatever_a_person_types_is_asked_elsewhere_too(server: str) -> None:
    profile = LocateProfile(kind="sru", url=server, holdings_convention="interlend")
    found = [search(parse_cql(cql), profile) for cql in ('"twain roughing"', "道德", '"unheard of"')]
    assert [[match.number for match in each.records] for each in found] == [["t1"], ["t2"], []]
