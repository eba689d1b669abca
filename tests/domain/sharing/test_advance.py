"""The one function that everything comes to: who may cause what, what is kept, what is shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from interlend.domain.sharing import desk, saying
from interlend.domain.sharing.advance import advance
from interlend.domain.sharing.attention import added
from interlend.domain.sharing.by import CLOCK, SYSTEM, By
from interlend.domain.sharing.refusal import NotPossible
from interlend.domain.sharing.subjects import BorrowingSubject
from interlend.kernel.lifecycle import happenings as h
from tests.clockwork import turn
from tests.domain.sharing.desks import READER, STAFF, Desks

PEER = By(cause=h.Cause.PEER, name="American University")
NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("happening", "by", "reason"),
    [
        (h.CancelByStaff(), READER, "Cancel is not for patron to do."),
        (h.CancelByPatron(), STAFF, "Cancel (patron) is not for staff to do."),
        (h.Receive(barcode="1"), PEER, "Receive is not for peer to do."),
        (h.Shipped(), STAFF, "Lender shipped the item is not for staff to do."),
        (h.NoAnswerInTime(), SYSTEM, "No answer in time is not for system to do."),
        (h.Asked(), CLOCK, "Lender asked is not for clock to do."),
    ],
    ids=lambda value: getattr(value, "cause", None) or type(value).__name__,
)
def test_each_happening_says_who_may_cause_it(
    desks: Desks, happening: h.Happening, by: By, reason: str
) -> None:
    number = desks.howard.asks()
    with desks.howard.inside(), pytest.raises(NotPossible) as refusal:
        advance(BorrowingSubject.locked(number), happening, by=by, now=NOW)
    assert refusal.value.reason == reason
    assert len(desks.howard.history(number)) == 1


def test_what_a_desk_may_not_do_is_refused_and_leaves_nothing(desks: Desks) -> None:
    number = desks.howard.asks()
    turn()
    before = [entry.pk for entry in desks.howard.history(number)]
    with pytest.raises(NotPossible, match=r"^The item has not been received\.$"):
        desks.howard.does(number, h.SendBack())
    assert [entry.pk for entry in desks.howard.history(number)] == before


def test_what_a_partner_says_and_no_row_foresees_is_kept_and_shown(desks: Desks) -> None:
    number = desks.howard.asks()
    with desks.howard.inside():
        took = advance(BorrowingSubject.locked(number), h.Recalled(note="At once!"), by=PEER, now=NOW)
    entry = desks.howard.history(number)[-1]
    assert (took, entry.was_refused, entry.from_state, entry.to_state, entry.row) == (
        False, True, "locate_in_process", "locate_in_process", "",
    )  # fmt: skip
    assert entry.text == "Not expected at the present status. At once!"
    assert desks.howard.borrowed(number).needs_attention == (
        "Lender recalled the item: Not expected at the present status."
    )


def test_the_history_says_who_when_which_row_and_what_was_looked_at(desks: Desks) -> None:
    number = desks.howard.asks()
    turn()
    with desks.howard.inside():
        desk.borrowing(number, h.RejectByHand(reason="NotHeld", note="By telephone"), by=STAFF, now=NOW)
    entry = desks.howard.history(number)[-1]
    assert (entry.at, entry.happening, entry.cause, entry.actor_id, entry.actor_name) == (
        NOW, "RejectByHand", "staff", 1, "Vera",
    )  # fmt: skip
    assert (entry.from_state, entry.to_state, entry.was_refused) == ("request_sent", "request_sent", False)
    assert entry.text == "Not held: By telephone"
    assert entry.facts == {"another_lender": True, "next_is_sent_automatically": True, "reason": "NotHeld"}
    assert desks.howard.rota(number)[0] == ("AMERICAN", "left", "Reject: Not held: By telephone")


@pytest.mark.parametrize(
    ("happening", "words", "code"),
    [
        (h.Unfilled(reason="NotOnShelf"), "Not on shelf", "NotOnShelf"),
        (h.Unfilled(reason=" notonshelf ", note="Sorry"), "Not on shelf: Sorry", " notonshelf "),
        (h.Unfilled(reason="Eaten"), "Eaten", "Eaten"),
        (h.Unfilled(note="Sorry"), "Sorry", ""),
        (h.RetryOffered(reason="OnLoan"), "On loan", "OnLoan"),
        (h.Reject(reason="PoorCondition"), "In poor condition", "PoorCondition"),
        (h.CompleteByHand(reason="NotOnShelf"), "NotOnShelf", ""),
        (h.WillSupply(), "", ""),
    ],
    ids=[
        "a code",
        "a code badly written, with a note",
        "an unknown code",
        "a note alone",
        "of a retry",
        "of ours",
        "words that look like a code",
        "nothing",
    ],
)  # fmt: skip
def test_a_reason_is_shown_in_words_and_its_code_kept(happening: h.Happening, words: str, code: str) -> None:
    assert (saying.words_of(happening), saying.code_of(happening)) == (words, code)


@pytest.mark.parametrize(
    ("shown", "new", "after"),
    [
        ("", "", ""),
        ("", "Overdue", "Overdue"),
        ("Overdue", "", "Overdue"),
        ("Overdue", "Recalled", "Recalled · Overdue"),
        ("Recalled · Overdue", "Overdue", "Recalled · Overdue"),
        ("x" * 190, "Recalled", "Recalled · " + "x" * 189),
    ],
    ids=["nothing", "the first", "nothing new", "the latest first", "said before", "the oldest is cut off"],
)
def test_what_is_to_be_looked_at_adds_up(shown: str, new: str, after: str) -> None:
    assert added(shown, new) == after


def test_only_staff_take_away_what_they_have_to_look_at(desks: Desks) -> None:
    number = desks.howard.asks()
    turn()
    with desks.howard.inside():
        subject = BorrowingSubject.locked(number)
        advance(subject, h.NotificationReceived(note="Handle with care"), by=PEER, now=NOW)
    shown = "Message from the lender: Handle with care"
    desks.american.does(desks.american.asked_for().number, h.Ship(barcode="AMERICAN-1"))
    turn()
    shipped = desks.howard.borrowed(number)
    assert (shipped.state, shipped.needs_attention) == ("shipped_physically", shown)
    desks.howard.does(number, h.Receive(barcode="AMERICAN-1"))
    assert desks.howard.borrowed(number).needs_attention == ""


def test_a_promise_that_comes_after_the_item_is_history_only(desks: Desks) -> None:
    number = desks.howard.asks()
    turn()
    desks.american.does(desks.american.asked_for().number, h.Ship(barcode="AMERICAN-1"))
    turn()
    with desks.howard.inside():
        subject = BorrowingSubject.locked(number)
        took = advance(subject, h.WillSupply(), by=PEER, now=timezone.now(), is_late_news=True)
    request = desks.howard.borrowed(number)
    assert (took, request.state, request.needs_attention) == (False, "shipped_physically", "")
    assert desks.howard.history(number)[-1].text == "Overtaken by later news of the lender."
