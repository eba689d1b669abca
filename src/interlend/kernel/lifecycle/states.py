"""What a state says about itself: its name, whose turn it is, what comes next and by when."""

from dataclasses import dataclass
from enum import StrEnum

from interlend.kernel.lifecycle.happenings import Happening


class Actor(StrEnum):
    """Whose turn it is."""

    US = "us"
    PARTNER = "partner"
    PATRON = "patron"
    NOBODY = "nobody"


class Deadline(StrEnum):
    """By which rule the time is reckoned until which the next step is due."""

    NEXT_WORKING_DAY = "next_working_day"
    LOCATE_LIMIT = "locate_limit"
    PARTNER_LIMIT_AND_A_DAY = "partner_limit_and_a_day"
    PARTNER_LIMIT = "partner_limit"
    SUPPLY_LIMIT = "supply_limit"
    DELIVERY_LIMIT = "delivery_limit"
    HOLD_SHELF_LIMIT = "hold_shelf_limit"
    PATRON_DUE_DATE = "patron_due_date"
    LENDER_DUE_DATE = "lender_due_date"


DEADLINE_MEANS: dict[Deadline, str] = {
    Deadline.NEXT_WORKING_DAY: "Staff act by the end of the library's next open day.",
    Deadline.LOCATE_LIMIT: "The search ends by itself within an hour; if not, staff start it again.",
    Deadline.PARTNER_LIMIT_AND_A_DAY: "One day longer than the partner has to answer.",
    Deadline.PARTNER_LIMIT: "The days that the partner record gives for an answer, closed days skipped.",
    Deadline.SUPPLY_LIMIT: "The day by which the item is needed, or the partner's days for supply.",
    Deadline.DELIVERY_LIMIT: "The days that the partner record gives for a delivery.",
    Deadline.HOLD_SHELF_LIMIT: "The days that an item waits on the hold shelf.",
    Deadline.PATRON_DUE_DATE: "The due date of the patron's loan.",
    Deadline.LENDER_DUE_DATE: "The due date that the lender gave.",
}


@dataclass(frozen=True, kw_only=True)
class StateCard:
    """A state as people see it.

    `label` is the name that staff know; `next_actor` has to make the next step, `primary_action` is that step
    where it is ours to make, `deadline` the rule that says by when. A terminal state has none of the three.
    """

    label: str
    next_actor: Actor
    deadline: Deadline | None
    primary_action: type[Happening] | None = None
    needs_attention: bool = False
    terminal: bool = False

    @property
    def active(self) -> bool:
        """Whether the request stands in the list of active requests."""
        return not self.terminal


def closed(label: str) -> StateCard:
    """The card of a state in which nothing more is due."""
    return StateCard(label=label, next_actor=Actor.NOBODY, deadline=None, terminal=True)
