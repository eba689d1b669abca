"""The life of a borrowing request, from the patron's wish to the item's way home.

Source: the statuses and transitions that staff know, as laid down in the project's specification of resource
sharing; the messages behind them are those of ISO 18626.
"""
# ruff: noqa: E501 -- a row is one line, so that the columns can be read downward

from collections.abc import Sequence
from typing import Final

from interlend.kernel.lifecycle import happenings as h
from interlend.kernel.lifecycle.borrowing_facts import (
    BEFORE_CANCEL,
    about_the_request,
    agreed,
    another_lender,
    asked_by_patron,
    cancel_on_locate_failure,
    found_some,
    keep_rejected_active,
    lapsed,
    lender_has_completed,
    locates_automatically,
    nobody_asked_yet,
    received_at_pickup,
    sent_automatically,
)
from interlend.kernel.lifecycle.borrowing_states import BORROWING_CARDS, Borrowing
from interlend.kernel.lifecycle.effects import (
    Effect,
    ask_next,
    check_in_temporary_item,
    complete_active,
    create_temporary_item,
    leave_active,
    lend_temporary_item,
    letter,
    notify_staff,
    place_on_hold_shelf,
    record_condition,
    record_due_date,
    record_shipment,
    reject_active,
    remember_cancel,
    return_to,
    send_cancel,
    send_condition_accepted,
    send_in_transit,
    send_received,
    send_returned,
    show_message,
    start_answer_clock,
    start_locate,
    withdraw_temporary_item,
)
from interlend.kernel.lifecycle.steps import BorrowingStep, Step
from interlend.kernel.lifecycle.table import (
    STAYS,
    Because,
    Guard,
    Kind,
    Row,
    Table,
    always,
)

__all__ = ["BORROWING", "Borrowing"]

CREATED: Final = Borrowing.CREATED
LOCATE_IN_PROCESS: Final = Borrowing.LOCATE_IN_PROCESS
LOCATE_FAILED: Final = Borrowing.LOCATE_FAILED
READY_TO_SEND: Final = Borrowing.READY_TO_SEND
REQUEST_SENT: Final = Borrowing.REQUEST_SENT
REQUEST_ACCEPTED: Final = Borrowing.REQUEST_ACCEPTED
WILL_SUPPLY: Final = Borrowing.WILL_SUPPLY
CONDITIONAL: Final = Borrowing.CONDITIONAL
REJECTED_BY_PARTNER: Final = Borrowing.REJECTED_BY_PARTNER
EXPIRED: Final = Borrowing.EXPIRED
WAITING: Final = Borrowing.WAITING_FOR_CANCEL_RESPONSE
SHIPPED: Final = Borrowing.SHIPPED_PHYSICALLY
IN_TRANSIT: Final = Borrowing.IN_TRANSIT_TO_PICKUP
RECEIVED: Final = Borrowing.PHYSICALLY_RECEIVED
LOANED: Final = Borrowing.LOANED
BROUGHT_BACK: Final = Borrowing.RETURNED_BY_PATRON
SENT_BACK: Final = Borrowing.RETURNED_TO_PARTNER
COMPLETED: Final = Borrowing.REQUEST_COMPLETED
CANCELLED_BY_PATRON: Final = Borrowing.CANCELLED_BY_PATRON
CANCELLED_BY_STAFF: Final = Borrowing.CANCELLED_BY_STAFF
CANCELLED_BY_PARTNER: Final = Borrowing.CANCELLED_BY_PARTNER

NOBODY_ASKED = (CREATED, LOCATE_IN_PROCESS, LOCATE_FAILED, READY_TO_SEND, REJECTED_BY_PARTNER, EXPIRED)
NOBODY_FOUND = (CREATED, LOCATE_FAILED, READY_TO_SEND, REJECTED_BY_PARTNER, EXPIRED)
ASKED = (REQUEST_SENT, REQUEST_ACCEPTED, WILL_SUPPLY, CONDITIONAL)
UNANSWERED = (REQUEST_SENT, REQUEST_ACCEPTED)
ON_ITS_WAY = (*ASKED, WAITING, SHIPPED)
HERE = (IN_TRANSIT, RECEIVED, LOANED, BROUGHT_BACK)
CLOSED = (COMPLETED, CANCELLED_BY_PATRON, CANCELLED_BY_STAFF, CANCELLED_BY_PARTNER)
EVERYWHERE = tuple(Borrowing)


def on_to_the_next(
    stands_at: Borrowing | tuple[Borrowing, ...],
    happens: Kind | tuple[Kind, ...],
    only_if: Guard,
    first: Effect,
    *,
    nobody_left: Borrowing,
    step: Step | None = None,
) -> Sequence[Row]:
    """The four rows by which a request moves on from a lender, whatever the cause.

    `first` says how the lender is parted with; `nobody_left` is where the request is kept when the rota is done.
    """
    ended = [first, letter("no_lender_left")]
    next_by_itself = only_if & another_lender & sent_automatically
    return (
        Row(stands_at, happens, next_by_itself, REQUEST_SENT, [first, ask_next], step),
        Row(stands_at, happens, only_if & another_lender, READY_TO_SEND, [first], step),
        Row(stands_at, happens, only_if & keep_rejected_active, nobody_left, ended, step),
        Row(stands_at, happens, only_if, CANCELLED_BY_PARTNER, ended, step),
    )


# fmt: off
ROWS: tuple[Row, ...] = (
    #   stands at          happens             only if                           becomes             and we

    # Finding lenders
    Row(CREATED,           h.Placed,           locates_automatically,            LOCATE_IN_PROCESS,  [start_locate]),
    Row(CREATED,           h.Placed,           always,                           STAYS,              []),
    Row(LOCATE_IN_PROCESS, h.RotaMissing,      always,                           CREATED,            [notify_staff]),
    Row(LOCATE_IN_PROCESS, h.LocateFinished,   found_some & sent_automatically,  REQUEST_SENT,       [ask_next]),
    Row(LOCATE_IN_PROCESS, h.LocateFinished,   found_some,                       READY_TO_SEND,      []),
    Row(LOCATE_IN_PROCESS, h.LocateFinished,   cancel_on_locate_failure,         CANCELLED_BY_STAFF, [letter("no_lender")]),
    Row(LOCATE_IN_PROCESS, h.LocateFinished,   always,                           LOCATE_FAILED,      []),
    Row(LOCATE_IN_PROCESS, h.LocateAgain,      always,                           STAYS,              [start_locate]),
    Row(NOBODY_FOUND,      h.LocateAgain,      always,                           LOCATE_IN_PROCESS,  [start_locate]),
    Row(NOBODY_FOUND,      h.Send,             another_lender,                   REQUEST_SENT,       [ask_next]),
    Row(REQUEST_SENT,      h.Asked,            always,                           STAYS,              []),
    Row(REQUEST_SENT,      h.NotAskedInTime,   nobody_asked_yet,                 STAYS,              [ask_next, notify_staff]),
    Row(UNANSWERED,        h.Delivered,        about_the_request,                STAYS,              [start_answer_clock]),

    # The lender's answer
    Row(REQUEST_SENT,      h.RequestAccepted,  always,             REQUEST_ACCEPTED, [], BorrowingStep.REQUEST_ACCEPTED),
    Row((REQUEST_ACCEPTED, WILL_SUPPLY, CONDITIONAL, WAITING), h.RequestAccepted, always, STAYS, [], BorrowingStep.REQUEST_ACCEPTED),
    Row(ASKED,             h.WillSupply,       always,             WILL_SUPPLY,      [], BorrowingStep.WILL_SUPPLY),
    Row(WAITING,           h.WillSupply,       always,             STAYS,            [return_to(WILL_SUPPLY)], BorrowingStep.WILL_SUPPLY),
    Row(ASKED,             h.ConditionOffered, always,             CONDITIONAL,      [record_condition], BorrowingStep.CONDITIONAL),
    Row(WAITING,           h.ConditionOffered, always,             STAYS,            [record_condition, return_to(CONDITIONAL)], BorrowingStep.CONDITIONAL),
    Row(CONDITIONAL,       h.AcceptCondition,  always,             REQUEST_SENT,     [send_condition_accepted]),

    # On to the next lender
    *on_to_the_next(ASKED,        h.Unfilled,           lapsed,            reject_active, nobody_left=EXPIRED),
    *on_to_the_next(ASKED,        (h.Unfilled, h.RetryOffered), always,    reject_active, nobody_left=REJECTED_BY_PARTNER),
    *on_to_the_next(ASKED,        h.CancelledByPartner, always,            reject_active, nobody_left=REJECTED_BY_PARTNER, step=BorrowingStep.CANCELLED_BY_PARTNER),
    *on_to_the_next(REQUEST_SENT, h.DeliveryRefused,    about_the_request, reject_active, nobody_left=REJECTED_BY_PARTNER),
    *on_to_the_next(CONDITIONAL,  h.DeclineCondition,   always,            leave_active,  nobody_left=REJECTED_BY_PARTNER),
    *on_to_the_next(ASKED,        h.RejectByHand,       always,            leave_active,  nobody_left=REJECTED_BY_PARTNER, step=BorrowingStep.REJECT),
    *on_to_the_next(UNANSWERED,   h.NoAnswerInTime,     always,            leave_active,  nobody_left=EXPIRED),
    *on_to_the_next(REQUEST_SENT, h.DeliveryFailed,     about_the_request, leave_active,  nobody_left=EXPIRED),

    # Cancel before shipping
    Row(NOBODY_ASKED, h.CancelByPatron,   always,                   CANCELLED_BY_PATRON, [letter("cancelled")], BorrowingStep.CANCELLED_BY_PATRON),
    Row(NOBODY_ASKED, h.CancelByStaff,    always,                   CANCELLED_BY_STAFF,  [letter("cancelled")], BorrowingStep.CANCELLED_BY_STAFF),
    Row(REQUEST_SENT, h.CancelByPatron,   nobody_asked_yet,         CANCELLED_BY_PATRON, [letter("cancelled")], BorrowingStep.CANCELLED_BY_PATRON),
    Row(REQUEST_SENT, h.CancelByStaff,    nobody_asked_yet,         CANCELLED_BY_STAFF,  [letter("cancelled")], BorrowingStep.CANCELLED_BY_STAFF),
    Row(ASKED,        h.CancelByPatron,   always,                   WAITING,             [remember_cancel, send_cancel], BorrowingStep.CANCELLED_BY_PATRON),
    Row(ASKED,        h.CancelByStaff,    always,                   WAITING,             [remember_cancel, send_cancel], BorrowingStep.CANCELLED_BY_STAFF),
    Row(WAITING,      h.CancelAnswered,   agreed & asked_by_patron, CANCELLED_BY_PATRON, [reject_active, letter("cancelled")]),
    Row(WAITING,      h.CancelAnswered,   agreed,                   CANCELLED_BY_STAFF,  [reject_active, letter("cancelled")]),
    Row(WAITING,      h.CancelAnswered,   always,                   BEFORE_CANCEL,       [notify_staff], BorrowingStep.CANCEL_NOT_ACCEPTED),
    Row(WAITING,      h.CancelAnswered,   always,                   BEFORE_CANCEL,       []),
    Row(WAITING,      (h.Unfilled, h.RetryOffered, h.CancelledByPartner), asked_by_patron, CANCELLED_BY_PATRON, [reject_active, letter("cancelled")]),
    Row(WAITING,      (h.Unfilled, h.RetryOffered, h.CancelledByPartner), always,          CANCELLED_BY_STAFF,  [reject_active, letter("cancelled")]),
    Row(WAITING,      h.DeliveryRefused,  about_the_request & asked_by_patron, CANCELLED_BY_PATRON, [reject_active, letter("cancelled")]),
    Row(WAITING,      h.DeliveryRefused,  about_the_request,        CANCELLED_BY_STAFF,  [reject_active, letter("cancelled")]),
    Row(WAITING,      h.NoAnswerInTime,   asked_by_patron,          CANCELLED_BY_PATRON, [leave_active, letter("cancelled")]),
    Row(WAITING,      h.NoAnswerInTime,   always,                   CANCELLED_BY_STAFF,  [leave_active, letter("cancelled")]),

    # The item comes
    Row(ASKED,               h.Shipped,        always,              SHIPPED,    [record_shipment]),
    Row(WAITING,             h.Shipped,        always,              SHIPPED,    [record_shipment, notify_staff]),
    Row((SHIPPED, *HERE),    h.Shipped,        always,              STAYS,      [record_shipment]),
    Row((SHIPPED, *HERE),    h.CancelAnswered, agreed,              STAYS,      [notify_staff]),
    Row((SHIPPED, *HERE),    h.CancelAnswered, always,              STAYS,      []),
    Row(ON_ITS_WAY,          h.Receive,        received_at_pickup,  RECEIVED,   [create_temporary_item, place_on_hold_shelf, send_received, letter("on_hold_shelf")]),
    Row(ON_ITS_WAY,          h.Receive,        always,              IN_TRANSIT, [create_temporary_item, send_in_transit, send_received]),
    Row(IN_TRANSIT,          h.ArriveAtPickup, always,              RECEIVED,   [place_on_hold_shelf, letter("on_hold_shelf")]),

    # The patron has it
    Row((IN_TRANSIT, RECEIVED), h.LoanToPatron, always,             LOANED,       [lend_temporary_item]),
    Row(LOANED,              h.ReturnByPatron, always,              BROUGHT_BACK, [check_in_temporary_item]),
    Row((SHIPPED, *HERE, SENT_BACK), h.OverdueNotice, always,       STAYS,        [notify_staff]),
    Row((SHIPPED, *HERE),    h.Recalled,       always,              STAYS,        [record_due_date, notify_staff], BorrowingStep.RECALLED_BY_PARTNER),
    Row((SHIPPED, *HERE),    h.RenewAnswered,  agreed,              STAYS,        [record_due_date, notify_staff]),
    Row((SHIPPED, *HERE),    h.RenewAnswered,  always,              STAYS,        [notify_staff]),

    # The way home
    Row((IN_TRANSIT, RECEIVED, BROUGHT_BACK), h.SendBack, lender_has_completed, COMPLETED, [withdraw_temporary_item, send_returned, complete_active], BorrowingStep.LENDER_CHECK_IN),
    Row((IN_TRANSIT, RECEIVED, BROUGHT_BACK), h.SendBack, always,               SENT_BACK, [withdraw_temporary_item, send_returned]),
    Row((SHIPPED, *HERE),    (h.LoanCompleted, h.CompletedWithoutReturn), always, STAYS,   [notify_staff]),
    Row(SENT_BACK,           h.LoanCompleted,  always,                        COMPLETED,   [complete_active], BorrowingStep.LENDER_CHECK_IN),
    Row(COMPLETED,           h.LoanCompleted,  always,                        STAYS,       []),
    Row(SENT_BACK,           h.CompletedWithoutReturn, always,                COMPLETED,   [complete_active, notify_staff]),

    # Closed by hand
    Row(NOBODY_ASKED,        h.CompleteByHand, always,  COMPLETED,  [letter("closed")]),
    Row(REQUEST_SENT,        h.CompleteByHand, nobody_asked_yet, COMPLETED, [letter("closed")]),
    Row((*ASKED, WAITING),   h.CompleteByHand, always,  COMPLETED,  [leave_active, letter("closed")]),
    Row(SHIPPED,             h.CompleteByHand, always,  COMPLETED,  [complete_active, letter("closed")]),
    Row(SENT_BACK,           h.CompleteByHand, always,  COMPLETED,  [complete_active]),

    # Wherever it stands
    Row(EVERYWHERE,          h.Delivered,                                  always,  STAYS,  []),
    Row(EVERYWHERE,          (h.DeliveryRefused, h.DeliveryFailed),        always,  STAYS,  [notify_staff]),
    Row(EVERYWHERE,          (h.StatusReported, h.NotificationReceived),   always,  STAYS,  [show_message]),
)

REASONS: tuple[Because, ...] = (
    Because((), (h.CopyCompleted,), "The lender supplied a copy, but this request is for a loan."),
    Because(CLOSED, (h.Shipped,), "The request is closed, yet the lender shipped the item."),
    Because(CLOSED, (), "The request is closed."),
    Because((WAITING,), (h.CancelByPatron, h.CancelByStaff), "The lender has already been asked to cancel."),
    Because((SHIPPED,), (h.CancelByPatron, h.CancelByStaff), "The item is already on its way."),
    Because(HERE, (h.CancelByPatron, h.CancelByStaff), "The item is already here."),
    Because((SENT_BACK,), (h.CancelByPatron, h.CancelByStaff), "The item is already on its way back."),
    Because(NOBODY_FOUND, (h.Send,), "No lender is left in the rota."),
    Because((LOCATE_IN_PROCESS,), (h.Send,), "The locate is still running."),
    Because((*ASKED, WAITING), (h.Send, h.LocateAgain), "A lender has already been asked."),
    Because((SHIPPED, *HERE, SENT_BACK), (h.Send, h.LocateAgain), "A lender has already supplied the item."),
    Because(NOBODY_ASKED, (h.RejectByHand,), "No lender has been asked."),
    Because((WAITING,), (h.RejectByHand,), "The lender has already been asked to cancel."),
    Because((SHIPPED, *HERE, SENT_BACK), (h.RejectByHand,), "A lender has already supplied the item."),
    Because((), (h.AcceptCondition, h.DeclineCondition), "No condition is waiting for an answer."),
    Because(NOBODY_ASKED, (h.Receive,), "No lender has been asked."),
    Because((*HERE, SENT_BACK), (h.Receive,), "The item has already been received."),
    Because((RECEIVED, LOANED), (h.ArriveAtPickup,), "The item is already at the pickup library."),
    Because((LOANED,), (h.LoanToPatron,), "The item is already on loan to the patron."),
    Because((BROUGHT_BACK,), (h.LoanToPatron, h.ArriveAtPickup), "The patron has already brought the item back."),
    Because((IN_TRANSIT, RECEIVED), (h.ReturnByPatron,), "The item is not on loan to the patron."),
    Because((BROUGHT_BACK,), (h.ReturnByPatron,), "The patron has already brought the item back."),
    Because((LOANED,), (h.SendBack,), "The item is still on loan to the patron."),
    Because((SENT_BACK,), (h.ArriveAtPickup, h.LoanToPatron, h.ReturnByPatron, h.SendBack), "The item is already on its way back."),
    Because((*NOBODY_ASKED, *ON_ITS_WAY), (h.ArriveAtPickup, h.LoanToPatron, h.ReturnByPatron, h.SendBack), "The item has not been received."),
    Because((LOANED,), (h.CompleteByHand,), "The item is still on loan to the patron."),
    Because(HERE, (h.CompleteByHand,), "The item must be sent back first."),
    Because((), (h.NoAnswerInTime,), "The lender owes no answer."),
    Because((), (h.NotAskedInTime,), "No lender waits to be asked."),
)
# fmt: on

BORROWING = Table(
    title="Borrowing request",
    states=Borrowing,
    cards=BORROWING_CARDS,
    happenings=(
        h.Placed,
        h.RotaMissing,
        h.LocateFinished,
        h.LocateAgain,
        h.Send,
        h.Asked,
        h.Delivered,
        h.DeliveryRefused,
        h.DeliveryFailed,
        h.RequestAccepted,
        h.WillSupply,
        h.ConditionOffered,
        h.AcceptCondition,
        h.DeclineCondition,
        h.Unfilled,
        h.RetryOffered,
        h.CancelledByPartner,
        h.RejectByHand,
        h.NotAskedInTime,
        h.NoAnswerInTime,
        h.CancelByPatron,
        h.CancelByStaff,
        h.CancelAnswered,
        h.Shipped,
        h.CopyCompleted,
        h.Receive,
        h.ArriveAtPickup,
        h.LoanToPatron,
        h.ReturnByPatron,
        h.OverdueNotice,
        h.Recalled,
        h.RenewAnswered,
        h.SendBack,
        h.LoanCompleted,
        h.CompletedWithoutReturn,
        h.CompleteByHand,
        h.StatusReported,
        h.NotificationReceived,
    ),
    rows=ROWS,
    reasons=REASONS,
)
