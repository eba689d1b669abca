"""Ask: what is in the way is told first, what is wrong beside its field, and one form makes one request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from interlend.domain.fulfillment.models import Policy, PolicyType, TermsKind, TermsOfUse, TermsPolicy
from interlend.domain.libraries.models import Delivery, Library
from interlend.domain.people.models import Patron
from interlend.domain.sharing.models import BorrowingRequest
from interlend.domain.zones import scope
from tests.interfaces.patron.conftest import Browser, Page, record_of
from tests.world import BOOK, RITA, World

TODAY = timezone.now().date()


def of_rita(world: World) -> list[BorrowingRequest]:
    """Her requests, as they are stored."""
    with scope.entered(world.howard.zone.pk):
        return list(BorrowingRequest.objects.filter(patron__barcode=RITA).select_related("pickup_library"))


def words(answer: Any) -> str:
    return Page(answer.content.decode()).words


def another_place(world: World) -> None:
    """Let Howard deliver to a second library; a third is none to pick up at."""
    with scope.entered(world.howard.zone.pk):
        sharing = Library.objects.get(is_resource_sharing=True)
        law = Library.objects.create(code="LAW", name="Law Library")
        Library.objects.create(code="CLOSED", name="Closed Library")
        Delivery.objects.create(library=sharing, to=law)


def test_a_book_that_was_found_is_asked_for_as_the_record_describes_it(rita: Browser, world: World) -> None:
    record = record_of(world.american, BOOK)
    assert f"Request a book {BOOK}" in rita.sees("ask", record=record)
    answer = rita.sends("ask", record=record, ticket=rita.ticket(record=record), note="The paperback, please")
    [made] = of_rita(world)
    assert answer["Location"] == f"/howard/requests/{made.number}"
    assert (made.title, made.patron_note, made.needed_by, made.state) == (
        BOOK,
        "The paperback, please",
        None,
        "locate_in_process",
    )
    assert "We have your request. You can follow it here." in rita.sees(f"requests/{made.number}")


def test_a_book_that_nobody_has_is_described_by_the_reader(rita: Browser, world: World) -> None:
    assert 'value="Turtle Diary"' in rita.gets("ask", title="Turtle Diary").content.decode()
    day = TODAY + timedelta(days=30)
    rita.asks(title="Turtle Diary", author="Hoban", isbn="0-06-112006-5", needed_by=day.isoformat())
    [made] = of_rita(world)
    assert (made.title, made.author, made.isbn, made.needed_by) == (
        "Turtle Diary",
        "Hoban",
        "0-06-112006-5",
        day,
    )


def test_only_places_that_are_possible_can_be_chosen(rita: Browser, world: World) -> None:
    assert "You pick it up at Founders Library ." in rita.sees("ask")
    another_place(world)
    page = rita.sees("ask")
    assert "Founders Library Law Library" in page and "Closed Library" not in page
    refused = rita.sends("ask", ticket=rita.ticket(), title=BOOK, pickup="CLOSED")
    assert refused.status_code == 422
    rita.asks(title=BOOK, pickup="LAW")
    assert [made.pickup_library.code for made in of_rita(world)] == ["LAW"]


@pytest.mark.parametrize(
    ("said", "field", "error"),
    [
        pytest.param({"title": ""}, "id_title", "Write the title of the book.", id="no title"),
        pytest.param({"title": "   "}, "id_title", "Write the title of the book.", id="blanks"),
        pytest.param(
            {"isbn": "12345"},
            "id_isbn",
            "This is not an ISBN. Check the digits, or leave it empty.",
            id="a number that is no ISBN",
        ),
        pytest.param(
            {"needed_by": "2001-01-01"},
            "id_needed_by",
            "This day has passed. Choose today or a later day.",
            id="a day that has passed",
        ),
        pytest.param(
            {"needed_by": "9999-01-01"},
            "id_needed_by",
            "This day is more than ten years away. Choose an earlier one.",
            id="a day too far away",
        ),
        pytest.param(
            {"needed_by": "soon"},
            "id_needed_by",
            "This is not a day. Write it as year-month-day, for example 2027-01-31.",
            id="no day",
        ),
    ],
)
def test_an_error_stands_at_the_top_and_leads_to_its_field(
    rita: Browser, world: World, said: dict[str, str], field: str, error: str
) -> None:
    answer = rita.sends("ask", ticket=rita.ticket(), **{"title": BOOK, "note": "Kept as written", **said})
    markup = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="#{field}">{error}</a>' in markup
    assert f'id="{field}_error"' in markup and f'id="{field}"' in markup
    assert "Kept as written" in markup
    assert of_rita(world) == []


def expired(patron: Patron) -> None:
    patron.expires_on = TODAY - timedelta(days=5)


def blocked(patron: Patron) -> None:
    patron.is_blocked = True


def blocked_for_a_reason(patron: Patron) -> None:
    patron.is_blocked, patron.block_reason = True, "Three books are overdue."


def visitor(patron: Patron) -> None:
    patron.user_group = Patron.objects.get(barcode="HOWARD-R4").user_group


def not_borrowing(_: Patron) -> None:
    Library.objects.update(not_borrowing_from=TODAY - timedelta(days=9), not_borrowing_to=None)


ASK_US = "Please talk to your library: our staff can help."


@pytest.mark.parametrize(
    ("in_the_way", "told"),
    [
        (expired, f"Your card has expired. {ASK_US}"),
        (blocked, f"Your card is blocked. {ASK_US}"),
        (blocked_for_a_reason, f"Your card is blocked: Three books are overdue. {ASK_US}"),
        (
            visitor,
            f"The terms of use do not let Visitor ask for items from other libraries. {ASK_US}",
        ),
        (not_borrowing, f"Founders Library does not borrow until further notice. {ASK_US}"),
    ],
)
def test_what_is_in_the_way_is_told_before_anything_is_filled_in(
    rita: Browser, world: World, in_the_way: Callable[[Patron], None], told: str
) -> None:
    ticket = rita.ticket()
    with scope.entered(world.howard.zone.pk):
        patron = Patron.objects.get(barcode=RITA)
        in_the_way(patron)
        patron.save()
    page = rita.gets("ask")
    assert f"You cannot request a book now {told}" in words(page)
    assert "<form class" not in page.content.decode()
    assert rita.sends("ask", ticket=ticket, title=BOOK).status_code == 409
    assert of_rita(world) == []


def one_at_a_time(world: World) -> None:
    with scope.entered(world.howard.zone.pk):
        limit = Policy.objects.create(policy_type=PolicyType.ACTIVE_REQUESTS_LIMIT, name="One", value=1)
        borrowing = TermsOfUse.objects.filter(kind=TermsKind.BORROWING)
        TermsPolicy.objects.filter(
            terms__in=borrowing, policy__policy_type=PolicyType.ACTIVE_REQUESTS_LIMIT
        ).delete()
        for terms in borrowing:
            TermsPolicy.objects.create(terms=terms, policy=limit)


def test_a_limit_is_shown_and_once_reached_what_to_do_about_it(rita: Browser, world: World) -> None:
    one_at_a_time(world)
    assert "Open requests: 0 of the 1 that you can have at a time." in rita.sees("ask")
    rita.asks(title=BOOK)
    assert (
        "You have 1 open request. You cannot have more at a time. "
        "Cancel one that you do not need any more, or wait until one is done."
    ) in rita.sees("ask")


def test_what_the_library_holds_itself_is_refused_with_where_it_is(rita: Browser, world: World) -> None:
    world.howard.holds(BOOK, "HOWARD-1")
    answer = rita.sends("ask", ticket=rita.ticket(), title=BOOK)
    assert (answer.status_code, of_rita(world)) == (409, [])
    assert f"We hold it ourselves ({BOOK}" in words(answer)


def test_the_same_form_sent_twice_makes_one_request(rita: Browser, world: World) -> None:
    one_at_a_time(world)
    ticket = rita.ticket()
    first = rita.sends("ask", ticket=ticket, title=BOOK)
    second = rita.sends("ask", ticket=ticket, title=BOOK)
    assert (first.status_code, second["Location"]) == (302, first["Location"])
    assert len(of_rita(world)) == 1


def test_a_form_that_was_corrected_keeps_its_ticket(rita: Browser) -> None:
    ticket = rita.ticket()
    assert f'value="{ticket}"' in rita.sends("ask", ticket=ticket, title="").content.decode()


@pytest.mark.parametrize(
    "ticket", ["", "B-7K3QF2MHA", "e30:x", None], ids=["none", "a number", "forged", "Paul's"]
)
def test_a_ticket_that_is_not_hers_is_renewed_and_nothing_made(
    rita: Browser, paul: Browser, world: World, ticket: str | None
) -> None:
    answer = rita.sends("ask", ticket=paul.ticket() if ticket is None else ticket, title=BOOK)
    assert answer.status_code == 422
    assert "This form had grown old. Check what you wrote, and send it again." in words(answer)
    assert of_rita(world) == []


def test_who_has_not_signed_in_makes_no_request(anybody: Browser, world: World) -> None:
    answer = anybody.sends("ask", title=BOOK)
    assert (answer.status_code, of_rita(world)) == (302, [])


@pytest.mark.parametrize("record", ["9" * 18, "x", "-1", "9" * 40])
def test_a_record_that_is_none_makes_no_error_of_ours(rita: Browser, record: str) -> None:
    assert rita.gets("ask", record=record).status_code in (200, 404)
