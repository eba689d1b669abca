"""What people do at screens again and again: go somewhere, scan, wait until a page says something."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.people import People
from tests.scenarios.calling import until

BOX = "#scan-code"
RESULT = "#scan-last [data-outcome]"


@dataclass
class Visitor:
    """Somebody at their window."""

    people: People
    who: str

    @property
    def page(self) -> Page:
        """Their window."""
        return self.people.page(self.who)

    def goes_to(self, path: str) -> None:
        """Open a screen of the scene."""
        self.people.look(self.who, path)

    def waits_for(self, path: str, text: str) -> None:
        """Look at a screen again until its content says this; what comes from elsewhere takes a moment."""

        def says() -> bool:
            self.goes_to(path)
            return text in self.page.locator("main").inner_text()

        until(f"{path} says “{text}”", says)

    def scans(self, code: str) -> str:
        """Scan as a barcode reader does, by keys and Enter; the outcome and the headline of the answer."""
        shown = self.page.locator("#scan-last")
        self.page.evaluate("document.querySelector('#scan-last').replaceChildren()")
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")
        expect(shown.locator("[data-outcome]")).to_be_visible()
        return self.answer()

    def agrees(self) -> str:
        """Click what the last scan offers; the outcome and the headline of the answer."""
        before = self.answer()
        self.page.locator("#scan-last .btn-primary").click()
        until("the next answer", lambda: self.answer() != before)
        return self.answer()

    def answer(self) -> str:
        """The outcome and the headline of the last scan."""
        result = self.page.locator(RESULT)
        headline = result.locator(".scan-headline").inner_text()
        return f"{result.get_attribute('data-outcome')}: {headline}"
