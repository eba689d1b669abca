"""Scanning a cart: the box keeps the focus whatever else is done; each outcome is read, seen and heard."""

from playwright.sync_api import Page

from tests.browser.doing import Visitor
from tests.browser.people import People
from tests.browser.scenery import OWN, RIVERS

LISTEN = """
globalThis.tones = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) {
  globalThis.tones.push(Math.round(this.frequency.value));
  start.apply(this, when);
};
"""
COLOR = "element => getComputedStyle(element).borderInlineStartColor"


def focus(page: Page) -> str:
    """The id of what has the focus."""
    found: str = page.evaluate("document.activeElement.id")
    return found


SCANS = [
    (RIVERS.barcode, "ok: Ready for pickup shelf", "Done", "rgb(23, 102, 58)", [1047]),
    (RIVERS.barcode, "look: Scanned twice", "Look", "rgb(138, 75, 0)", [659, 659]),
    (OWN.barcode, "stop: Nobody asked for this copy", "Stop", "rgb(164, 22, 26)", [196, 147]),
    ("nothing-has-this", "stop: Nothing here is nothing-has-this", "Stop", "rgb(164, 22, 26)", [196, 147]),
]
"""What is scanned; headline, word, color (green, brown, red) and tones of what it comes to."""


def test_one_scan_receives_an_item_and_each_outcome_is_read_seen_and_heard(people: People) -> None:
    clerk = Visitor(people, "clerk")
    clerk.page.add_init_script(LISTEN)
    clerk.goes_to("/{howard}/desk/scan")
    done = int(clerk.page.locator(".scan-count strong").inner_text())
    found = []
    for code, *_ in SCANS:
        headline = clerk.scans(code).partition(": P.")[0].partition(": “")[0]
        result = clerk.page.locator("#scan-last [data-outcome]")
        word = result.locator(".scan-word").text_content() or ""
        tones = clerk.page.evaluate("tones.splice(0)")
        found.append((code, headline, word.strip(), result.evaluate(COLOR), tones))
        assert focus(clerk.page) == "scan-code"
    assert found == SCANS
    assert clerk.page.locator(".scan-count strong").inner_text() == str(done + 1)
    assert clerk.page.locator(".scan-sheet tbody tr").count() >= len(SCANS)


def test_the_box_has_the_focus_after_whatever_else_is_done(people: People) -> None:
    clerk = Visitor(people, "clerk")
    clerk.goes_to("/{howard}/desk/scan")
    page = clerk.page
    doings = {
        "the page is opened": lambda: None,
        "a heading is clicked": lambda: page.get_by_role("heading", name="Scan").click(),
        "the counter is clicked": lambda: page.locator(".scan-count").click(),
        "Esc is pressed": lambda: page.keyboard.press("Escape"),
        "a dialog is opened and closed": lambda: _look_at_the_keys(page),
        "a dialog is left by Esc": lambda: _look_at_the_keys(page, leave_by="Escape"),
        "the sound is switched off": lambda: page.locator("#scan-sound").click(),
        "and on": lambda: page.locator("#scan-sound").click(),
    }
    kept = {}
    for doing, do in doings.items():
        do()
        page.evaluate("() => new Promise((resolve) => setTimeout(resolve))")
        kept[doing] = focus(page)
    assert kept == dict.fromkeys(doings, "scan-code")


def _look_at_the_keys(page: Page, leave_by: str = "") -> None:
    page.get_by_role("button", name="Keys").click()
    if leave_by:
        page.keyboard.press(leave_by)
    else:
        page.get_by_role("dialog").get_by_role("button", name="Close").click()
