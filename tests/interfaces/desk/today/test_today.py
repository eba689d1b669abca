"""The home page: each number opens exactly the rows that it counts."""

from __future__ import annotations

import html
import re

from django.test import Client

from interlend.domain.people.models import Role
from tests.clockwork import turn
from tests.interfaces.api.conftest import at
from tests.interfaces.desk.conftest import SignIn
from tests.world import BOOK, RITA, World

LINE = re.compile(
    r'<li class="is-(?P<tone>\w+)"><a href="(?P<address>[^"]+)">'
    r'<span class="round-count">(?P<count>\d+)</span><span class="round-name">(?P<name>[^<]+)</span>'
)


def today(browser: Client, zone: str) -> dict[str, tuple[int, str, str]]:
    """Name → count, tone, and the address of the list."""
    page = browser.get(f"/{zone}/desk/").content.decode()
    return {
        html.unescape(each["name"]): (int(each["count"]), each["tone"], html.unescape(each["address"]))
        for each in LINE.finditer(page)
    }


def waiting(browser: Client, zone: str) -> dict[str, str]:
    """What is not nothing: name → tone."""
    return {name: tone for name, (count, tone, _) in today(browser, zone).items() if count}


def test_a_quiet_day_says_so(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.howard)
    assert waiting(browser, "howard") == {}
    assert "Nothing is waiting for this desk." in browser.get("/howard/desk/").content.decode()


def test_a_loan_walks_through_the_lines_of_both_desks(world: World, sign_in: SignIn) -> None:
    lender, borrower = sign_in(world.american), sign_in(world.howard)
    number = at(world.howard, Role.DISCOVERY).does("/borrowing", patron=RITA, title=BOOK)["number"]
    turn()
    assert waiting(lender, "american") == {"To pull from the shelves": "do"}
    [to_pull] = at(world.american).sees("/lending/pull-list")["items"]
    at(world.american).does(f"/lending/{to_pull['number']}/ship", barcode="AMERICAN-1")
    turn()
    assert waiting(lender, "american") == {}
    assert waiting(borrower, "howard") == {"Arriving from partners": "do"}
    at(world.howard).does(f"/borrowing/{number}/receive")
    assert waiting(borrower, "howard") == {"On the hold shelf": "do"}


def test_who_sees_only_one_side_is_shown_only_that(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.american, Role.REQUESTS_OPERATOR)
    assert {address.split("?")[0] for _, _, address in today(browser, "american").values()} == {
        "/american/desk/lending"
    }
