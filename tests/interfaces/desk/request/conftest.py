"""The page of a request as somebody at a desk reads and uses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from lxml import html

from interlend.domain.people.models import Role
from tests.clockwork import turn
from tests.interfaces.api.conftest import at
from tests.interfaces.desk.conftest import SignIn
from tests.world import BOOK, RITA, House, World


@dataclass
class Page:
    """The page of a request; each text without the white space between its words."""

    root: Any

    def texts(self, path: str) -> list[str]:
        """What stands in each element of this XPath."""
        return [" ".join(element.text_content().split()) for element in self.root.xpath(path)]

    def text(self, path: str) -> str:
        """What stands in the one element of this XPath."""
        (only,) = self.texts(path)
        return only

    @property
    def state(self) -> str:
        """Its name, as staff know it."""
        return self.text("//p[@class='request-standing']/strong")

    @property
    def primary(self) -> str:
        """The button of the step that is due; empty: none is."""
        return "".join(self.texts("//*[@data-key='a']")).removesuffix("…")

    @property
    def others(self) -> list[str]:
        """What else may be done now."""
        buttons = self.texts(
            "//*[contains(@class, 'request-actions')]/form/button[not(@data-key)]"
            " | //*[contains(@class, 'request-actions')]/details[contains(@class, 'request-ask')]"
            "/summary[not(@data-key) and not(span)]"
        )
        return [text.removesuffix("…") for text in buttons]

    @property
    def not_now(self) -> dict[str, str]:
        """What cannot be done now, and why."""
        lines = self.root.xpath("//ul[@class='request-not-now']/li")
        return {line.find("button").text_content(): line.find("span").text_content() for line in lines}

    @property
    def journey(self) -> list[str]:
        """Each stop with its mark: `●` behind, `◉` here, `○` ahead, `✕` in vain."""
        marks = {"is-done": "●", "is-here": "◉", "is-ahead": "○", "is-off": "✕"}
        return [
            f"{marks[stop.get('class')]} {stop.find('span').text_content()}"
            for stop in self.root.xpath("//ol[@class='journey']/li")
        ]

    @property
    def timeline(self) -> list[str]:
        """What happened, the latest first."""
        return self.texts("//ol[@class='timeline']//div[@class='timeline-said']/p[1]")

    @property
    def notices(self) -> list[str]:
        """What the page says of what was just done."""
        return self.texts("//*[@data-notice]/p")

    @property
    def faults(self) -> list[str]:
        """What is wrong with what was filled in."""
        return self.texts("//p[@class='field-error']")

    def seen(self) -> str:
        """What a form tells of the page that it was on."""
        return str(self.root.xpath("//header//input[@name='seen']/@value")[0])


def page_of(answer: Any) -> Page:
    """What was answered, to be read."""
    return Page(html.fromstring(answer.content.decode()))


@dataclass
class Clerk:
    """Somebody who has signed in at an institution."""

    browser: Client
    zone: str

    def at(self, number: str, rest: str = "") -> str:
        """The address of a request, or of what is done there."""
        side = "lending" if number.startswith("L") else "borrowing"
        return f"/{self.zone}/desk/{side}/{number}{rest}"

    def sees(self, number: str) -> Page:
        """The page of a request."""
        answer = self.browser.get(self.at(number))
        assert answer.status_code == 200, answer.content.decode()
        return page_of(answer)

    def posts(self, number: str, rest: str, **fields: Any) -> Any:
        """Send a form; the answer as it is."""
        return self.browser.post(self.at(number, rest), fields)

    def does(self, number: str, verb: str, **fields: Any) -> Page:
        """Do something that leads back to the page."""
        return self.writes(number, f"/do/{verb}", **fields)

    def writes(self, number: str, rest: str, **fields: Any) -> Page:
        """Send a form that leads back to the page of the request."""
        answer = self.posts(number, rest, **fields)
        assert (answer.status_code, answer.headers.get("Location")) == (302, self.at(number)), (
            answer.content.decode()
        )
        return self.sees(number)


Employ = Callable[..., Clerk]


@pytest.fixture
def employ(sign_in: SignIn) -> Employ:
    """Makes a clerk of an institution, in a role, at the desk of a library or at none."""

    def make(house: House, role: Role = Role.SERVICES_MANAGER, *, library: str = "") -> Clerk:
        return Clerk(sign_in(house, role, library=library), house.plan.code)

    return make


def asked(world: World, **wanted: str) -> str:
    """The number of a request by Rita, with American, which has one copy of it."""
    fields = {"patron": RITA, "title": BOOK, **wanted}
    number: str = at(world.howard, Role.DISCOVERY).does("/borrowing", **fields)["number"]
    turn()
    return number


def asked_of(house: House) -> str:
    """The number of the lending request that reached an institution last."""
    number: str = at(house).sees("/lending")["items"][0]["number"]
    return number
