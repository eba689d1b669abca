"""The page of a request by keyboard: the step that is due, its form, and a raw message over the page."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.people import HEIGHT, WIDTH, People
from tests.browser.test_axe_finds_nothing import SIDEWAYS


def test_the_step_that_is_due_is_one_key_away(people: People) -> None:
    page = people.page("lender")
    page.goto(people.scene.address("/{buffalo}/desk/lending/{to_pull}"))
    page.keyboard.press("a")
    due = page.locator("[data-key='a']")
    expect(due).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Barcode", exact=True).first).to_have_value("BU-1001")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Barcode", exact=True).first).to_be_hidden()


def test_every_form_opens_within_the_window(people: People) -> None:
    page = people.page("lender")
    page.goto(people.scene.address("/{buffalo}/desk/lending/{to_pull}"))
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for opener in page.locator(".request-actions summary").all():
            opener.click()
            assert page.evaluate(SIDEWAYS) == 0, f"{width}: {opener.inner_text()}"
            page.keyboard.press("Escape")
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})


def test_a_raw_message_opens_over_the_page(people: People) -> None:
    page = people.page("clerk")
    page.goto(people.scene.address("/{howard}/desk/borrowing/{arriving}"))
    page.locator("a.request-raw").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("supplyingAgencyMessage")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.url.endswith(people.scene.names["arriving"])


def test_why_it_was_chosen_opens_in_place(people: People) -> None:
    page = people.page("clerk")
    page.goto(people.scene.address("/{howard}/desk/borrowing/{arriving}"))
    why = page.locator(".timeline .why").first
    why.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(why).to_contain_text("What was known then:")
    expect(why).to_contain_text("decided:")
