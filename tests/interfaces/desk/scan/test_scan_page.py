"""The scan page: what is on it, what a scan by script and without one is answered, undo, slips, the desk."""

from __future__ import annotations

import re
from html import unescape
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from interlend.domain.people.models import Role
from interlend.interfaces.desk.scan.sheet import MOST
from tests.clockwork import turn
from tests.interfaces.api.conftest import at
from tests.interfaces.desk.conftest import SignIn
from tests.world import BOOK, RITA, World

SCAN, AT = "/american/desk/scan", "/american/desk/at"
CARD = "AMERICAN-R1"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def clerk(world: World, sign_in: SignIn) -> Client:
    """Somebody at the desk of American, where one copy of the book stands on its shelf."""
    return sign_in(world.american, library="BENDER")


def words(answer: Any) -> str:
    """What is to be read, without markup and with single blanks."""
    text = re.sub(r"<(script|style|svg).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(text).split())


def scans(browser: Client, code: str, **more: str) -> str:
    """A scan by script; the changed parts of the page, to be read."""
    answer = browser.post(SCAN, {"code": code, "box": "scan", **more}, headers=HTMX)
    assert answer.status_code == HTTPStatus.OK, answer.content
    return words(answer)


def asked(world: World) -> None:
    """Howard asks American for the book."""
    at(world.howard).does("/borrowing", patron=RITA, title=BOOK)
    turn()


def test_the_page_has_one_box_that_is_ready_and_says_what_it_is_for(clerk: Client) -> None:
    page = clerk.get(SCAN)
    html = page.content.decode()
    assert html.count("autofocus") == 1
    assert re.search('<label for="scan-code">Item, slip, request or patron.{1,6}s card</label>', html)
    assert "Ready to scan" in words(page)
    assert "Nothing scanned yet" in words(page)


def test_a_scan_is_answered_by_the_changed_parts_in_words(clerk: Client, world: World) -> None:
    asked(world)
    said = scans(clerk, "AMERICAN-1")
    assert said.startswith("Done Ship to Howard University Pack it with its shipping slip. Due back")
    assert "Print slip Cannot be undone: Howard University has been told." in said
    assert "1 done today" in said


def test_a_scan_without_script_comes_back_to_the_page(clerk: Client) -> None:
    answer = clerk.post(SCAN, {"code": "AMERICAN-1", "box": "scan"})
    assert (answer.status_code, answer.headers["Location"]) == (HTTPStatus.FOUND, SCAN)
    assert "Stop Nobody asked for this copy" in words(clerk.get(SCAN))


@pytest.mark.parametrize(
    ("code", "outcome"),
    [("AMERICAN-1", "stop"), (CARD, "look"), ("nothing of ours", "stop")],
)
def test_each_outcome_is_said_for_the_script_that_plays_its_tone(
    clerk: Client, code: str, outcome: str
) -> None:
    answer = clerk.post(SCAN, {"code": code, "box": "scan"}, headers=HTMX)
    assert re.findall(r'data-outcome="(\w+)"', answer.content.decode()) == [outcome]


def test_a_card_stays_in_force_until_it_is_put_away(clerk: Client) -> None:
    assert f"Card {CARD} is in force" in scans(clerk, CARD)
    assert "Card" not in scans(clerk, "", put_away="1")
    assert "Nobody asked for this copy" in scans(clerk, "AMERICAN-1")


def test_a_card_and_an_item_are_a_loan_that_can_be_undone(clerk: Client, world: World) -> None:
    scans(clerk, CARD)
    assert "Done Lent to Rita Reader until" in scans(clerk, "AMERICAN-1")
    line = clerk.session[f"scans {world.american.zone.pk}"]["lines"][0]["id"]
    undone = clerk.post(f"{SCAN}/undo", {"scan": line}, headers=HTMX)
    assert words(undone).startswith("Undone Undone: “Lend” of AMERICAN-1.")
    assert "0 done today" in words(undone)
    again = clerk.post(f"{SCAN}/undo", {"scan": line}, headers=HTMX)
    assert (again.status_code, "is undone already" in words(again)) == (HTTPStatus.NOT_FOUND, True)


def test_what_is_offered_is_done_by_its_button(clerk: Client, world: World) -> None:
    asked(world)
    scans(clerk, "AMERICAN-1")
    again = clerk.post(SCAN, {"code": "AMERICAN-1", "box": "scan"}, headers=HTMX)
    assert "Scanned twice" in words(again)
    assert "Home again" in scans(clerk, "AMERICAN-1", confirmed="check_in")


def test_the_sheet_keeps_the_last_fifty_scans(clerk: Client, world: World) -> None:
    for place in range(MOST + 2):
        scans(clerk, f"unknown {place}")
    lines = clerk.session[f"scans {world.american.zone.pk}"]["lines"]
    assert [lines[0]["code"], lines[-1]["code"], len(lines)] == [f"unknown {MOST + 1}", "unknown 2", MOST]


def test_a_slip_is_a_page_of_its_own_with_bars(clerk: Client, world: World) -> None:
    asked(world)
    scanned = clerk.post(SCAN, {"code": "AMERICAN-1", "box": "scan"}, headers=HTMX).content.decode()
    address = re.findall(r'href="(/american/desk/scan/slip/shipping/L-\w+)"', scanned)[0]
    page = clerk.get(address)
    assert words(page).startswith("Slip · American University Print Paper: A6 Shipping slip")
    assert '<svg class="bars"' in page.content.decode()
    assert not re.search(r"<style|style=|<script>", page.content.decode())


@pytest.mark.parametrize("what", ["shipping/L-999", "transit/AMERICAN-1", "confetti/AMERICAN-1"])
def test_a_slip_that_nothing_goes_with_is_not_there(clerk: Client, what: str) -> None:
    assert clerk.get(f"{SCAN}/slip/{what}").status_code == HTTPStatus.NOT_FOUND


def test_a_reader_named_with_markup_is_words(clerk: Client) -> None:
    answer = clerk.post(SCAN, {"code": "<b>1</b>", "box": "scan"}, headers=HTMX)
    assert "<b>1" not in answer.content.decode()


# The box of the frame, on every screen.


def test_a_scan_into_the_box_of_the_frame_is_a_scan(clerk: Client) -> None:
    answer = clerk.post(SCAN, {"code": "AMERICAN-1"})
    assert answer.headers["Location"] == SCAN
    assert "Nobody asked for this copy" in words(clerk.get(SCAN))


def test_words_in_the_box_of_the_frame_go_to_the_search(clerk: Client) -> None:
    answer = clerk.post(SCAN, {"code": "their eyes"})
    assert answer.headers["Location"] == "/american/desk/borrowing?q=their+eyes"


# The desk comes first.


def test_who_stands_at_no_desk_is_asked_at_which(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.georgetown)
    asked_first = browser.get("/georgetown/desk/scan")
    assert asked_first.headers["Location"] == "/georgetown/desk/at?next=%2Fgeorgetown%2Fdesk%2Fscan"
    page = words(browser.get(asked_first.headers["Location"]))
    assert "Lauinger Library Lauinger Library circulation desk" in page
    assert "Resource Sharing Library Resource Sharing Library circulation desk" in page


def test_the_chosen_desk_is_remembered_and_the_way_goes_on(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.american)
    desk = re.findall(r'name="desk" value="(\d+)"', browser.get(AT).content.decode())[0]
    chosen = browser.post(AT, {"desk": desk, "next": SCAN})
    assert (chosen.status_code, chosen.headers["Location"]) == (HTTPStatus.FOUND, SCAN)
    assert "you are here" in words(browser.get(AT))
    assert browser.get(SCAN).status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    "next_page", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "somewhere", "a\x00b"]
)
def test_choosing_a_desk_leads_to_no_other_server(world: World, sign_in: SignIn, next_page: str) -> None:
    browser = sign_in(world.american)
    desk = re.findall(r'name="desk" value="(\d+)"', browser.get(AT).content.decode())[0]
    assert browser.post(AT, {"desk": desk, "next": next_page}).headers["Location"] == "/american/desk/"


@pytest.mark.parametrize("desk", ["0", "x", "", "9" * 40])
def test_a_desk_that_is_not_here_is_not_chosen(world: World, sign_in: SignIn, desk: str) -> None:
    assert sign_in(world.american).post(AT, {"desk": desk}).status_code == HTTPStatus.NOT_FOUND


# Who may.


def test_who_may_not_scan_is_told_so(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.american, Role.REQUESTS_OPERATOR, library="BENDER")
    assert browser.get(SCAN).status_code == HTTPStatus.FORBIDDEN
    assert browser.post(SCAN, {"code": "AMERICAN-1", "box": "scan"}).status_code == HTTPStatus.FORBIDDEN
    assert browser.post(f"{SCAN}/undo", {"scan": "1"}).status_code == HTTPStatus.FORBIDDEN
    assert browser.get(f"{SCAN}/slip/transit/AMERICAN-1").status_code == HTTPStatus.FORBIDDEN


def test_nobody_scans_at_an_institution_where_they_have_no_role(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.howard, library="FOUNDERS")
    assert browser.post(SCAN, {"code": "AMERICAN-1", "box": "scan"}).status_code == HTTPStatus.FORBIDDEN


# What a scan costs.


def test_a_scan_costs_no_more_when_the_sheet_is_full(clerk: Client) -> None:
    scans(clerk, "unknown")
    with CaptureQueriesContext(connection) as first:
        scans(clerk, "AMERICAN-1")
    for place in range(MOST):
        scans(clerk, f"unknown {place}")
    with CaptureQueriesContext(connection) as later:
        scans(clerk, "AMERICAN-1")
    assert len(first) == len(later)
