"""What a scan comes to: how it went, what was done, what is next, and how it is undone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interlend.domain.people.permissions import Action


class Outcome(StrEnum):
    """How a scan went: it is done; somebody must look first; it must not go on."""

    OK = "ok"
    LOOK = "look"
    STOP = "stop"


class Step(StrEnum):
    """What a scan can do to what is in the hand."""

    SHIP = "ship"
    RECEIVE = "receive"
    RECEIVE_LATE = "receive_late"
    PUT_ON_HOLD_SHELF = "put_on_hold_shelf"
    LOAN = "loan"
    RETURN = "return"
    SEND_BACK = "send_back"
    CHECK_IN = "check_in"
    SEND_ON = "send_on"
    ARRIVE = "arrive"


NAMES: dict[Step, str | Promise] = {
    Step.SHIP: _("Ship"),
    Step.RECEIVE: _("Receive"),
    Step.RECEIVE_LATE: _("Receive late"),
    Step.PUT_ON_HOLD_SHELF: _("Put on hold shelf"),
    Step.LOAN: _("Lend"),
    Step.RETURN: _("Return"),
    Step.SEND_BACK: _("Send back"),
    Step.CHECK_IN: _("Check in"),
    Step.SEND_ON: _("Send to another library"),
    Step.ARRIVE: _("Take in"),
}
"""The steps as people read them."""

NEEDS: dict[Step, Action] = {
    Step.SHIP: Action.LENDING_SHIP,
    Step.RECEIVE: Action.BORROWING_RECEIVE,
    Step.RECEIVE_LATE: Action.BORROWING_RECEIVE,
    Step.PUT_ON_HOLD_SHELF: Action.DESK_ARRIVAL,
    Step.LOAN: Action.DESK_LOAN,
    Step.RETURN: Action.DESK_RETURN,
    Step.SEND_BACK: Action.BORROWING_SEND_BACK,
    Step.CHECK_IN: Action.LENDING_CHECK_IN,
    Step.SEND_ON: Action.DESK_ARRIVAL,
    Step.ARRIVE: Action.DESK_ARRIVAL,
}
"""What somebody must be allowed to do for each step."""


class SlipKind(StrEnum):
    """The slip that goes with an item."""

    HOLD_SHELF = "hold-shelf"
    TRANSIT = "transit"
    SHIPPING = "shipping"
    RETURN = "return"


@dataclass(frozen=True, kw_only=True, slots=True)
class Awaited:
    """What was scanned just before and still waits for its counterpart.

    A `patron`'s card waits for items, an `item` on the hold shelf for its patron's card, the `number` of a
    lending request for the copy that is shipped.
    """

    patron: str = ""
    item: str = ""
    number: str = ""


NOTHING = Awaited()


@dataclass(frozen=True, kw_only=True, slots=True)
class Scanned:
    """What became of a scan, in words for the one who holds the thing.

    `step` is what was done, None where nothing was. `offer` is a step that is done when the one who scanned
    says so. `slip` is the slip to print, for `number` or, without one, for `barcode`. `can_undo` says whether
    `undo` takes the step back; where something was done and it cannot, `why_no_undo` says why.
    `awaits` is to be given to the next scan.
    """

    code: str
    outcome: Outcome
    headline: str
    next: str = ""
    step: Step | None = None
    number: str = ""
    barcode: str = ""
    title: str = ""
    destination: str = ""
    slip: SlipKind | None = None
    offer: Step | None = None
    can_undo: bool = False
    why_no_undo: str = ""
    is_known: bool = True
    awaits: Awaited = NOTHING
