"""Follow: where each book is, what to do next, and giving a request up; never somebody else's."""

from __future__ import annotations

from typing import Any

import pytest

from interlend.domain.partners.models import Partner
from interlend.domain.people.models import Patron
from interlend.domain.sharing.models import BorrowingRequest
from interlend.domain.zones import scope
from interlend.kernel.lifecycle.happenings import Receive, Ship
from tests import clockwork
from tests.domain.sharing.desks import STAFF, Desk
from tests.interfaces.patron.conftest import Browser, Page
from tests.world import BOOK, World


def words(answer: Any) -> str:
    return Page(answer.content.decode()).words


def state(world: World, number: str) -> str:
    return Desk(world.howard).borrowed(number).state


def is_sent(world: World) -> None:
    """American, which is asked first, ships its copy."""
    clockwork.turn()
    american = Desk(world.american)
    asked = american.asked_for()
    american.does(asked.number, Ship(barcode="AMERICAN-1"))
    clockwork.turn()


def is_here(world: World, number: str) -> None:
    Desk(world.howard).does(number, Receive(barcode=""), by=STAFF)


def test_who_has_asked_for_nothing_reads_what_the_page_is_for(rita: Browser) -> None:
    assert (
        "Nothing is on its way Books that you request from other libraries stand here, "
        "from the day you ask until you bring them back. Find a book"
    ) in rita.sees("requests")


def test_a_request_is_told_in_one_sentence_at_each_point_of_the_way(rita: Browser, world: World) -> None:
    with scope.entered(world.howard.zone.pk):
        Partner.objects.filter(code="AMERICAN").update(average_supply_days=2, delivery_delay_days=3)
    number = rita.asks(title=BOOK)
    page = f"requests/{number}"
    told = [rita.sees(page)]
    clockwork.turn()
    told.append(rita.sees(page))
    is_sent(world)
    told.append(rita.sees(page))
    is_here(world, number)
    told.append(rita.sees(page))
    Desk(world.howard).lends(number)
    told.append(rita.sees(page))
    beginnings = [
        "We are looking for a library that can lend it.",
        "We asked American University to lend it, and wait for an answer. Expected about ",
        "On its way from American University. That usually takes up to 3 days. Expected about ",
        "Ready for you at Founders Library until ",
        "You have it. Please bring it back by ",
    ]
    assert [
        beginning for beginning, said in zip(beginnings, told, strict=True) if beginning not in said
    ] == []


def test_the_way_is_a_line_of_stops_and_says_where_one_is(rita: Browser, world: World) -> None:
    number = rita.asks(title=BOOK)
    is_sent(world)
    markup = rita.gets(f"requests/{number}").content.decode()
    assert '<li class="step-here" aria-current="step">On its way</li>' in markup
    assert markup.count('class="step-done"') == 2


def test_the_list_has_the_open_ones_first_and_the_others_folded(rita: Browser) -> None:
    first = rita.asks(title="First")
    rita.asks(title="Second")
    rita.sends(f"requests/{first}/cancel")
    markup = rita.gets("requests").content.decode()
    assert markup.index("Second") < markup.index('<details class="closed">') < markup.index("First")
    assert "1 earlier request" in markup


def test_a_request_that_nobody_was_asked_for_ends_at_once(rita: Browser, world: World) -> None:
    number = rita.asks(title=BOOK)
    assert "Your request ends at once. Cancel this request" in rita.sees(f"requests/{number}")
    assert rita.sends(f"requests/{number}/cancel")["Location"] == f"/howard/requests/{number}"
    assert state(world, number) == "cancelled_by_patron"
    page = rita.sees(f"requests/{number}")
    assert "You cancelled this request." in page and "We took note" in page
    assert "There is nothing left to cancel." in page


def test_a_lender_that_was_asked_has_to_agree(rita: Browser, world: World) -> None:
    number = rita.asks(title=BOOK)
    clockwork.turn()
    assert "We ask American University to stop. Until it agrees" in rita.sees(f"requests/{number}")
    rita.sends(f"requests/{number}/cancel")
    assert state(world, number) == "waiting_for_cancel_response"
    assert "You asked us to cancel. American University still has to agree" in rita.sees(f"requests/{number}")


def test_what_was_sent_meanwhile_cannot_be_cancelled_and_the_page_says_why(
    rita: Browser, world: World
) -> None:
    number = rita.asks(title=BOOK)
    is_sent(world)
    assert rita.sends(f"requests/{number}/cancel").status_code == 302
    page = rita.sees(f"requests/{number}")
    assert "This request cannot be cancelled now: see below why." in page
    assert "It is too late to cancel: the book has been sent." in page
    assert "Cancel this request" not in page
    assert state(world, number) == "shipped_physically"


@pytest.mark.parametrize("path", ["requests/{}", "requests/{}/cancel"])
@pytest.mark.parametrize("number", ["hers", "B-NEVERWAS", "B%00"])
def test_somebody_elses_request_is_not_there(
    rita: Browser, paul: Browser, world: World, path: str, number: str
) -> None:
    hers = rita.asks(title=BOOK)
    asked = path.format(hers if number == "hers" else number)
    answer = paul.sends(asked) if asked.endswith("cancel") else paul.gets(asked)
    assert answer.status_code == 404
    assert BOOK not in words(answer)
    assert state(world, hers) == "locate_in_process"
    assert BOOK not in paul.sees("requests")


def test_a_reader_of_another_institution_is_nobody_here(rita: Browser, world: World) -> None:
    number = rita.asks(title=BOOK)
    elsewhere = Browser(world.american, rita.client)
    assert elsewhere.gets(f"requests/{number}")["Location"].startswith("/american/sign-in?next=")
    assert elsewhere.signs_in("AMERICAN-R1").gets(f"requests/{number}").status_code == 404


def test_who_may_not_ask_any_more_still_follows_what_was_asked_for(rita: Browser, world: World) -> None:
    number = rita.asks(title=BOOK)
    with scope.entered(world.howard.zone.pk):
        Patron.objects.filter(barcode="HOWARD-R1").update(is_blocked=True)
    assert BOOK in rita.sees("requests")
    assert "We are looking for a library" in rita.sees(f"requests/{number}")


def test_a_cancel_is_sent_and_never_a_link(rita: Browser, world: World) -> None:
    number = rita.asks(title=BOOK)
    assert rita.gets(f"requests/{number}/cancel").status_code == 405
    assert state(world, number) == "locate_in_process"


def test_the_list_takes_as_many_statements_for_three_as_for_one(rita: Browser, world: World) -> None:
    rita.sends(f"requests/{rita.asks(title='Closed')}/cancel")
    rita.asks(title=BOOK)
    clockwork.turn()
    few = rita.statements("requests")
    for title in ("Second", "Third"):
        rita.asks(title=title)
        rita.sends(f"requests/{rita.asks(title=f'{title} closed')}/cancel")
    clockwork.turn()
    assert rita.statements("requests") == few
    with scope.entered(world.howard.zone.pk):
        assert BorrowingRequest.objects.count() == 6
