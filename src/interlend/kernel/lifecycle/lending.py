"""The life of a lending request, from a partner's request to the item back on its shelf.

Source: the statuses and transitions that staff know, as laid down in the project's specification of resource
sharing; the messages behind them are those of ISO 18626.
"""
# ruff: noqa: E501 -- a row is one line, so that the columns can be read downward

from typing import Final

from interlend.kernel.lifecycle import happenings as h
from interlend.kernel.lifecycle.effects import (
    hold_item,
    move_to_lending,
    notify_staff,
    release_item,
    return_item_to_shelf,
    send_cancel_no,
    send_cancel_yes,
    send_completed,
    send_completed_without_return,
    send_condition,
    send_shipped,
    send_status,
    send_unfilled,
    send_unfilled_expired,
    send_will_supply,
    show_message,
    start_lending_locate,
)
from interlend.kernel.lifecycle.lending_facts import (
    agreed,
    available,
    does_not_lend,
    locates_automatically,
    none_available_and_rejected,
    none_requestable_and_rejected,
    not_one_title,
    only_electronic_and_rejected,
    reject_on_locate_failure,
    requests_automatically,
    still_away,
)
from interlend.kernel.lifecycle.lending_states import LENDING_CARDS, Lending
from interlend.kernel.lifecycle.steps import LendingStep
from interlend.kernel.lifecycle.table import STAYS, Because, Row, Table, always

__all__ = ["LENDING", "Lending"]

CREATED: Final = Lending.CREATED
LOCATE_FAILED: Final = Lending.LOCATE_FAILED
BEING_PROCESSED: Final = Lending.BEING_PROCESSED
WILL_SUPPLY: Final = Lending.WILL_SUPPLY
CONDITIONAL: Final = Lending.CONDITIONAL
CANCEL_REQUESTED: Final = Lending.CANCEL_REQUESTED
SHIPPED: Final = Lending.SHIPPED_PHYSICALLY
RECEIVED: Final = Lending.RECEIVED_BY_PARTNER
RETURNED: Final = Lending.RETURNED_BY_PARTNER
COMPLETED: Final = Lending.REQUEST_COMPLETED
REJECTED: Final = Lending.REJECTED
CANCELLED: Final = Lending.CANCELLED
EXPIRED: Final = Lending.EXPIRED

NO_ITEM_YET = (CREATED, LOCATE_FAILED)
PROMISED = (WILL_SUPPLY, CONDITIONAL)
BEFORE_SHIPPING = (*NO_ITEM_YET, BEING_PROCESSED, *PROMISED)
AWAY = (SHIPPED, RECEIVED, RETURNED)
NOT_SUPPLIED = (REJECTED, CANCELLED, EXPIRED)
EVERYWHERE = tuple(Lending)

# fmt: off
ROWS: tuple[Row, ...] = (
    #   stands at          happens              only if                             becomes           and we

    # Finding the item
    Row(CREATED,           h.RequestArrived,    does_not_lend,                      REJECTED,         [send_unfilled]),
    Row(CREATED,           h.RequestArrived,    locates_automatically,              STAYS,            [start_lending_locate]),
    Row(CREATED,           h.RequestArrived,    always,                             STAYS,            [notify_staff]),
    Row(NO_ITEM_YET,       h.LocateOutcome,     available & requests_automatically, BEING_PROCESSED,  [hold_item]),
    Row(NO_ITEM_YET,       h.LocateOutcome,     available,                          CREATED,          [notify_staff]),
    Row(NO_ITEM_YET,       h.LocateOutcome,     none_available_and_rejected,        REJECTED,         [send_unfilled]),
    Row(NO_ITEM_YET,       h.LocateOutcome,     none_requestable_and_rejected,      REJECTED,         [send_unfilled]),
    Row(NO_ITEM_YET,       h.LocateOutcome,     only_electronic_and_rejected,       REJECTED,         [send_unfilled]),
    Row(NO_ITEM_YET,       h.LocateOutcome,     not_one_title & reject_on_locate_failure, REJECTED,   [send_unfilled]),
    Row(NO_ITEM_YET,       h.LocateOutcome,     not_one_title,                      LOCATE_FAILED,    [notify_staff]),
    Row(NO_ITEM_YET,       h.LocateOutcome,     always,                             CREATED,          [notify_staff]),
    Row(NO_ITEM_YET,       h.LocateAgain,       always,                             STAYS,            [start_lending_locate]),
    Row(NO_ITEM_YET,       h.LocateByHand,      always,                             BEING_PROCESSED,  [hold_item]),
    Row((BEING_PROCESSED, *PROMISED), h.LocateByHand, always,                       STAYS,            [release_item, hold_item]),
    Row(BEING_PROCESSED,   h.PullFailed,        always,                             REJECTED,         [release_item, send_unfilled]),
    Row((*PROMISED, CANCEL_REQUESTED), h.PullFailed, always,                        STAYS,            [release_item, notify_staff]),

    # Our answer
    Row((CREATED, BEING_PROCESSED, CONDITIONAL), h.AnswerWillSupply, always,        WILL_SUPPLY,      [send_will_supply]),
    Row((CREATED, BEING_PROCESSED, *PROMISED),   h.OfferCondition,   always,        CONDITIONAL,      [send_condition], LendingStep.CONDITIONAL),
    Row(BEFORE_SHIPPING,   h.Reject,            always,                             REJECTED,         [release_item, send_unfilled]),
    Row((*NO_ITEM_YET, BEING_PROCESSED), h.AnswerDeadlinePassed, always,            EXPIRED,          [release_item, send_unfilled_expired]),

    # The borrower cancels
    Row(BEFORE_SHIPPING,   h.PartnerCancels,    always,                             CANCELLED,        [release_item, send_cancel_yes], LendingStep.CANCEL_REPLY),
    Row(BEFORE_SHIPPING,   h.PartnerCancels,    always,                             CANCEL_REQUESTED, [notify_staff]),
    Row(CANCEL_REQUESTED,  h.PartnerCancels,    always,                             STAYS,            []),
    Row(CANCEL_REQUESTED,  h.AnswerCancel,      agreed,                             CANCELLED,        [release_item, send_cancel_yes]),
    Row(CANCEL_REQUESTED,  h.AnswerCancel,      always,                             WILL_SUPPLY,      [send_cancel_no]),
    Row(CANCEL_REQUESTED,  h.AnswerDeadlinePassed, always,                          CANCELLED,        [release_item, send_cancel_yes]),
    Row((*AWAY, COMPLETED), h.PartnerCancels,   always,                             STAYS,            [send_cancel_no]),
    Row(NOT_SUPPLIED,      h.PartnerCancels,    always,                             STAYS,            [send_cancel_yes]),

    # The item travels
    Row((CREATED, BEING_PROCESSED, *PROMISED), h.Ship, always,                      SHIPPED,          [move_to_lending, send_shipped]),
    Row(CANCEL_REQUESTED,  h.Ship,              always,                             SHIPPED,          [move_to_lending, send_cancel_no, send_shipped]),
    Row(SHIPPED,           h.PartnerReceived,   always,                             RECEIVED,         []),
    Row((RECEIVED, RETURNED, COMPLETED), h.PartnerReceived, always,                 STAYS,            []),
    Row((SHIPPED, RECEIVED), h.PartnerReturned, always,                             RETURNED,         []),
    Row((RETURNED, COMPLETED), h.PartnerReturned, always,                           STAYS,            []),
    Row(AWAY,              h.CheckIn,           always,                             COMPLETED,        [return_item_to_shelf, send_completed], LendingStep.LENDER_CHECK_IN),
    Row(AWAY,              h.CheckIn,           always,                             COMPLETED,        [return_item_to_shelf]),
    Row(COMPLETED,         h.CheckIn,           still_away,                         STAYS,            [return_item_to_shelf]),
    Row(AWAY,              (h.PartnerAsksRenewal, h.PartnerForwarded, h.PartnerReportsLost), always, STAYS, [notify_staff]),
    Row(AWAY,              h.CompleteByHand,    always,                             COMPLETED,        [send_completed_without_return]),

    # Wherever it stands
    Row(EVERYWHERE,        h.PartnerAsksStatus, always,                             STAYS,            [send_status]),
    Row(EVERYWHERE,        h.PartnerNotifies,   always,                             STAYS,            [show_message]),
    Row(EVERYWHERE,        h.Delivered,         always,                             STAYS,            []),
    Row(EVERYWHERE,        (h.DeliveryRefused, h.DeliveryFailed), always,           STAYS,            [notify_staff]),
)

REASONS: tuple[Because, ...] = (
    Because((), (h.RequestArrived,), "The request is already here."),
    Because((EXPIRED,), (h.Ship, h.AnswerWillSupply, h.OfferCondition, h.Reject, h.LocateByHand), "The time to answer has passed; the borrower asks another library."),
    Because((CANCELLED,), (h.Ship, h.AnswerWillSupply, h.OfferCondition, h.Reject, h.LocateByHand), "The borrower has cancelled the request."),
    Because((REJECTED,), (h.Ship, h.AnswerWillSupply, h.OfferCondition, h.Reject, h.LocateByHand), "The request was rejected."),
    Because((*BEFORE_SHIPPING, CANCEL_REQUESTED, *NOT_SUPPLIED), (h.PartnerReceived, h.PartnerReturned, h.PartnerForwarded, h.PartnerReportsLost, h.PartnerAsksRenewal), "The item was never recorded as shipped."),
    Because((COMPLETED, *NOT_SUPPLIED), (), "The request is closed."),
    Because(AWAY, (h.Ship,), "The item has already been shipped."),
    Because(AWAY, (h.AnswerWillSupply, h.OfferCondition, h.Reject, h.LocateByHand, h.LocateAgain, h.PullFailed), "The item has already been shipped."),
    Because((LOCATE_FAILED,), (h.Ship, h.AnswerWillSupply, h.OfferCondition), "The item must be chosen first."),
    Because((CANCEL_REQUESTED,), (h.AnswerWillSupply, h.OfferCondition, h.Reject, h.LocateByHand), "The borrower's wish to cancel must be answered first."),
    Because((WILL_SUPPLY,), (h.AnswerWillSupply,), "The borrower has already been told so."),
    Because((BEING_PROCESSED, *PROMISED, CANCEL_REQUESTED), (h.LocateAgain,), "An item can be chosen by hand."),
    Because((), (h.AnswerCancel,), "The borrower has not asked to cancel."),
    Because((), (h.AnswerDeadlinePassed,), "The request has been answered."),
    Because((*BEFORE_SHIPPING, CANCEL_REQUESTED), (h.CheckIn,), "The item was never recorded as shipped."),
    Because((*BEFORE_SHIPPING, CANCEL_REQUESTED), (h.CompleteByHand,), "The request must be answered first."),
    Because(NO_ITEM_YET, (h.PullFailed,), "No item was asked to be fetched."),
)
# fmt: on

LENDING = Table(
    title="Lending request",
    states=Lending,
    cards=LENDING_CARDS,
    happenings=(
        h.RequestArrived,
        h.LocateOutcome,
        h.LocateAgain,
        h.LocateByHand,
        h.PullFailed,
        h.AnswerWillSupply,
        h.OfferCondition,
        h.Reject,
        h.AnswerDeadlinePassed,
        h.PartnerCancels,
        h.AnswerCancel,
        h.Ship,
        h.PartnerReceived,
        h.PartnerReturned,
        h.CheckIn,
        h.PartnerAsksRenewal,
        h.PartnerForwarded,
        h.PartnerReportsLost,
        h.CompleteByHand,
        h.PartnerAsksStatus,
        h.PartnerNotifies,
        h.Delivered,
        h.DeliveryRefused,
        h.DeliveryFailed,
    ),
    rows=ROWS,
    reasons=REASONS,
)
