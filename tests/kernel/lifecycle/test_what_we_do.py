"""The loan and its other endings, told by what we do at each step."""

from typing import Any

import pytest

from interlend.kernel.lifecycle import happenings as h
from interlend.kernel.lifecycle.borrowing import BORROWING
from interlend.kernel.lifecycle.borrowing_facts import BorrowingFacts
from interlend.kernel.lifecycle.borrowing_states import Borrowing
from interlend.kernel.lifecycle.left import LEFT_BEHIND, Left, LeftFacts
from interlend.kernel.lifecycle.lending import LENDING
from interlend.kernel.lifecycle.lending_facts import LendingFacts
from interlend.kernel.lifecycle.lending_states import Lending
from interlend.kernel.lifecycle.steps import BorrowingStep, LendingStep
from interlend.kernel.lifecycle.table import Decided, Refused, decide
from tests.kernel.lifecycle.examples import example

AUTOMATIC = BorrowingFacts(
    locates_automatically=True,
    another_lender=True,
    next_is_sent_automatically=True,
    cancel_on_locate_failure=False,
    keep_rejected_active=False,
    received_at_pickup=True,
    lender_has_completed=False,
    cancel_asked_by=h.Cause.PATRON,
    state_before_cancel=Borrowing.WILL_SUPPLY,
)
LAST_LENDER = BorrowingFacts(
    locates_automatically=True,
    another_lender=False,
    next_is_sent_automatically=True,
    cancel_on_locate_failure=True,
    keep_rejected_active=True,
    received_at_pickup=False,
    lender_has_completed=True,
)
SWITCHED_ON = LendingFacts(
    locates_automatically=True,
    requests_automatically=True,
    reject_on_locate_failure=True,
    reject_when_none_available=True,
    reject_when_none_requestable=True,
    reject_when_only_electronic=True,
)


def borrowing(state: Borrowing, happening: h.Happening, facts: BorrowingFacts = AUTOMATIC) -> tuple[str, str]:
    return told(decide(BORROWING, state, happening, facts, frozenset(BorrowingStep)))


def lending(state: Lending, happening: h.Happening) -> tuple[str, str]:
    return told(decide(LENDING, state, happening, SWITCHED_ON, frozenset(LendingStep)))


def left(state: Left, happening: h.Happening) -> tuple[str, str]:
    return told(decide(LEFT_BEHIND, state, happening, LeftFacts(), frozenset()))


def told(outcome: Decided | Refused) -> tuple[str, str]:
    assert isinstance(outcome, Decided)
    return str(outcome.becomes), ", ".join(str(effect) for effect in outcome.effects)


SHELF = "create_temporary_item, place_on_hold_shelf, send_received, letter(on_hold_shelf)"


@pytest.mark.parametrize(
    ("state", "happening", "becomes", "and_we"),
    [
        (Borrowing.CREATED, h.Placed(), Borrowing.LOCATE_IN_PROCESS, "start_locate"),
        (Borrowing.LOCATE_IN_PROCESS, h.LocateFinished(found=2), Borrowing.REQUEST_SENT, "ask_next"),
        (
            Borrowing.REQUEST_SENT,
            h.Unfilled(reason="NotOnShelf"),
            Borrowing.REQUEST_SENT,
            "reject_active, ask_next",
        ),
        (
            Borrowing.REQUEST_SENT,
            h.Shipped(item_ids=("DEMO-1",)),
            Borrowing.SHIPPED_PHYSICALLY,
            "record_shipment",
        ),
        (Borrowing.SHIPPED_PHYSICALLY, h.Receive(barcode="DEMO-1"), Borrowing.PHYSICALLY_RECEIVED, SHELF),
        (Borrowing.PHYSICALLY_RECEIVED, example(h.LoanToPatron), Borrowing.LOANED, "lend_temporary_item"),
        (Borrowing.LOANED, h.ReturnByPatron(), Borrowing.RETURNED_BY_PATRON, "check_in_temporary_item"),
        (
            Borrowing.RETURNED_BY_PATRON,
            h.SendBack(),
            Borrowing.RETURNED_TO_PARTNER,
            "withdraw_temporary_item, send_returned",
        ),
        (Borrowing.RETURNED_TO_PARTNER, h.LoanCompleted(), Borrowing.REQUEST_COMPLETED, "complete_active"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, h.Happening) else str(value),
)
def test_the_borrower_lives_through_a_loan(
    state: Borrowing, happening: h.Happening, becomes: Borrowing, and_we: str
) -> None:
    assert borrowing(state, happening) == (becomes, and_we)


@pytest.mark.parametrize(
    ("state", "happening", "becomes", "and_we"),
    [
        (Lending.CREATED, h.RequestArrived(), Lending.CREATED, "start_lending_locate"),
        (Lending.CREATED, h.LocateOutcome(kind=h.Located.AVAILABLE), Lending.BEING_PROCESSED, "hold_item"),
        (Lending.CREATED, h.LocateOutcome(kind=h.Located.NONE_AVAILABLE), Lending.REJECTED, "send_unfilled"),
        (
            Lending.BEING_PROCESSED,
            h.Ship(barcode="1"),
            Lending.SHIPPED_PHYSICALLY,
            "move_to_lending, send_shipped",
        ),
        (Lending.SHIPPED_PHYSICALLY, h.PartnerReceived(), Lending.RECEIVED_BY_PARTNER, ""),
        (Lending.RECEIVED_BY_PARTNER, h.PartnerReturned(), Lending.RETURNED_BY_PARTNER, ""),
        (
            Lending.RETURNED_BY_PARTNER,
            h.CheckIn(barcode="1"),
            Lending.REQUEST_COMPLETED,
            "return_item_to_shelf, send_completed",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, h.Happening) else str(value),
)
def test_the_lender_lives_through_a_loan(
    state: Lending, happening: h.Happening, becomes: Lending, and_we: str
) -> None:
    assert lending(state, happening) == (becomes, and_we)


@pytest.mark.parametrize(
    ("happening", "becomes", "and_we"),
    [
        (h.Unfilled(), Borrowing.REJECTED_BY_PARTNER, "reject_active, letter(no_lender_left)"),
        (h.Unfilled(expired=True), Borrowing.EXPIRED, "reject_active, letter(no_lender_left)"),
        (h.NoAnswerInTime(), Borrowing.EXPIRED, "leave_active, letter(no_lender_left)"),
        (h.RejectByHand(), Borrowing.REJECTED_BY_PARTNER, "leave_active, letter(no_lender_left)"),
    ],
    ids=["it cannot supply", "it let the request lapse", "it is silent", "staff heard it by telephone"],
)
def test_the_last_lender_is_parted_with_and_the_patron_is_told(
    happening: h.Happening, becomes: Borrowing, and_we: str
) -> None:
    assert borrowing(Borrowing.REQUEST_SENT, happening, LAST_LENDER) == (becomes, and_we)


def test_a_silent_lender_is_sent_cancel_and_left_before_the_next_is_asked() -> None:
    assert borrowing(Borrowing.REQUEST_ACCEPTED, h.NoAnswerInTime()) == (
        "request_sent",
        "leave_active, ask_next",
    )


def test_nobody_found_ends_the_request_with_a_letter_where_the_library_wants_it() -> None:
    assert borrowing(Borrowing.LOCATE_IN_PROCESS, h.LocateFinished(found=0), LAST_LENDER) == (
        "cancelled_by_staff",
        "letter(no_lender)",
    )


def test_a_cancel_before_shipping_is_agreed_to() -> None:
    assert borrowing(Borrowing.REQUEST_SENT, h.CancelByPatron()) == (
        "waiting_for_cancel_response",
        "remember_cancel, send_cancel",
    )
    assert lending(Lending.BEING_PROCESSED, h.PartnerCancels()) == (
        "cancelled",
        "release_item, send_cancel_yes",
    )
    assert borrowing(Borrowing.WAITING_FOR_CANCEL_RESPONSE, h.CancelAnswered(agreed=True)) == (
        "cancelled_by_patron",
        "reject_active, letter(cancelled)",
    )


def test_a_late_cancel_is_refused_because_the_item_is_on_its_way() -> None:
    assert lending(Lending.SHIPPED_PHYSICALLY, h.PartnerCancels()) == ("shipped_physically", "send_cancel_no")
    assert borrowing(Borrowing.WAITING_FOR_CANCEL_RESPONSE, h.Shipped()) == (
        "shipped_physically",
        "record_shipment, notify_staff",
    )
    assert borrowing(Borrowing.SHIPPED_PHYSICALLY, h.CancelAnswered(agreed=False)) == (
        "shipped_physically",
        "",
    )


def test_a_promise_that_arrives_while_a_cancel_waits_is_where_a_refused_cancel_returns_to() -> None:
    assert borrowing(Borrowing.WAITING_FOR_CANCEL_RESPONSE, h.WillSupply()) == (
        "waiting_for_cancel_response",
        "return_to(will_supply)",
    )


def test_an_item_for_another_library_goes_there_first() -> None:
    assert borrowing(Borrowing.SHIPPED_PHYSICALLY, h.Receive(barcode="1"), LAST_LENDER) == (
        "in_transit_to_pickup",
        "create_temporary_item, send_in_transit, send_received",
    )
    assert borrowing(Borrowing.IN_TRANSIT_TO_PICKUP, h.ArriveAtPickup()) == (
        "physically_received",
        "place_on_hold_shelf, letter(on_hold_shelf)",
    )


def test_an_unanswered_request_is_ended_at_the_limit_and_the_item_is_free_again() -> None:
    assert lending(Lending.BEING_PROCESSED, h.AnswerDeadlinePassed()) == (
        "expired",
        "release_item, send_unfilled_expired",
    )


def test_an_item_that_cannot_be_fetched_is_declined_by_itself() -> None:
    assert lending(Lending.BEING_PROCESSED, h.PullFailed()) == ("rejected", "release_item, send_unfilled")


def test_a_lender_we_left_may_still_send_the_item_and_gets_it_home() -> None:
    assert [
        left(Left.LEFT, h.Shipped()),
        left(Left.SHIPPED_AFTER_LEFT, h.ReceiveLate()),
        left(Left.ARRIVED_LATE, h.SendBack()),
        left(Left.SENT_HOME, h.LoanCompleted()),
    ] == [
        ("shipped_after_left", "notify_staff"),
        ("arrived_late", "send_received"),
        ("sent_home", "send_returned"),
        ("closed", ""),
    ]


@pytest.mark.parametrize(
    ("happening", "steps", "refused"),
    [
        (
            h.WillSupply(),
            frozenset(),
            Refused(
                reason="The workflow profile of this partner does not allow this.",
                switched_off_by=BorrowingStep.WILL_SUPPLY,
                recorded=True,
            ),
        ),
        (
            h.LoanCompleted(),
            frozenset(BorrowingStep),
            Refused(reason="Not expected at the present status.", switched_off_by=None, recorded=True),
        ),
        (
            h.SendBack(),
            frozenset(BorrowingStep),
            Refused(reason="The item has not been received.", switched_off_by=None, recorded=False),
        ),
        (
            h.LocateFinished(found=1),
            frozenset(BorrowingStep),
            Refused(reason="Not expected at the present status.", switched_off_by=None, recorded=True),
        ),
    ],
    ids=["a step is off", "the partner is early", "staff are told on the spot", "our own work reports late"],
)
def test_a_refusal_says_why_and_whether_it_must_be_kept(
    happening: h.Happening, steps: frozenset[Any], refused: Refused
) -> None:
    assert decide(BORROWING, Borrowing.REQUEST_SENT, happening, AUTOMATIC, steps) == refused


@pytest.mark.parametrize(
    ("cause", "offered"),
    [
        (h.Cause.PATRON, [h.CancelByPatron]),
        (h.Cause.CLOCK, [h.NotAskedInTime, h.NoAnswerInTime]),
        (h.Cause.STAFF, [h.RejectByHand, h.CancelByStaff, h.Receive, h.CompleteByHand]),
    ],
    ids=["the patron", "the clock", "staff"],
)
def test_the_buttons_of_a_sent_request_come_from_the_table(
    cause: h.Cause, offered: list[type[h.Happening]]
) -> None:
    assert list(BORROWING.offers(Borrowing.REQUEST_SENT, cause, frozenset(BorrowingStep))) == offered


def test_the_clock_looks_for_silent_lenders_only_where_an_answer_is_owed() -> None:
    assert BORROWING.states_open_to(h.NoAnswerInTime) == (
        Borrowing.REQUEST_SENT,
        Borrowing.REQUEST_ACCEPTED,
        Borrowing.WAITING_FOR_CANCEL_RESPONSE,
    )
    assert LENDING.states_open_to(h.AnswerDeadlinePassed) == (
        Lending.CREATED,
        Lending.LOCATE_FAILED,
        Lending.BEING_PROCESSED,
        Lending.CANCEL_REQUESTED,
    )


def test_a_decision_names_its_row_by_the_number_under_which_the_page_prints_it() -> None:
    outcome = decide(BORROWING, Borrowing.LOANED, h.ReturnByPatron(), AUTOMATIC, frozenset())

    assert isinstance(outcome, Decided)
    assert BORROWING.rows[outcome.row_number - 1] is outcome.row
