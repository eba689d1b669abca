"""Where a borrowing request can stand."""

from collections.abc import Mapping
from enum import StrEnum

from interlend.kernel.lifecycle import happenings as h
from interlend.kernel.lifecycle.states import Actor, Deadline, StateCard, closed
from interlend.kernel.words import marked


class Borrowing(StrEnum):
    """The states of a borrowing request, in the order in which a request meets them."""

    CREATED = "created"
    LOCATE_IN_PROCESS = "locate_in_process"
    LOCATE_FAILED = "locate_failed"
    READY_TO_SEND = "ready_to_send"
    REQUEST_SENT = "request_sent"
    REQUEST_ACCEPTED = "request_accepted"
    WILL_SUPPLY = "will_supply"
    CONDITIONAL = "conditional"
    REJECTED_BY_PARTNER = "rejected_by_partner"
    EXPIRED = "expired"
    WAITING_FOR_CANCEL_RESPONSE = "waiting_for_cancel_response"
    SHIPPED_PHYSICALLY = "shipped_physically"
    IN_TRANSIT_TO_PICKUP = "in_transit_to_pickup"
    PHYSICALLY_RECEIVED = "physically_received"
    LOANED = "loaned"
    RETURNED_BY_PATRON = "returned_by_patron"
    RETURNED_TO_PARTNER = "returned_to_partner"
    REQUEST_COMPLETED = "request_completed"
    CANCELLED_BY_PATRON = "cancelled_by_patron"
    CANCELLED_BY_STAFF = "cancelled_by_staff"
    CANCELLED_BY_PARTNER = "cancelled_by_partner"


BORROWING_CARDS: Mapping[StrEnum, StateCard] = {
    Borrowing.CREATED: StateCard(
        label=marked("Created borrowing request"),
        next_actor=Actor.US,
        primary_action=h.LocateAgain,
        deadline=Deadline.NEXT_WORKING_DAY,
        needs_attention=True,
    ),
    Borrowing.LOCATE_IN_PROCESS: StateCard(
        label=marked("Locate in process"),
        next_actor=Actor.US,
        primary_action=h.LocateAgain,
        deadline=Deadline.LOCATE_LIMIT,
    ),
    Borrowing.LOCATE_FAILED: StateCard(
        label=marked("Locate failed"),
        next_actor=Actor.US,
        primary_action=h.LocateAgain,
        deadline=Deadline.NEXT_WORKING_DAY,
        needs_attention=True,
    ),
    Borrowing.READY_TO_SEND: StateCard(
        label=marked("Ready to be sent"),
        next_actor=Actor.US,
        primary_action=h.Send,
        deadline=Deadline.NEXT_WORKING_DAY,
        needs_attention=True,
    ),
    Borrowing.REQUEST_SENT: StateCard(
        label=marked("Request sent to partner"),
        next_actor=Actor.PARTNER,
        deadline=Deadline.PARTNER_LIMIT_AND_A_DAY,
    ),
    Borrowing.REQUEST_ACCEPTED: StateCard(
        label=marked("Request accepted"),
        next_actor=Actor.PARTNER,
        deadline=Deadline.PARTNER_LIMIT_AND_A_DAY,
    ),
    Borrowing.WILL_SUPPLY: StateCard(
        label=marked("Will supply"), next_actor=Actor.PARTNER, deadline=Deadline.SUPPLY_LIMIT
    ),
    Borrowing.CONDITIONAL: StateCard(
        label=marked("Conditional"),
        next_actor=Actor.US,
        primary_action=h.AcceptCondition,
        deadline=Deadline.NEXT_WORKING_DAY,
        needs_attention=True,
    ),
    Borrowing.REJECTED_BY_PARTNER: StateCard(
        label=marked("Rejected by partner"),
        next_actor=Actor.US,
        primary_action=h.LocateAgain,
        deadline=Deadline.NEXT_WORKING_DAY,
        needs_attention=True,
    ),
    Borrowing.EXPIRED: StateCard(
        label=marked("Expired"),
        next_actor=Actor.US,
        primary_action=h.LocateAgain,
        deadline=Deadline.NEXT_WORKING_DAY,
        needs_attention=True,
    ),
    Borrowing.WAITING_FOR_CANCEL_RESPONSE: StateCard(
        label=marked("Waiting for cancel response"),
        next_actor=Actor.PARTNER,
        deadline=Deadline.PARTNER_LIMIT_AND_A_DAY,
    ),
    Borrowing.SHIPPED_PHYSICALLY: StateCard(
        label=marked("Shipped physically"),
        next_actor=Actor.US,
        primary_action=h.Receive,
        deadline=Deadline.DELIVERY_LIMIT,
    ),
    Borrowing.IN_TRANSIT_TO_PICKUP: StateCard(
        label=marked("In transit to pickup library"),
        next_actor=Actor.US,
        primary_action=h.ArriveAtPickup,
        deadline=Deadline.DELIVERY_LIMIT,
    ),
    Borrowing.PHYSICALLY_RECEIVED: StateCard(
        label=marked("Physically received by library"),
        next_actor=Actor.PATRON,
        primary_action=h.LoanToPatron,
        deadline=Deadline.HOLD_SHELF_LIMIT,
    ),
    Borrowing.LOANED: StateCard(
        label=marked("Loaned item to patron"),
        next_actor=Actor.PATRON,
        primary_action=h.ReturnByPatron,
        deadline=Deadline.PATRON_DUE_DATE,
    ),
    Borrowing.RETURNED_BY_PATRON: StateCard(
        label=marked("Returned by patron"),
        next_actor=Actor.US,
        primary_action=h.SendBack,
        deadline=Deadline.NEXT_WORKING_DAY,
    ),
    Borrowing.RETURNED_TO_PARTNER: StateCard(
        label=marked("Returned item to partner"),
        next_actor=Actor.PARTNER,
        primary_action=h.CompleteByHand,
        deadline=Deadline.DELIVERY_LIMIT,
    ),
    Borrowing.REQUEST_COMPLETED: closed(marked("Request completed")),
    Borrowing.CANCELLED_BY_PATRON: closed(marked("Cancelled by patron")),
    Borrowing.CANCELLED_BY_STAFF: closed(marked("Cancelled by staff")),
    Borrowing.CANCELLED_BY_PARTNER: closed(marked("Cancelled by partner")),
}
