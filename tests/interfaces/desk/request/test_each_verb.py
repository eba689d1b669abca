"""Each button does what it says, once, and leads back to the page with a word about it."""

from __future__ import annotations

from typing import Any

import pytest

from interlend.domain.catalog.models import Item
from interlend.domain.libraries.models import Library, Location
from interlend.domain.people.models import Role
from interlend.domain.sharing.models import BorrowingRequest
from interlend.domain.zones import scope
from interlend.interfaces.api.document import document
from interlend.interfaces.desk.request import verbs
from interlend.kernel.lifecycle.borrowing import Borrowing
from tests.clockwork import turn
from tests.interfaces.desk.request.conftest import Employ, asked, asked_of, page_of
from tests.world import World

API = "/api/v1"


def actions(below: str) -> dict[str, str]:
    """The verbs of the API below an address, with the action that each of them is."""
    at = f"{API}{below}/"
    return {
        path.removeprefix(at): methods["post"]["x-action"]
        for path, methods in document()["paths"].items()
        if path.startswith(at) and "/" not in path.removeprefix(at) and "post" in methods
    }


@pytest.mark.parametrize(
    ("here", "below"),
    [
        pytest.param(verbs.BORROWING, "/borrowing/{number}", id="borrowing"),
        pytest.param(verbs.LENDING, "/lending/{number}", id="lending"),
        pytest.param(verbs.LEFT, "/borrowing/{number}/rota/{partner}", id="left"),
    ],
)
def test_the_verbs_are_those_of_the_api_and_take_the_same_action(here: Any, below: str) -> None:
    written = ("notes", "messages")
    assert {path: verb.action.value for path, verb in here.items()} == {
        verb: action for verb, action in actions(below).items() if verb not in written
    }


def test_a_lender_that_promises_and_ships(world: World, employ: Employ) -> None:
    howard, american = employ(world.howard, library="FOUNDERS"), employ(world.american)
    borrowed = asked(world)
    lent = asked_of(world.american)
    promised = american.does(lent, "will-supply", note="By Friday.")
    turn()
    assert (promised.state, promised.notices) == ("Will supply", ["The borrower is told that it will come."])
    assert howard.sees(borrowed).timeline[0] == "American University will supply: By Friday."
    shipped = american.does(lent, "ship", barcode="AMERICAN-1", due="2030-06-01", note="")
    turn()
    assert (shipped.state, howard.sees(borrowed).state) == ("Shipped physically", "Shipped physically")
    assert "June 1, 2030" in howard.sees(borrowed).text("//section[.//h2[@id='facts-head']]//dl")


def test_a_condition_is_offered_declined_and_the_next_lender_asked(world: World, employ: Employ) -> None:
    howard, american = employ(world.howard), employ(world.american)
    borrowed = asked(world)
    lent = asked_of(world.american)
    american.does(lent, "condition", conditions=["LibraryUseOnly"], cost="12.50", currency="USD")
    turn()
    conditional = howard.sees(borrowed)
    assert (conditional.state, conditional.primary) == ("Conditional", "Accept condition")
    declined = howard.does(borrowed, "decline-condition", note="Not for a thesis.")
    turn()
    assert declined.notices == ["The lender is told that you do not agree."]
    on = howard.sees(borrowed)
    assert on.journey[:3] == ["● Asked", "✕ American University", "◉ Georgetown University"]


def test_a_condition_is_accepted(world: World, employ: Employ) -> None:
    howard, american = employ(world.howard), employ(world.american)
    borrowed = asked(world)
    american.does(asked_of(world.american), "condition", conditions=["Other"], note="No bag, please.")
    turn()
    assert howard.does(borrowed, "accept-condition").state == "Request sent to partner"


def test_a_lender_rejects_with_a_reason_in_words(world: World, employ: Employ) -> None:
    howard, american = employ(world.howard), employ(world.american)
    borrowed = asked(world)
    rejected = american.does(asked_of(world.american), "reject", reason="NotOnShelf", note="")
    turn()
    assert rejected.state == "Rejected the borrower request"
    assert rejected.journey == ["● Asked of us", "● Copy found", "✕ Rejected the borrower request"]
    assert "American University could not supply: Not on shelf" in howard.sees(borrowed).timeline


def test_a_lender_that_says_no_on_the_telephone(world: World, employ: Employ) -> None:
    howard = employ(world.howard)
    borrowed = asked(world)
    howard.does(borrowed, "reject", reason="NotOnShelf", note="They rang.")
    turn()
    page = howard.sees(borrowed)
    assert page.journey[1:3] == ["✕ American University", "◉ Georgetown University"]
    assert "C. Clerk recorded that the lender said no: Not on shelf: They rang." in page.timeline


def test_a_cancel_is_asked_and_answered(world: World, employ: Employ) -> None:
    howard, american = employ(world.howard), employ(world.american)
    borrowed = asked(world)
    lent = asked_of(world.american)
    american.does(lent, "will-supply")
    turn()
    assert howard.does(borrowed, "cancel", reason="Found it", note="").state == "Waiting for cancel response"
    turn()
    theirs = american.sees(lent)
    if theirs.primary:
        american.does(lent, "answer-cancel", agreed="yes")
        turn()
    assert howard.sees(borrowed).state == "Cancelled by staff"
    assert american.sees(lent).journey[-1] == "✕ Cancelled by partner"


def test_the_copy_is_chosen_sought_and_not_found(world: World, employ: Employ) -> None:
    georgetown = employ(world.georgetown)
    howard, american = employ(world.howard), employ(world.american)
    borrowed = asked(world)
    american.does(asked_of(world.american), "pull-failed", reason="Behind the radiator")
    turn()
    lent = asked_of(world.georgetown)
    assert georgetown.does(lent, "choose-item", barcode="GEORGETOWN-2").state == "Being processed"
    assert "GEORGETOWN-2" in georgetown.sees(lent).text("//section[.//h2[@id='facts-head']]//dl")
    assert howard.sees(borrowed).journey[1:3] == ["✕ American University", "◉ Georgetown University"]


def test_a_request_is_closed_by_hand(world: World, employ: Employ) -> None:
    howard = employ(world.howard)
    closed = howard.does(asked(world), "complete", reason="The patron moved away")
    assert (closed.state, closed.notices) == ("Request completed", ["The request is closed."])
    assert closed.journey == ["● Asked", "✕ American University", "✕ Request completed"]
    assert closed.timeline[0] == "C. Clerk closed it by hand: The patron moved away"


def test_what_comes_from_a_lender_that_was_left_goes_home(world: World, employ: Employ) -> None:
    howard, american = employ(world.howard, library="FOUNDERS"), employ(world.american)
    borrowed = asked(world)
    howard.does(borrowed, "reject", reason="", note="")
    american.does(asked_of(world.american), "ship", barcode="AMERICAN-1")
    turn()
    assert "Shipped after we left" in howard.sees(borrowed).texts("//ol[@class='rota']/li")[0]
    late = howard.writes(borrowed, "/left/AMERICAN/receive-late", barcode="AMERICAN-1")
    assert "Arrived late" in late.texts("//ol[@class='rota']/li")[0]
    home = howard.writes(borrowed, "/left/AMERICAN/send-back", barcode="AMERICAN-1")
    assert "Sent home" in home.texts("//ol[@class='rota']/li")[0]
    closed = howard.writes(borrowed, "/left/AMERICAN/complete", reason="It is there.")
    assert closed.notices == ["The conversation is closed."]


def test_what_is_shown_to_staff_is_looked_at(world: World, employ: Employ) -> None:
    howard = employ(world.howard)
    number = asked(world)
    with scope.entered(world.howard.zone.pk):
        BorrowingRequest.objects.update(needs_attention="The lender wrote")
    assert howard.sees(number).texts("//div[@class='request-attention']/p") == [
        "Needs attention: The lender wrote"
    ]
    assert howard.does(number, "dismiss-attention").texts("//div[@class='request-attention']") == []


def test_the_copy_goes_to_the_library_that_ships_it(world: World, employ: Employ) -> None:
    american = employ(world.american)
    asked(world)
    lent = asked_of(world.american)
    button = "//button[normalize-space()='Send to the lending library']"
    assert american.sees(lent).texts(button) == []
    with scope.entered(world.american.zone.pk):
        item = Item.objects.select_related("home").get(barcode="AMERICAN-1")
        branch = Library.objects.create(code="BRANCH", name="Branch Library")
        unit = item.home.fulfillment_unit
        item.home = Location.objects.create(library=branch, code="B", name="Branch", fulfillment_unit=unit)
        item.save(update_fields=["home"])
    assert american.sees(lent).texts(button) == ["Send to the lending library"]
    assert american.does(lent, "send-to-lending-library").texts(button) == []


def test_the_same_post_again_does_nothing_more(world: World, employ: Employ) -> None:
    american = employ(world.american)
    asked(world)
    lent = asked_of(world.american)
    seen = american.sees(lent).seen()
    said = {"conditions": ["NoReproduction"], "seen": seen}
    first = american.does(lent, "condition", **said)
    again = american.does(lent, "condition", **said)
    assert first.notices == ["The borrower is told the condition."]
    assert again.notices == ["That is done already."]
    assert len(again.timeline) == len(first.timeline)


def test_what_can_no_longer_be_done_is_said_on_the_page(world: World, employ: Employ) -> None:
    howard = employ(world.howard)
    number = asked(world)
    with scope.entered(world.howard.zone.pk):
        BorrowingRequest.objects.update(state=Borrowing.SHIPPED_PHYSICALLY)
    page = howard.does(number, "cancel", reason="", note="")
    assert (page.state, page.notices) == ("Shipped physically", ["The item is already on its way."])


FAULTS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("reject", {"reason": ""}, ["This field is required."]),
    (
        "reject",
        {"reason": "Because"},
        ["Select a valid choice. Because is not one of the available choices."],
    ),
    ("ship", {"barcode": ""}, ["This field is required."]),
    ("ship", {"barcode": "AMERICAN-1", "due": "2001-01-01"}, ["This day has passed."]),
    ("condition", {"note": "On Mondays"}, ["Choose a condition or name a cost."]),
    ("condition", {"cost": "12"}, ["Say in which currency."]),
    ("condition", {"cost": "-1", "currency": "USD"}, ["Ensure this value is greater than or equal to 0."]),
    ("will-supply", {"note": "a\x00b"}, ["Null characters are not allowed."]),
]


@pytest.mark.parametrize(("verb", "fields", "faults"), FAULTS)
def test_a_form_with_faults_comes_back_with_what_is_wrong(
    world: World, employ: Employ, verb: str, fields: dict[str, Any], faults: list[str]
) -> None:
    american = employ(world.american)
    asked(world)
    lent = asked_of(world.american)
    answer = american.posts(lent, f"/do/{verb}", **fields)
    page = page_of(answer)
    assert (answer.status_code, page.faults[: len(faults)]) == (422, faults)
    assert page.texts("//details[@open]/summary") != []
    assert american.sees(lent).state == "Being processed"


@pytest.mark.parametrize(
    ("role", "verb"),
    [(Role.DESK_OPERATOR, "receive"), (Role.DESK_OPERATOR, "cancel"), (Role.SERVICES_OPERATOR, "loan")],
)
def test_a_role_that_may_not_is_refused_and_nothing_happens(
    world: World, employ: Employ, role: Role, verb: str
) -> None:
    clerk = employ(world.howard, role)
    number = asked(world)
    answer = clerk.posts(number, f"/do/{verb}")
    assert (answer.status_code, clerk.sees(number).state) == (403, "Request sent to partner")


def test_a_verb_that_does_not_exist_is_nowhere(world: World, employ: Employ) -> None:
    howard = employ(world.howard)
    number = asked(world)
    assert [howard.posts(number, rest).status_code for rest in ("/do/vanish", "/left/AMERICAN/vanish")] == [
        404,
        404,
    ]
    assert howard.posts(number, "/left/NOBODY/complete", reason="x").status_code == 404
