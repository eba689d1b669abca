"""Who looks at the screens, each in a browser context of their own, signed in as people do it."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.scenery import PASSWORD, PIN, Scene, card, staff_address
from tests.browser.watching import Watch

PATIENCE = 15_000  # milliseconds, after which a screen no longer waits for what should be there
WIDTH, HEIGHT = 1280, 800
FETCHED_LATER = "[hx-trigger=load]:has(noscript), #elsewhere[hx-trigger=load]"
"""Parts of a screen that have not come yet."""


class People:
    """Those who look at the screens; `watch` notes what their browsers complain of."""

    def __init__(self, browser: Browser, scene: Scene) -> None:
        self.scene = scene
        self.watch = Watch()
        self._browser = browser
        self._contexts: dict[str, BrowserContext] = {}
        self._pages: dict[str, Page] = {}

    def page(self, who: str) -> Page:
        """The window of the clerk, the lender's clerk, the reader, or nobody; the same one each time."""
        if who not in self._pages:
            context = self._browser.new_context(
                viewport={"width": WIDTH, "height": HEIGHT},
                locale="en-US",
                color_scheme="light",
                reduced_motion="reduce",
            )
            context.set_default_timeout(PATIENCE)
            self._contexts[who] = context
            self._pages[who] = context.new_page()
            _ARRIVING[who](self._pages[who], self.scene)
            self.watch.look_at(context)
        return self._pages[who]

    def look(self, who: str, path: str) -> int:
        """Open a screen of the scene, wait for the parts that it fetches, and return its status."""
        page = self.page(who)
        answer = page.goto(self.scene.address(path))
        expect(page.locator(FETCHED_LATER)).to_have_count(0, timeout=PATIENCE)
        return answer.status if answer else 0

    def leave(self) -> None:
        """Close all windows."""
        for context in self._contexts.values():
            context.close()


def _clerk_of_howard(page: Page, scene: Scene) -> None:
    _staff(page, scene, "{howard}", staff_address(scene.howard, "stella.shelf"))


def _clerk_of_buffalo(page: Page, scene: Scene) -> None:
    _staff(page, scene, "{buffalo}", staff_address(scene.buffalo, "stella.shelf"))


def _staff(page: Page, scene: Scene, at: str, email: str) -> None:
    """Sign in, and choose the only desk."""
    page.goto(scene.address(f"/{at}/desk/at"))
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="circulation desk").first.click()


def _reader_of_howard(page: Page, scene: Scene) -> None:
    page.goto(scene.address("/{howard}/sign-in"))
    page.get_by_label("Number of your library card").fill(card(scene.howard))
    page.get_by_label("PIN", exact=True).fill(PIN)
    page.get_by_role("button", name="Sign in", exact=True).click()


def _nobody(page: Page, scene: Scene) -> None:
    """Somebody who has not signed in."""


_ARRIVING = {
    "clerk": _clerk_of_howard,
    "lender": _clerk_of_buffalo,
    "reader": _reader_of_howard,
    "nobody": _nobody,
}
