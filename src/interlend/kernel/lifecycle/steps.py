"""The optional steps of workflow profiles.

A partner names one borrowing and one lending profile; a profile is the set of its steps that are switched on.
A step opens rows of a table (the tables say which); what has no step is always open. The labels are those
that staff know.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class BorrowingStep(StrEnum):
    """Steps of a borrowing profile."""

    AUTOMATIC_RENEW = "automatic_renew"
    MANUAL_RENEW = "manual_renew"
    CANCELLED_BY_PATRON = "cancelled_by_patron"
    CANCELLED_BY_PARTNER = "cancelled_by_partner"
    CANCELLED_BY_STAFF = "cancelled_by_staff"
    CANCEL_NOT_ACCEPTED = "cancel_not_accepted"
    CONDITIONAL = "conditional"
    LENDER_CHECK_IN = "lender_check_in"
    RECALLED_BY_PARTNER = "recalled_by_partner"
    REJECT = "reject"
    RENEW_REQUESTED = "renew_requested"
    REQUEST_ACCEPTED = "request_accepted"
    WILL_SUPPLY = "will_supply"


class LendingStep(StrEnum):
    """Steps of a lending profile."""

    BORROWER_RECALL = "borrower_recall"
    CANCEL_REPLY = "cancel_reply"
    CONDITIONAL = "conditional"
    LENDER_CHECK_IN = "lender_check_in"
    PATRON_RENEWAL = "patron_renewal"
    STAFF_RENEWAL = "staff_renewal"


Step = BorrowingStep | LendingStep


@dataclass(frozen=True)
class StepCard:
    """A step as people see it: its label, and what switching it on allows."""

    label: str
    allows: str


BORROWING_STEPS: Mapping[Step, StepCard] = {
    BorrowingStep.AUTOMATIC_RENEW: StepCard(
        "Automatic renew", "Renewal requests are answered by policy; it wins over Manual renew."
    ),
    BorrowingStep.MANUAL_RENEW: StepCard("Manual renew", "Renewal requests are answered by staff."),
    BorrowingStep.CANCELLED_BY_PATRON: StepCard(
        "Cancelled By Patron", "The patron may cancel until shipping."
    ),
    BorrowingStep.CANCELLED_BY_PARTNER: StepCard(
        "Cancelled by partner", "The lender may end the request unasked; the next lender is asked."
    ),
    BorrowingStep.CANCELLED_BY_STAFF: StepCard("Cancelled by staff", "Staff may cancel until shipping."),
    BorrowingStep.CANCEL_NOT_ACCEPTED: StepCard(
        "Cancel request not accepted",
        "A cancel that the lender refused is shown to staff; the refusal counts without the step too.",
    ),
    BorrowingStep.CONDITIONAL: StepCard("Conditional", "The lender may answer with a condition."),
    BorrowingStep.LENDER_CHECK_IN: StepCard(
        "Lender check in", "The lender's check-in completes the request; otherwise staff complete it."
    ),
    BorrowingStep.RECALLED_BY_PARTNER: StepCard(
        "Recalled by partner", "A recall of the lender changes the date by which the item is due there."
    ),
    BorrowingStep.REJECT: StepCard("Reject", "Staff may record that the active lender said no."),
    BorrowingStep.RENEW_REQUESTED: StepCard("Renew requested", "Renewals may be asked of the lender."),
    BorrowingStep.REQUEST_ACCEPTED: StepCard(
        "Request accepted", "The lender's acknowledgement is a status of its own."
    ),
    BorrowingStep.WILL_SUPPLY: StepCard(
        "Will supply", "The lender's promise is a status of its own, and stops the clock for its answer."
    ),
}

LENDING_STEPS: Mapping[Step, StepCard] = {
    LendingStep.BORROWER_RECALL: StepCard("Borrower recall", "A shipped item may be recalled."),
    LendingStep.CANCEL_REPLY: StepCard(
        "Cancel reply", "A cancel before shipping is agreed to at once; otherwise staff answer it."
    ),
    LendingStep.CONDITIONAL: StepCard("Conditional", "Staff may answer with a condition."),
    LendingStep.LENDER_CHECK_IN: StepCard(
        "Lender check in", "The borrower is told when the item is checked in at home."
    ),
    LendingStep.PATRON_RENEWAL: StepCard("Patron renewal", "Renewals that a patron asks for are handled."),
    LendingStep.STAFF_RENEWAL: StepCard("Staff renewal", "Renewals that staff ask for are handled."),
}
