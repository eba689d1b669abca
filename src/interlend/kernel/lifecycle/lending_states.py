"""Where a lending request can stand."""

from collections.abc import Mapping
from enum import StrEnum

from interlend.kernel.lifecycle import happenings as h
from interlend.kernel.lifecycle.states import Actor, Deadline, StateCard, closed
from interlend.kernel.words import marked


class Lending(StrEnum):
    """The states of a lending request, in the order in which a request meets them."""

    CREATED = "created"
    LOCATE_FAILED = "locate_failed"
    BEING_PROCESSED = "being_processed"
    WILL_SUPPLY = "will_supply"
    CONDITIONAL = "conditional"
    CANCEL_REQUESTED = "cancel_requested"
    SHIPPED_PHYSICALLY = "shipped_physically"
    RECEIVED_BY_PARTNER = "received_by_partner"
    RETURNED_BY_PARTNER = "returned_by_partner"
    REQUEST_COMPLETED = "request_completed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


LENDING_CARDS: Mapping[StrEnum, StateCard] = {
    Lending.CREATED: StateCard(
        label=marked("Created lending request"),
        next_actor=Actor.US,
        primary_action=h.LocateByHand,
        deadline=Deadline.PARTNER_LIMIT,
        needs_attention=True,
    ),
    Lending.LOCATE_FAILED: StateCard(
        label=marked("Locate failed"),
        next_actor=Actor.US,
        primary_action=h.LocateByHand,
        deadline=Deadline.PARTNER_LIMIT,
        needs_attention=True,
    ),
    Lending.BEING_PROCESSED: StateCard(
        label=marked("Being processed"),
        next_actor=Actor.US,
        primary_action=h.Ship,
        deadline=Deadline.PARTNER_LIMIT,
    ),
    Lending.WILL_SUPPLY: StateCard(
        label=marked("Will supply"),
        next_actor=Actor.US,
        primary_action=h.Ship,
        deadline=Deadline.SUPPLY_LIMIT,
    ),
    Lending.CONDITIONAL: StateCard(
        label=marked("Conditional"), next_actor=Actor.PARTNER, deadline=Deadline.SUPPLY_LIMIT
    ),
    Lending.CANCEL_REQUESTED: StateCard(
        label=marked("Cancel requested"),
        next_actor=Actor.US,
        primary_action=h.AnswerCancel,
        deadline=Deadline.PARTNER_LIMIT,
        needs_attention=True,
    ),
    Lending.SHIPPED_PHYSICALLY: StateCard(
        label=marked("Shipped physically"),
        next_actor=Actor.PARTNER,
        primary_action=h.CheckIn,
        deadline=Deadline.DELIVERY_LIMIT,
    ),
    Lending.RECEIVED_BY_PARTNER: StateCard(
        label=marked("Received by partner"),
        next_actor=Actor.PARTNER,
        primary_action=h.CheckIn,
        deadline=Deadline.LENDER_DUE_DATE,
    ),
    Lending.RETURNED_BY_PARTNER: StateCard(
        label=marked("Returned by partner"),
        next_actor=Actor.US,
        primary_action=h.CheckIn,
        deadline=Deadline.DELIVERY_LIMIT,
    ),
    Lending.REQUEST_COMPLETED: closed(marked("Request completed")),
    Lending.REJECTED: closed(marked("Rejected the borrower request")),
    Lending.CANCELLED: closed(marked("Cancelled by partner")),
    Lending.EXPIRED: closed(marked("Expired")),
}
