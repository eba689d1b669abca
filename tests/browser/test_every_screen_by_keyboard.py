"""Every screen by keys alone: Tab walks through all of it in order, and what has the focus is seen.

And the work itself without a mouse: search and ask, open a row, take the step that is due.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.doing import Visitor
from tests.browser.people import People
from tests.browser.scenery import KITES, WINTER, card
from tests.browser.screens import SCREENS, Screen
from tests.scenarios.steps import Asked

MOST = 200
"""More steps of the Tab key than any screen needs."""
BEGIN = """
() => {
  globalThis.walked = [];
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  scrollTo(0, 0);
}
"""
STEP = """
() => {
  const here = document.activeElement;
  const last = walked.at(-1);
  if (!here || here === document.body || (here !== last && walked.includes(here))) return null;
  walked.push(here);
  const style = getComputedStyle(here);
  const box = here.getBoundingClientRect();
  const order = last ? last.compareDocumentPosition(here) : 0;
  return {
    name: `${here.tagName} ${(here.innerText || here.name || here.id).trim().slice(0, 40)}`,
    isSeen: here === last || (style.outlineStyle !== "none" || style.boxShadow !== "none")
      && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    goesBack: Boolean(order & Node.DOCUMENT_POSITION_PRECEDING),
  };
}
"""
PASSED_OVER = """
() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((each) => !each.disabled && each.type !== "hidden" && each.checkVisibility())
  .filter((each) => !walked.some((one) => one === each || (each.type === "radio" && one.name === each.name)))
  .map((each) => `${each.tagName} ${(each.innerText || each.name || each.id).trim().slice(0, 40)}`)
"""


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_tab_walks_through_a_screen_from_its_beginning_to_its_end(people: People, screen: Screen) -> None:
    people.look(screen.who, screen.path)
    page = people.page(screen.who)
    page.evaluate(BEGIN)
    walked = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        step = page.evaluate(STEP)
        if step is None:
            break
        walked.append(step)
    assert len(walked) < MOST
    assert {
        "not seen": [step["name"] for step in walked if not step["isSeen"]],
        "out of order": [step["name"] for step in walked if step["goesBack"]],
        "passed over": page.evaluate(PASSED_OVER),
    } == {"not seen": [], "out of order": [], "passed over": []}


def press(page: Page, *keys: str) -> None:
    """One key after the other."""
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, role: str, name: str) -> None:
    """Press Tab until this has the focus."""
    wanted = page.get_by_role(role, name=name).first  # type: ignore[arg-type]
    for _ in range(MOST):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches the {role} “{name}”")


def test_a_reader_searches_and_asks_by_keys(people: People) -> None:
    reader = Visitor(people, "reader")
    reader.goes_to("/{howard}/")
    reader.page.keyboard.type(WINTER.title)
    press(reader.page, "Enter")
    expect(reader.page.get_by_role("link", name="Request it")).to_be_visible()
    tab_to(reader.page, "link", "Request it")
    press(reader.page, "Enter")
    tab_to(reader.page, "button", "Request it")
    press(reader.page, "Enter")
    expect(reader.page.get_by_role("heading", name=WINTER.title)).to_be_visible()
    tab_to(reader.page, "link", "My requests")
    press(reader.page, "Enter")
    expect(reader.page.get_by_role("heading", name="My requests")).to_be_visible()


def test_a_clerk_goes_to_a_row_and_does_what_is_due_by_keys(people: People) -> None:
    clerk, page = Visitor(people, "clerk"), people.page("clerk")
    howard = people.scene.howard
    made = howard.keys.do("/borrowing", patron=card(howard), **KITES.citation)
    asked = Asked(made["number"], howard.name, KITES.title, card(howard))
    people.scene.buffalo.waits_for(asked, "being_processed")
    people.scene.buffalo.ships(asked, KITES.barcode)
    howard.waits_for(asked, "shipped_physically")

    clerk.goes_to("/{howard}/desk/")
    press(page, "g", "b")
    expect(page.get_by_role("heading", name="Borrowing")).to_be_visible()
    press(page, "/")
    page.keyboard.type(KITES.title)
    press(page, "Enter")
    expect(page.get_by_role("link", name=KITES.title)).to_be_visible()
    press(page, "j", "Enter")
    expect(page.get_by_role("heading", name=KITES.title)).to_be_visible()
    press(page, "a", "Enter")
    expect(page.get_by_role("status")).to_contain_text("receiv", ignore_case=True)
    howard.waits_for(asked, "physically_received")


def test_the_keys_are_explained_and_left_by_esc(people: People) -> None:
    clerk, page = Visitor(people, "clerk"), people.page("clerk")
    clerk.goes_to("/{howard}/desk/")
    press(page, "?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    tab_to(page, "button", "Keys")
    press(page, "Tab", "Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
