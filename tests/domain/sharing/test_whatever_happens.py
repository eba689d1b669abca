"""Whatever happens, in whatever order: what must hold of every request after each step.

One lender at a time; every open request has an owner, a next step and a deadline; a closed one leaves no item
and no hold behind; and no message is left without its effect.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interlend.domain.catalog.models import Item
from interlend.domain.circulation import holds
from interlend.domain.circulation.models import Hold
from interlend.domain.circulation.refusal import Refused
from interlend.domain.exchange.models import Message
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest, RotaEntry
from interlend.domain.sharing.refusal import NotPossible
from interlend.kernel.lifecycle import happenings as h
from interlend.kernel.lifecycle.borrowing import BORROWING, Borrowing
from interlend.kernel.lifecycle.lending import LENDING, Lending
from interlend.kernel.lifecycle.states import Actor
from tests.clockwork import turn
from tests.domain.sharing.desks import READER, Desk, Desks, days_pass


@dataclass
class Play:
    """One request among the three, and what each of them may try."""

    desks: Desks
    number: str

    def ours(self, happening: h.Happening) -> None:
        self.desks.howard.does(self.number, happening)

    def theirs(self, lender: Desk, make: Callable[[LendingRequest], h.Happening]) -> None:
        request = lender.asked_for()
        lender.does(request.number, make(request))


def ship(request: LendingRequest) -> h.Happening:
    of_house = "AMERICAN-1" if request.library.code == "BENDER" else "GEORGETOWN-2"
    return h.Ship(barcode=request.item.barcode if request.item else of_house)


STRAIGHT: tuple[Callable[[Play], object], ...] = (
    lambda play: turn(),
    lambda play: play.theirs(play.desks.american, ship),
    lambda play: turn(),
    lambda play: play.ours(h.Receive(barcode="")),
    lambda play: play.desks.howard.lends(play.number),
    lambda play: play.ours(h.ReturnByPatron()),
    lambda play: play.ours(h.SendBack()),
    lambda play: turn(),
)
"""A loan that runs straight, so that whatever happens may begin anywhere in it."""

AT_HOWARD: dict[str, Callable[[Play], object]] = {
    "the patron cancels": lambda play: play.desks.howard.does(play.number, h.CancelByPatron(), by=READER),
    "staff cancel": lambda play: play.ours(h.CancelByStaff()),
    "the item is received": lambda play: play.ours(h.Receive(barcode="GIVEN")),
    "it is lent": lambda play: play.desks.howard.lends(play.number),
    "it is returned": lambda play: play.ours(h.ReturnByPatron()),
    "it is sent back": lambda play: play.ours(h.SendBack()),
    "the lender is rejected by hand": lambda play: play.ours(h.RejectByHand(reason="NotHeld")),
    "the request is closed by hand": lambda play: play.ours(h.CompleteByHand(reason="Solved otherwise")),
    "the locate starts again": lambda play: play.ours(h.LocateAgain()),
    "the next is sent by hand": lambda play: play.ours(h.Send()),
    "the condition is accepted": lambda play: play.ours(h.AcceptCondition()),
    "the condition is declined": lambda play: play.ours(h.DeclineCondition()),
    "a late item comes": lambda play: play.desks.howard.leaves(play.number, "AMERICAN", h.ReceiveLate()),
    "it goes home": lambda play: play.desks.howard.leaves(play.number, "AMERICAN", h.SendBack()),
}
AT_A_LENDER: dict[str, Callable[[LendingRequest], h.Happening]] = {
    "ships": ship,
    "rejects": lambda request: h.Reject(reason="NotOnShelf"),
    "promises": lambda request: h.AnswerWillSupply(),
    "sets a condition": lambda request: h.OfferCondition(conditions=("LibraryUseOnly",)),
    "does not find it": lambda request: h.PullFailed(),
    "agrees to the cancel": lambda request: h.AnswerCancel(agreed=True),
    "refuses the cancel": lambda request: h.AnswerCancel(agreed=False),
    "checks in": lambda request: h.CheckIn(barcode=""),
    "closes by hand": lambda request: h.CompleteByHand(reason="Lost"),
    "looks again": lambda request: h.LocateAgain(),
}


def at(lender: str, make: Callable[[LendingRequest], h.Happening]) -> Callable[[Play], object]:
    return lambda play: play.theirs(getattr(play.desks, lender), make)


STEPS: dict[str, Callable[[Play], object]] = {
    **AT_HOWARD,
    **{
        f"{lender} {what}": at(lender, make)
        for lender in ("american", "georgetown")
        for what, make in AT_A_LENDER.items()
    },
    "an hour passes": lambda play: days_pass(play.desks, 0.1),
    "ten days pass": lambda play: days_pass(play.desks, 10),
    "the post comes": lambda play: turn(),
}


def tried(step: Callable[[Play], object], play: Play) -> None:
    try:
        with transaction.atomic():
            step(play)
    except (NotPossible, Refused, LendingRequest.DoesNotExist):
        return


def what_is_wrong(desks: Desks) -> list[str]:
    return [
        f"{name}: {fault}"
        for name, desk in vars(desks).items()
        for fault in (*wrong_with_borrowing(desk), *wrong_with_lending(desk), *wrong_with_messages(desk))
    ]


def wrong_with_borrowing(desk: Desk) -> list[str]:
    wrong = []
    with desk.inside():
        for request in BorrowingRequest.objects.all():
            card = BORROWING.cards[Borrowing(request.state)]
            if (
                card.terminal != (request.act_by is None)
                or (card.next_actor is Actor.NOBODY) != card.terminal
            ):
                wrong.append(f"{request.state} is to be acted on by {card.next_actor} until {request.act_by}")
            named = RotaEntry.objects.filter(request=request, standing__in=["active", "supplied"]).count()
            if named > 1:
                wrong.append(f"{named} lenders at once")
            left_behind = Item.objects.filter(record__number=f"borrowed {request.number}").exclude(
                availability=Item.Availability.WITHDRAWN
            )
            if card.terminal and left_behind.exists():
                wrong.append(f"{request.state} leaves an item behind")
            if card.terminal and Hold.objects.filter(number=request.number, state__in=holds.OPEN).exists():
                wrong.append(f"{request.state} leaves a hold behind")
    return wrong


def wrong_with_lending(desk: Desk) -> list[str]:
    wrong = []
    with desk.inside():
        for request in LendingRequest.objects.select_related("item"):
            card = LENDING.cards[Lending(request.state)]
            if card.terminal != (request.act_by is None):
                wrong.append(f"{request.state} is to be acted on until {request.act_by}")
            if card.terminal and Hold.objects.filter(number=request.number, state__in=holds.OPEN).exists():
                wrong.append(f"{request.state} leaves a hold behind")
            if request.expires_at is not None and not LENDING.rows_for(
                Lending(request.state), h.AnswerDeadlinePassed
            ):
                wrong.append(f"{request.state} expires")
        held = Item.objects.filter(availability=Item.Availability.REQUESTED).count()
        if held != Hold.objects.filter(state=Hold.State.WAITING).count():
            wrong.append(f"{held} items are reserved")
    return wrong


def wrong_with_messages(desk: Desk) -> list[str]:
    with desk.inside():
        waiting = Message.objects.filter(state=Message.State.UNAPPLIED)
        return [f"{message.kind} {message.about} had no effect" for message in waiting]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    far=st.integers(0, len(STRAIGHT)),
    steps=st.lists(st.sampled_from(sorted(STEPS)) | st.just("the post comes"), min_size=4, max_size=16),
    staff_answer_cancels=st.booleans(),
)
def test_after_each_step_every_request_is_in_order(
    desks: Desks, far: int, steps: list[str], staff_answer_cancels: bool
) -> None:
    with transaction.atomic():
        for desk in vars(desks).values():
            desk.lets_expire()
            if staff_answer_cancels:
                desk.without("cancel_reply")
        play = Play(desks, desks.howard.asks())
        for step in STRAIGHT[:far]:
            step(play)
        assert what_is_wrong(desks) == []
        for name in steps:
            tried(STEPS[name], play)
            assert what_is_wrong(desks) == [], name
        transaction.set_rollback(True)
