"""Find: what is on our shelf, what others hold, and what to do where nothing is found."""

from __future__ import annotations

import pytest

from interlend.domain.catalog.models import Item
from interlend.domain.zones import scope
from tests.interfaces.patron.conftest import Browser, Page, record_of
from tests.world import BOOK, World

MINE = "A Book of Our Own"


@pytest.fixture
def ours(world: World) -> int:
    """A book that Howard holds itself."""
    world.howard.holds(MINE, "HOWARD-1")
    return record_of(world.howard, MINE)


def out(world: World) -> None:
    """Lend Howard's own copies out."""
    with scope.entered(world.howard.zone.pk):
        Item.objects.filter(barcode="HOWARD-1").update(availability=Item.Availability.ON_LOAN)


def test_the_first_page_says_what_it_is_for(anybody: Browser) -> None:
    words = anybody.sees()
    assert words.startswith("Find a book Search Howard University and the libraries that lend to it.")
    assert "Title, author, or ISBN" in words


def test_what_others_hold_is_found_and_the_stranger_is_none_of_them(anybody: Browser) -> None:
    words = anybody.sees(q="their eyes watching")
    assert "1 book found" in words
    assert "Held at American University, on shelf Held at Georgetown University, on shelf" in words
    assert "Stranger" not in words


def test_our_own_shelf_comes_first(anybody: Browser, world: World, ours: int) -> None:
    world.american.holds(MINE, "AMERICAN-9")
    assert "On our shelf: Founders Library, Stacks" in anybody.sees(q=MINE)
    words = anybody.sees(q=MINE)
    assert words.index("On our shelf") < words.index("Held at American")


def test_nothing_found_leads_to_asking_all_the_same(anybody: Browser) -> None:
    answer = anybody.gets(q="xyzzy & plugh")
    page = Page(answer.content.decode())
    assert "Nothing found No library near us has “ xyzzy & plugh ”." in page.words
    assert "/howard/ask?title=xyzzy+%26+plugh" in page.addresses


def test_an_isbn_that_nobody_has_is_kept_as_one(anybody: Browser) -> None:
    assert (
        "/howard/ask?isbn=0-06-112006-5" in Page(anybody.gets(q="0-06-112006-5").content.decode()).addresses
    )


@pytest.mark.parametrize("q", ["", "   ", "\0", "x" * 201])
def test_what_cannot_be_searched_for_shows_the_empty_box(anybody: Browser, q: str) -> None:
    assert anybody.sees(q=q).startswith("Find a book")


@pytest.mark.parametrize("page", ["0", "-1", "nine", "1e9", "201"])
def test_a_page_that_is_none_is_the_first(anybody: Browser, page: str) -> None:
    assert "1 book found" in anybody.sees(q=BOOK, p=page)


def test_many_results_come_in_pages(anybody: Browser, world: World) -> None:
    for number in range(12):
        world.american.holds(f"Turtle volume {number}", f"T-{number}")
    first = Page(anybody.gets(q="turtle volume").content.decode())
    assert "12 books found" in first.words and "Page 1 of 2" in first.words
    assert "/howard/?q=turtle%20volume&p=2" in first.addresses
    assert "Page 2 of 2" in anybody.sees(q="turtle volume", p=2)
    assert "There are no more results" in anybody.sees(q="turtle volume", p=3)


@pytest.mark.parametrize(
    ("signed_in", "button"),
    [(False, "Sign in to request"), (True, "Request it")],
    ids=["anybody", "a reader"],
)
def test_a_book_of_others_has_one_button(
    anybody: Browser, world: World, signed_in: bool, button: str
) -> None:
    record = record_of(world.american, BOOK)
    browser = anybody.signs_in() if signed_in else anybody
    answer = browser.gets(f"record/{record}")
    page = Page(answer.content.decode())
    assert page.words.startswith(f"{BOOK} {button} Where it is Held at American University, on shelf")
    assert f"/howard/ask?record={record}" in page.addresses


def test_who_has_not_signed_in_comes_back_to_the_form(anybody: Browser, world: World) -> None:
    record = record_of(world.american, BOOK)
    answer = anybody.gets("ask", record=record)
    assert answer["Location"] == f"/howard/sign-in?next=/howard/ask%3Frecord%3D{record}"


def test_a_book_of_ours_is_fetched_and_not_requested(rita: Browser, ours: int) -> None:
    words = rita.sees(f"record/{ours}")
    assert "On our shelf: Founders Library, Stacks" in words
    assert "Request it" not in words


def test_a_book_of_ours_that_is_out_is_waited_for(rita: Browser, world: World, ours: int) -> None:
    out(world)
    words = rita.sees(f"record/{ours}")
    assert "Our copy is out now. Ask at the desk: we tell you when it is back." in words
    assert "Ours is out now: Founders Library, Stacks" in words


@pytest.mark.parametrize("whose", ["stranger", "nobody"])
def test_a_record_that_readers_here_may_not_see_is_not_there(
    anybody: Browser, world: World, whose: str
) -> None:
    record = record_of(world.stranger, BOOK) if whose == "stranger" else 2**62
    answer = anybody.gets(f"record/{record}")
    assert answer.status_code == 404
    assert "This book is not in the catalog any more." in Page(answer.content.decode()).words


def test_a_page_of_results_takes_as_many_statements_for_one_as_for_ten(
    anybody: Browser, world: World
) -> None:
    for number in range(9):
        world.american.holds(f"Turtle volume {number}", f"T-{number}")
    assert anybody.statements("", q=BOOK) == anybody.statements("", q="turtle volume")
