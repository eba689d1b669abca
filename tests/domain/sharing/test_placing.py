"""Who may ask for what: the refusals, each with the sentence that a person reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from interlend.domain.fulfillment.models import Policy, PolicyType, TermsKind, TermsOfUse, TermsPolicy
from interlend.domain.libraries.models import Library
from interlend.domain.people.models import Patron
from interlend.domain.sharing import desk
from interlend.domain.sharing.models import BorrowingRequest
from interlend.domain.sharing.refusal import NotPossible
from interlend.domain.zones import known_settings
from interlend.kernel.lifecycle.happenings import CompleteByHand
from tests.domain.sharing.desks import STAFF, Desk, Desks
from tests.world import BOOK

TODAY = timezone.now().date()


def nothing(_: Desk) -> None:
    """All is as the guide sets it up."""


def blocked(_: Desk) -> None:
    Patron.objects.update(is_blocked=True, block_reason="Three books are overdue.")


def not_borrowing(_: Desk) -> None:
    Library.objects.update(not_borrowing_from=TODAY - timedelta(days=1), not_borrowing_to=None)


def no_borrowing_location(_: Desk) -> None:
    Library.objects.update(borrowing_location=None)


def one_at_a_time(howard: Desk) -> None:
    limit = Policy.objects.create(policy_type=PolicyType.ACTIVE_REQUESTS_LIMIT, name="One", value=1)
    borrowing = TermsOfUse.objects.filter(kind=TermsKind.BORROWING)
    TermsPolicy.objects.filter(
        terms__in=borrowing, policy__policy_type=PolicyType.ACTIVE_REQUESTS_LIMIT
    ).delete()
    for terms in borrowing:
        TermsPolicy.objects.create(terms=terms, policy=limit)
    howard.asks("Another book")


def holds_it(howard: Desk) -> None:
    howard.house.holds(BOOK, "HOWARD-1")


def asked_before(howard: Desk) -> None:
    known_settings.change("check_patron_duplicate_borrowing_requests", True)
    howard.asks(BOOK, isbn="0-06-112006-5")


@pytest.mark.parametrize(
    ("set_up", "said", "reason"),
    [
        (nothing, {"patron_barcode": "NOBODY"}, "No patron here has the barcode NOBODY."),
        (blocked, {}, "Blocked: Three books are overdue."),
        (nothing, {"title": "  "}, "A request needs a title."),
        (
            nothing,
            {"needed_by": TODAY - timedelta(days=2)},
            "The day by which it is needed has passed.",
        ),
        (
            nothing,
            {"needed_by": TODAY + timedelta(days=9000)},
            "The day by which it is needed is more than ten years away.",
        ),
        (not_borrowing, {}, "Founders Library does not borrow until further notice."),
        (
            no_borrowing_location,
            {},
            "Founders Library has no borrowing location: choose one in its borrowing information.",
        ),
        (one_at_a_time, {}, "1 request is open; the terms of use allow 1 at a time."),
        (
            holds_it,
            {},
            f"We hold it ourselves ({BOOK}, record howard-{BOOK}): ask for our own copy instead.",
        ),
        (nothing, {"pickup_library_code": "MOON"}, "There is no library MOON here."),
        (asked_before, {"title": f"{BOOK.upper()} "}, "Request B-… asks for it already."),
        (asked_before, {"title": "Eyes", "isbn": "9780061120060"}, "Request B-… asks for it already."),
    ],
    ids=[
        "unknown patron",
        "blocked patron",
        "no title",
        "needed yesterday",
        "needed in a lifetime",
        "not borrowing at present",
        "no place for what is borrowed",
        "too many at once",
        "we hold it",
        "unknown pickup library",
        "asked for already, by title",
        "asked for already, by the other ISBN",
    ],
)  # fmt: skip
def test_a_request_is_refused(
    desks: Desks, set_up: Callable[[Desk], None], said: dict[str, Any], reason: str
) -> None:
    with desks.howard.inside():
        set_up(desks.howard)
        before = list(BorrowingRequest.objects.values_list("number", flat=True))

    with pytest.raises(NotPossible) as refusal:
        desks.howard.asks(**said)

    shown = refusal.value.reason
    for number in before:
        shown = shown.replace(number, "B-…")
    assert shown == reason
    with desks.howard.inside():
        assert list(BorrowingRequest.objects.values_list("number", flat=True)) == before


def test_staff_may_ask_despite_a_copy_of_ours(desks: Desks) -> None:
    holds_it(desks.howard)
    number = desks.howard.asks(by=STAFF, despite_own_holdings=True)
    assert desks.howard.borrowed(number).state == "locate_in_process"


def test_what_was_asked_for_before_and_is_closed_may_be_asked_for_again(desks: Desks) -> None:
    with desks.howard.inside():
        asked_before(desks.howard)
        [number] = BorrowingRequest.objects.values_list("number", flat=True)
        desk.borrowing(number, CompleteByHand(reason="Found"), by=STAFF, now=timezone.now())
    assert desks.howard.asks(BOOK) != number
