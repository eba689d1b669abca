"""What each effect of a row writes: items, holds, loans, letters, messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from interlend.domain.catalog.models import Item
from interlend.domain.circulation.models import Hold, Loan
from interlend.domain.exchange.models import Message
from interlend.domain.letters.models import Letter
from interlend.domain.partners import peers
from interlend.domain.sharing import delivery
from interlend.domain.sharing.models import RotaEntry
from interlend.kernel.lifecycle import happenings as h
from tests.clockwork import turn
from tests.domain.sharing.desks import READER, Desk, Desks, days_pass


def rows(at: Desk) -> dict[str, list[str]]:
    """What stands in an institution's books, beyond its requests."""
    with at.inside():
        return {
            "items": [
                f"{item.barcode} {item.availability} in {item.location.code}"
                for item in Item.objects.select_related("location").order_by("barcode")
            ],
            "holds": [f"{hold.kind} {hold.state}" for hold in Hold.objects.order_by("id")],
            "loans": ["ended" if loan.returned_at else "running" for loan in Loan.objects.order_by("id")],
            "letters": list(Letter.objects.order_by("id").values_list("code", flat=True)),
            "sent": [
                message.about or message.kind
                for message in Message.objects.filter(direction=Message.Direction.OUT).order_by("id")
            ],
        }


Step = Callable[[Desks, str], object]


def after_the_post(step: Step) -> Step:
    def then(desks: Desks, number: str) -> object:
        turn()
        return step(desks, number)

    return then


LOAN: list[tuple[str, Step, str, dict[str, list[str]]]] = [
    ("ask_next", after_the_post(lambda desks, number: None), "howard", {"sent": ["request"]}),
    (
        "hold_item",
        lambda desks, number: None,
        "american",
        {"items": ["AMERICAN-1 requested in STACKS"], "holds": ["pull waiting"], "sent": []},
    ),
    (
        "move_to_lending, send_shipped",
        lambda desks, number: desks.american.does(
            desks.american.asked_for().number, h.Ship(barcode="AMERICAN-1")
        ),
        "american",
        {
            "items": ["AMERICAN-1 shipped in LENDING"],
            "holds": ["pull filled"],
            "sent": ["RequestResponse"],
        },
    ),
    (
        "create_temporary_item, place_on_hold_shelf, send_received, letter",
        after_the_post(lambda desks, number: desks.howard.does(number, h.Receive(barcode="AMERICAN-1"))),
        "howard",
        {
            "items": ["AMERICAN-1 on_hold_shelf in BORROWING"],
            "holds": ["pickup ready"],
            "letters": ["on_hold_shelf"],
            "sent": ["request", "Received"],
        },
    ),
    (
        "lend_temporary_item",
        lambda desks, number: desks.howard.lends(number),
        "howard",
        {
            "items": ["AMERICAN-1 on_loan in BORROWING"],
            "holds": ["pickup filled"],
            "loans": ["running"],
        },
    ),
    (
        "check_in_temporary_item",
        lambda desks, number: desks.howard.does(number, h.ReturnByPatron()),
        "howard",
        {"items": ["AMERICAN-1 on_shelf in BORROWING"], "loans": ["ended"]},
    ),
    (
        "withdraw_temporary_item, send_returned",
        lambda desks, number: desks.howard.does(number, h.SendBack()),
        "howard",
        {
            "items": ["AMERICAN-1 withdrawn in BORROWING"],
            "sent": ["request", "Received", "ShippedReturn"],
        },
    ),
    (
        "return_item_to_shelf, send_completed",
        after_the_post(
            lambda desks, number: desks.american.does(
                desks.american.asked_for().number, h.CheckIn(barcode="AMERICAN-1")
            )
        ),
        "american",
        {"items": ["AMERICAN-1 on_shelf in STACKS"], "sent": ["RequestResponse", "StatusChange"]},
    ),
]


def test_each_step_of_a_loan_writes_its_rows(desks: Desks) -> None:
    number = desks.howard.asks()
    for effects, step, house, written in LOAN:
        step(desks, number)
        found = rows(getattr(desks, house))
        assert {kind: found[kind] for kind in written} == written, effects


@pytest.mark.parametrize(
    ("ends", "letter"),
    [
        (lambda desks, number: desks.howard.does(number, h.CancelByPatron(), by=READER), "cancelled"),
        (lambda desks, number: desks.howard.does(number, h.CompleteByHand(reason="Bought")), "closed"),
    ],
    ids=["cancelled", "closed by hand"],
)
def test_the_patron_is_told_how_it_ended_and_the_lender_has_its_copy_back(
    desks: Desks, ends: Step, letter: str
) -> None:
    number = desks.howard.asks()
    turn()
    ends(desks, number)
    turn()
    assert rows(desks.howard)["letters"] == [letter]
    assert rows(desks.howard)["sent"] == ["request", "Cancel"]
    american = rows(desks.american)
    assert (american["items"], american["holds"]) == (["AMERICAN-1 on_shelf in STACKS"], ["pull released"])


def test_a_lender_that_cannot_be_reached_is_left_in_time_and_hears_request_and_cancel_later(
    desks: Desks,
) -> None:
    with desks.howard.inside():
        peers.pause("AMERICAN", by="Vera")
    number = desks.howard.asks()
    turn()
    days_pass(desks, 10)
    turn()
    assert [place[:2] for place in desks.howard.rota(number)] == [
        ("AMERICAN", "left"),
        ("GEORGETOWN", "active"),
    ]
    with desks.howard.inside():
        peers.resume("AMERICAN")
    turn()
    assert desks.american.asked_for().state == "cancelled"
    assert rows(desks.american)["items"] == ["AMERICAN-1 on_shelf in STACKS"]


def test_a_request_that_was_given_up_goes_on_to_the_next_lender(desks: Desks) -> None:
    number = desks.howard.asks()
    turn()
    with desks.howard.inside():
        entry = RotaEntry.objects.get(standing="active")
        message = Message.objects.select_related("conversation").get(conversation=entry.conversation)
        delivery.given_up(message, now=timezone.now() + timedelta(days=14))
    turn()
    assert [place[:2] for place in desks.howard.rota(number)] == [
        ("AMERICAN", "left"),
        ("GEORGETOWN", "active"),
    ]
