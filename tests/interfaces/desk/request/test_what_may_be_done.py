"""Which button is due, which others there are, and why the rest cannot be pressed: by state and by role."""

from __future__ import annotations

import pytest

from interlend.domain.partners.models import WorkflowProfile
from interlend.domain.people.models import Role
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest
from interlend.domain.zones import scope
from interlend.kernel.lifecycle.borrowing import Borrowing
from interlend.kernel.lifecycle.lending import Lending
from interlend.kernel.lifecycle.steps import BorrowingStep
from tests.interfaces.desk.request.conftest import Employ, asked, asked_of
from tests.world import World

MANAGER, OPERATOR = Role.SERVICES_MANAGER, Role.SERVICES_OPERATOR
DESK, REQUESTS = Role.DESK_OPERATOR, Role.REQUESTS_OPERATOR
NOT_YOURS = "Your roles at this desk do not allow this."


def stands_at(world: World, state: Borrowing | Lending) -> str:
    """The number of a request that stands at a state. Nothing else about it is made to fit."""
    number = asked(world)
    if isinstance(state, Borrowing):
        with scope.entered(world.howard.zone.pk):
            BorrowingRequest.objects.update(state=state)
        return number
    number = asked_of(world.american)
    with scope.entered(world.american.zone.pk):
        LendingRequest.objects.update(state=state)
    return number


NOW = [
    (Borrowing.LOCATE_FAILED, MANAGER, "Locate | Send, Cancel, Complete"),
    (Borrowing.REQUEST_SENT, MANAGER, "| Reject, Receive, Cancel, Complete"),
    (
        Borrowing.CONDITIONAL,
        MANAGER,
        "Accept condition | Decline condition, Reject, Receive, Cancel, Complete",
    ),
    (Borrowing.SHIPPED_PHYSICALLY, MANAGER, "Receive | Complete"),
    (Borrowing.SHIPPED_PHYSICALLY, DESK, "|"),
    (Borrowing.IN_TRANSIT_TO_PICKUP, DESK, "Arrived at pickup library | Loan"),
    (Borrowing.PHYSICALLY_RECEIVED, DESK, "Loan |"),
    (Borrowing.PHYSICALLY_RECEIVED, OPERATOR, "| Return item to partner"),
    (Borrowing.LOANED, DESK, "Return |"),
    (Borrowing.RETURNED_BY_PATRON, OPERATOR, "Return item to partner |"),
    (Borrowing.RETURNED_TO_PARTNER, MANAGER, "Complete |"),
    (Borrowing.REQUEST_COMPLETED, MANAGER, "|"),
    (
        Lending.CREATED,
        MANAGER,
        "Choose item | Ship item physically, Will supply, Set a condition, Locate, Reject",
    ),
    (
        Lending.BEING_PROCESSED,
        MANAGER,
        "Ship item physically | Choose item, Will supply, Set a condition, Item could not be fetched, Reject",
    ),
    (Lending.BEING_PROCESSED, REQUESTS, "| Item could not be fetched"),
    (
        Lending.CANCEL_REQUESTED,
        MANAGER,
        "Answer cancel request | Ship item physically, Item could not be fetched",
    ),
    (Lending.RETURNED_BY_PARTNER, MANAGER, "Check in | Complete"),
    (Lending.REJECTED, MANAGER, "|"),
]
"""State, role, and the buttons: what is due before the stroke, what else may be done after it."""


@pytest.mark.parametrize(("state", "role", "buttons"), NOW, ids=str)
def test_what_may_be_done_now(
    world: World, employ: Employ, state: Borrowing | Lending, role: Role, buttons: str
) -> None:
    house = world.howard if isinstance(state, Borrowing) else world.american
    page = employ(house, role).sees(stands_at(world, state))
    assert f"{page.primary} | {', '.join(page.others)}".strip() == buttons


# fmt: off
NOT_NOW = [
    (Borrowing.SHIPPED_PHYSICALLY,  MANAGER, {
        "Locate": "A lender has already supplied the item.",
        "Send": "A lender has already supplied the item.",
        "Accept condition": "No condition is waiting for an answer.",
        "Decline condition": "No condition is waiting for an answer.",
        "Reject": "A lender has already supplied the item.",
        "Arrived at pickup library": "The item has not been received.",
        "Loan": "The item has not been received.",
        "Return": "The item has not been received.",
        "Return item to partner": "The item has not been received.",
        "Cancel": "The item is already on its way.",
    }),
    (Borrowing.PHYSICALLY_RECEIVED, DESK, {
        "Locate": "A lender has already supplied the item.",
        "Send": "A lender has already supplied the item.",
        "Accept condition": "No condition is waiting for an answer.",
        "Decline condition": "No condition is waiting for an answer.",
        "Reject": "A lender has already supplied the item.",
        "Receive": "The item has already been received.",
        "Arrived at pickup library": "The item is already at the pickup library.",
        "Return": "The item is not on loan to the patron.",
        "Return item to partner": NOT_YOURS,
        "Cancel": "The item is already here.",
        "Complete": "The item must be sent back first.",
    }),
    (Lending.SHIPPED_PHYSICALLY, REQUESTS, {
        "Ship item physically": "The item has already been shipped.",
        "Choose item": "The item has already been shipped.",
        "Will supply": "The item has already been shipped.",
        "Set a condition": "The item has already been shipped.",
        "Answer cancel request": "The borrower has not asked to cancel.",
        "Locate": "The item has already been shipped.",
        "Item could not be fetched": "The item has already been shipped.",
        "Check in": NOT_YOURS,
        "Reject": "The item has already been shipped.",
        "Complete": NOT_YOURS,
    }),
]
# fmt: on


@pytest.mark.parametrize(("state", "role", "reasons"), NOT_NOW, ids=lambda value: str(value)[:24])
def test_what_cannot_be_done_says_why(
    world: World, employ: Employ, state: Borrowing | Lending, role: Role, reasons: dict[str, str]
) -> None:
    house = world.howard if isinstance(state, Borrowing) else world.american
    assert employ(house, role).sees(stands_at(world, state)).not_now == reasons


def test_a_step_that_the_partners_profile_switches_off_is_named(world: World, employ: Employ) -> None:
    number = asked(world)
    with scope.entered(world.howard.zone.pk):
        steps = [step.value for step in BorrowingStep if step is not BorrowingStep.CANCELLED_BY_STAFF]
        WorkflowProfile.objects.filter(kind=WorkflowProfile.Kind.BORROWING).update(steps=steps)
    reason = employ(world.howard).sees(number).not_now["Cancel"]
    assert reason == "The step “Cancelled by staff” is switched off in the partner's workflow profile."


def test_nobody_is_sent_to_where_no_lender_is_left(world: World, employ: Employ) -> None:
    number = asked(world)
    with scope.entered(world.howard.zone.pk):
        request = BorrowingRequest.objects.get(number=number)
        BorrowingRequest.objects.update(state=Borrowing.REJECTED_BY_PARTNER)
        request.rota.update(standing="rejected")
    page = employ(world.howard).sees(number)
    assert (page.primary, page.not_now["Send"]) == ("Locate", "No lender is left in the rota.")


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.REQUESTS_OPERATOR, 403), (Role.FULFILLMENT_ADMINISTRATOR, 403), (Role.DESK_OPERATOR, 200)],
)
def test_who_sees_no_borrowing_requests_sees_no_page_of_one(
    world: World, employ: Employ, role: Role, status: int
) -> None:
    number = asked(world)
    clerk = employ(world.howard, role)
    assert clerk.browser.get(clerk.at(number)).status_code == status
