"""A conversation that we walked away from: what may still come of it, until it is over.

The request has gone on to another lender, or has ended. What the old lender still says is recorded; an item that
it sends nevertheless is received and sent home, without ever reaching the patron.
"""
# ruff: noqa: E501 -- a row is one line, so that the columns can be read downward

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from interlend.kernel.lifecycle import happenings as h
from interlend.kernel.lifecycle.effects import notify_staff, send_received, send_returned, show_message
from interlend.kernel.lifecycle.states import Actor, Deadline, StateCard, closed
from interlend.kernel.lifecycle.table import STAYS, Because, Row, Table, always, guard
from interlend.kernel.words import marked


class Left(StrEnum):
    """The states of a conversation that we left."""

    LEFT = "left"
    SHIPPED_AFTER_LEFT = "shipped_after_left"
    ARRIVED_LATE = "arrived_late"
    SENT_HOME = "sent_home"
    CLOSED = "closed"


LEFT_CARDS: Mapping[StrEnum, StateCard] = {
    Left.LEFT: StateCard(
        label=marked("Left"),
        next_actor=Actor.PARTNER,
        primary_action=h.CompleteByHand,
        deadline=Deadline.PARTNER_LIMIT_AND_A_DAY,
    ),
    Left.SHIPPED_AFTER_LEFT: StateCard(
        label=marked("Shipped after we left"),
        next_actor=Actor.US,
        primary_action=h.ReceiveLate,
        deadline=Deadline.DELIVERY_LIMIT,
        needs_attention=True,
    ),
    Left.ARRIVED_LATE: StateCard(
        label=marked("Arrived late"),
        next_actor=Actor.US,
        primary_action=h.SendBack,
        deadline=Deadline.NEXT_WORKING_DAY,
        needs_attention=True,
    ),
    Left.SENT_HOME: StateCard(
        label=marked("Sent home"),
        next_actor=Actor.PARTNER,
        primary_action=h.CompleteByHand,
        deadline=Deadline.DELIVERY_LIMIT,
    ),
    Left.CLOSED: closed(marked("Closed")),
}


@dataclass(frozen=True, kw_only=True)
class LeftFacts:
    """A conversation that we left is decided by what happens in it alone."""


@guard()
def agreed(_: LeftFacts, answer: h.CancelAnswered) -> bool:
    """the lender agreed"""
    return answer.agreed


LEFT: Final = Left.LEFT
SHIPPED: Final = Left.SHIPPED_AFTER_LEFT
ARRIVED: Final = Left.ARRIVED_LATE
SENT_HOME: Final = Left.SENT_HOME
CLOSED: Final = Left.CLOSED
EVERYWHERE = tuple(Left)

# fmt: off
ROWS: tuple[Row, ...] = (
    #   stands at                 happens            only if   becomes     and we

    # The lender lets go
    Row(LEFT,                     (h.Unfilled, h.RetryOffered, h.CancelledByPartner), always, CLOSED, []),
    Row(LEFT,                     h.CancelAnswered,  agreed,   CLOSED,     []),
    Row(LEFT,                     h.CancelAnswered,  always,   STAYS,      [notify_staff]),
    Row((SHIPPED, ARRIVED, SENT_HOME, CLOSED), h.CancelAnswered, always, STAYS, []),

    # The lender has not heard of it yet
    Row(LEFT,                     h.RequestAccepted, always,   STAYS,      []),
    Row(LEFT,                     (h.WillSupply, h.ConditionOffered), always, STAYS, [notify_staff]),

    # The item comes nevertheless, and goes home
    Row((LEFT, CLOSED),           h.Shipped,         always,   SHIPPED,    [notify_staff]),
    Row((SHIPPED, ARRIVED, SENT_HOME), h.Shipped,    always,   STAYS,      []),
    Row((LEFT, SHIPPED, CLOSED),  h.ReceiveLate,     always,   ARRIVED,    [send_received]),
    Row(ARRIVED,                  h.SendBack,        always,   SENT_HOME,  [send_returned]),
    Row(SENT_HOME,                (h.LoanCompleted, h.CompletedWithoutReturn), always, CLOSED, []),
    Row((SHIPPED, ARRIVED),       (h.LoanCompleted, h.CompletedWithoutReturn), always, STAYS, [notify_staff]),
    Row((SHIPPED, ARRIVED, SENT_HOME), (h.OverdueNotice, h.Recalled), always, STAYS, [notify_staff]),

    # Closed by hand
    Row((LEFT, SHIPPED, SENT_HOME), h.CompleteByHand, always,  CLOSED,     []),

    # Wherever it stands
    Row(EVERYWHERE,               h.Delivered,       always,   STAYS,      []),
    Row(EVERYWHERE,               (h.DeliveryRefused, h.DeliveryFailed),      always, STAYS, [notify_staff]),
    Row(EVERYWHERE,               (h.StatusReported, h.NotificationReceived), always, STAYS, [show_message]),
)

REASONS: tuple[Because, ...] = (
    Because((ARRIVED, SENT_HOME), (h.ReceiveLate,), "The item has already been received."),
    Because((ARRIVED,), (h.CompleteByHand,), "The item must be sent home first."),
    Because((LEFT, SHIPPED, CLOSED), (h.SendBack,), "The item has not been received."),
    Because((SENT_HOME,), (h.SendBack,), "The item is already on its way back."),
    Because((CLOSED,), (), "The conversation is closed."),
    Because((), (h.CopyCompleted,), "The lender supplied a copy, but this request is for a loan."),
)
# fmt: on

LEFT_BEHIND = Table(
    title="Conversation that we left",
    states=Left,
    cards=LEFT_CARDS,
    happenings=(
        h.RequestAccepted,
        h.WillSupply,
        h.ConditionOffered,
        h.Unfilled,
        h.RetryOffered,
        h.CancelledByPartner,
        h.CancelAnswered,
        h.Shipped,
        h.CopyCompleted,
        h.ReceiveLate,
        h.SendBack,
        h.OverdueNotice,
        h.Recalled,
        h.RenewAnswered,
        h.LoanCompleted,
        h.CompletedWithoutReturn,
        h.CompleteByHand,
        h.StatusReported,
        h.NotificationReceived,
        h.Delivered,
        h.DeliveryRefused,
        h.DeliveryFailed,
    ),
    rows=ROWS,
    reasons=REASONS,
)
