"""Whatever can happen, and wherever a request can stand, there are words for it."""

from __future__ import annotations

import pytest

from interlend.interfaces.desk.request import standing, story, told
from interlend.kernel.iso18626.codes import Action, ReasonForMessage, Status
from interlend.kernel.iso18626.messages import Kind
from interlend.kernel.lifecycle.borrowing import BORROWING
from interlend.kernel.lifecycle.left import LEFT_BEHIND
from interlend.kernel.lifecycle.lending import LENDING


def test_everything_that_can_happen_is_told_in_a_sentence() -> None:
    borrowed = {*BORROWING.happenings, *LEFT_BEHIND.happenings}
    assert borrowed - told.EITHER.keys() == told.WE_BORROW.keys()
    assert set(LENDING.happenings) - told.EITHER.keys() == told.WE_LEND.keys()


def test_every_open_state_says_what_is_expected() -> None:
    open_states = {
        state for table in (BORROWING, LENDING) for state, card in table.cards.items() if card.active
    }
    assert {*standing.BORROWED, *standing.LENT} == open_states


def test_every_message_and_every_status_has_words() -> None:
    about = {Kind.REQUEST, *Action, *ReasonForMessage}
    assert story.ABOUT.keys() == about
    assert story.STATUS.keys() == set(Status)


@pytest.mark.parametrize(
    ("happening", "who", "cause", "is_lending", "sentence"),
    [
        ("Shipped", "Albany", "peer", False, "Albany shipped it"),
        ("Ship", "M. Clerk", "staff", True, "M. Clerk shipped it"),
        ("LocateAgain", "M. Clerk", "staff", False, "M. Clerk had the partners' catalogs searched again"),
        ("LocateAgain", "M. Clerk", "staff", True, "M. Clerk had our catalog searched again"),
        ("Receive", "", "staff", False, "Staff received it"),
        ("CancelByPatron", "", "patron", False, "The patron no longer wants it"),
        ("NotificationReceived", "", "peer", False, "The partner wrote"),
        ("Asked", "", "system", False, "The next lender was asked"),
        ("ItRained", "", "clock", False, "ItRained"),
    ],
)
def test_a_sentence_says_who_did_what(
    happening: str, who: str, cause: str, *, is_lending: bool, sentence: str
) -> None:
    assert told.sentence(happening, who, cause, is_lending=is_lending) == sentence
