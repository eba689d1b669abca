"""A loan from wish to shelf on the pages of its two requests, by their primary buttons alone."""

from __future__ import annotations

from tests.clockwork import turn
from tests.interfaces.desk.request.conftest import Clerk, Employ, asked, asked_of
from tests.world import World


def press_primary(clerk: Clerk, number: str) -> str:
    """Press the button of the step that is due; what stood on it."""
    page = clerk.sees(number)
    (button,) = page.root.xpath("//*[@data-key='a']")
    (form,) = button.xpath("ancestor::form | following-sibling::form")
    fields = {field.get("name"): field.get("value") or "" for field in form.xpath(".//input")}
    assert clerk.browser.post(form.get("action"), fields).status_code == 302
    turn()
    return page.primary


def test_each_step_is_one_button(world: World, employ: Employ) -> None:
    howard, american = employ(world.howard, library="FOUNDERS"), employ(world.american)
    borrowed = asked(world)
    lent = asked_of(world.american)
    pressed = [
        press_primary(clerk, number)
        for clerk, number in [
            (american, lent),
            *[(howard, borrowed)] * 4,
            (american, lent),
        ]
    ]
    assert pressed == [
        "Ship item physically",
        "Receive",
        "Loan",
        "Return",
        "Return item to partner",
        "Check in",
    ]
    ours, theirs = howard.sees(borrowed), american.sees(lent)
    assert (ours.state, theirs.state) == ("Request completed", "Request completed")
    assert ours.journey == [
        "● Asked",
        "● American University",
        "● Shipped",
        "● Received",
        "● Loaned",
        "● Returned",
        "● Sent back",
        "● Home",
    ]
    assert theirs.journey == [
        "● Asked of us",
        "● Copy found",
        "● Shipped",
        "● Received",
        "● Returned",
        "● Home",
    ]
    assert [line.partition(":")[0] for line in ours.timeline] == [
        "American University has it back",
        "C. Clerk sent it back to the lender",
        "The patron brought it back",
        "C. Clerk lent it to the patron",
        "C. Clerk received it",
        "American University shipped it",
        "Our message was delivered",
        "American University was asked",
        "The search for lenders ended",
        "Discovery (acts for patrons) asked for it",
    ]


def test_the_head_says_where_it_stands_and_whose_turn_it_is(world: World, employ: Employ) -> None:
    howard, american = employ(world.howard), employ(world.american)
    borrowed = asked(world)
    waits = howard.sees(borrowed).text("//p[@class='request-standing']")
    assert waits.startswith("Request sent to partner since today ")
    assert "American University is to answer. Next: American University, by " in waits
    american.does(asked_of(world.american), "ship", barcode="AMERICAN-1", due="", note="")
    turn()
    comes = howard.sees(borrowed).text("//p[@class='request-standing']")
    assert comes.startswith("Shipped physically since today ")
    assert "Receive it when the parcel comes. Next: you, by " in comes


def test_a_request_that_is_nowhere_is_said_to_be_so(world: World, employ: Employ) -> None:
    clerk = employ(world.howard)
    for path in ("borrowing/B-NOT-THERE", "lending/L-NOT-THERE", "messages/999999999999999999999"):
        answer = clerk.browser.get(f"/howard/desk/{path}")
        assert (answer.status_code, "Not found" in answer.content.decode()) == (404, True), path


def test_the_request_of_another_institution_is_nowhere(world: World, employ: Employ) -> None:
    stranger = employ(world.stranger)
    number = asked(world)
    assert stranger.browser.get(stranger.at(number)).status_code == 404
