"""The catalogs farther away: asked when nothing is near, and no answer is never taken for a no."""

from __future__ import annotations

import pytest
from lxml import etree
from pytest_django.fixtures import Settings

from interlend.domain.partners.models import LocateProfile, Partner
from interlend.domain.zones import scope
from interlend.interfaces.patron import finding
from interlend.kernel.marc import marcxml
from interlend.kernel.marc.record import Record
from tests.domain.catalog.cast import book
from tests.domain.catalog.strange_servers import saying, serving, silent_for
from tests.interfaces.patron.conftest import Browser, Page
from tests.world import BOOK, World

SRW = "http://www.loc.gov/zing/srw/"
FAR = "Turtle Diary"


@pytest.fixture(autouse=True)
def loopback_may_be_called(settings: Settings) -> None:
    settings.INTERLEND_HTTP_HOSTS = settings.INTERLEND_PRIVATE_HOSTS = ["127.0.0.1"]


def lies_far_away(world: World, url: str) -> None:
    """Make the catalog of American one that is searched by SRU, within a second."""
    with scope.entered(world.howard.zone.pk):
        profile = LocateProfile.objects.create(
            code="FAR", name="Far", kind="sru", url=url, seconds_to_answer=1
        )
        Partner.objects.filter(code="AMERICAN").update(locate_profile=profile)


def found(*records: Record) -> bytes:
    """A searchRetrieve response with these records."""
    inner = "".join(
        f"<record><recordPacking>xml</recordPacking><recordData>"
        f"{etree.tostring(marcxml.to_element(record)).decode()}</recordData></record>"
        for record in records
    )
    return (
        f'<searchRetrieveResponse xmlns="{SRW}"><version>1.2</version><numberOfRecords>{len(records)}'
        f"</numberOfRecords><records>{inner}</records></searchRetrieveResponse>"
    ).encode()


def test_what_is_far_away_is_asked_for_like_what_nobody_holds(anybody: Browser, world: World) -> None:
    with serving(saying(found(book("1", FAR, author="Hoban, Russell")))) as url:
        lies_far_away(world, url)
        page = Page(anybody.gets("elsewhere", q=FAR).content.decode())
    assert "American University Has it. It does not say whether it is on the shelf." in page.words
    assert "/howard/ask?title=Turtle%20Diary&author=Hoban%2C%20Russell" in page.addresses


def test_a_catalog_without_it_says_so(anybody: Browser, world: World) -> None:
    with serving(saying(found())) as url:
        lies_far_away(world, url)
        assert "American University Does not have it." in anybody.sees("elsewhere", q=FAR)


def test_a_catalog_that_is_silent_may_have_it_all_the_same(anybody: Browser, world: World) -> None:
    with serving(silent_for(1.5)) as url:
        lies_far_away(world, url)
        words = anybody.sees("elsewhere", q=FAR)
    assert "American University No answer. It may have the book all the same." in words


@pytest.mark.parametrize(
    ("q", "by_itself"), [(FAR, True), (BOOK, False)], ids=["nothing is near", "something is near"]
)
def test_the_search_goes_on_by_itself_only_where_nothing_is_near(
    anybody: Browser, world: World, q: str, by_itself: bool
) -> None:
    lies_far_away(world, "http://127.0.0.1:9/sru")
    markup = anybody.gets(q=q).content.decode()
    assert ('hx-trigger="load"' in markup, "Look in libraries farther away" in markup) == (by_itself, True)


def test_without_a_catalog_farther_away_nothing_is_said_of_one(anybody: Browser) -> None:
    assert "farther away" not in anybody.sees(q=FAR)
    assert "There is no other library to look in." in anybody.sees("elsewhere", q=FAR)


def test_no_more_than_four_readers_search_far_away_at_a_time(
    anybody: Browser, world: World, request: pytest.FixtureRequest
) -> None:
    for _ in range(4):
        assert finding._AT_ONCE.acquire(blocking=False)
        request.addfinalizer(finding._AT_ONCE.release)
    assert "Many readers are searching just now." in anybody.sees("elsewhere", q=FAR)


def test_a_part_of_a_page_has_no_frame(anybody: Browser) -> None:
    answer = anybody.client.get("/howard/elsewhere", {"q": FAR}, headers={"HX-Request": "true"})
    assert answer.content.decode().startswith('<section id="elsewhere"')
