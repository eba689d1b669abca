"""Institutions whose readers, partners and titles are called what attackers write."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Browser

from interlend.domain.people.models import Patron
from interlend.domain.zones import scope
from tests.browser import scenery
from tests.browser.people import People
from tests.browser.scenery import Scene, Work, card
from tests.scenarios.installation import Installation
from tests.scenarios.steps import Asked, Institution
from tools.localpg import CHECKOUT

PAYLOADS = (CHECKOUT / "tests/fixtures/hostile/payloads.txt").read_text(encoding="utf-8").splitlines()
LONGEST_TEXT = 200


def _joined(longest: int) -> list[str]:
    """All payloads, several in one text of at most so many characters."""
    texts = [""]
    for payload in PAYLOADS:
        if len(texts[-1]) + len(payload) >= longest:
            texts.append("")
        texts[-1] += payload[: longest - 1] + " "
    return [text.strip() for text in texts]


class Hostile:
    """Howard and Buffalo once more, and requests between them that mean no good."""

    def __init__(self, browser: Browser, pair: Mapping[str, Installation]) -> None:
        built = scenery.build_institutions("hostile", pair)
        self.scene = Scene(Institution(built["howard"]), Institution(built["buffalo"]))
        self.people = People(browser, self.scene)
        self.screens: list[tuple[str, str]] = [
            ("clerk", "/{howard}/desk/borrowing?q="),
            ("lender", "/{buffalo}/desk/lending?q="),
            ("lender", "/{buffalo}/desk/lending/pull-list"),
            ("reader", "/{howard}/requests"),
        ]
        texts = _joined(LONGEST_TEXT)
        works = [
            Work(text, texts[at - 1], 2001, text[:60], f"H-{at}", isbn=_isbn(at))
            for at, text in enumerate(texts)
        ]
        scenery.shelve(built["buffalo"], works)
        asked = [self._ask(work) for work in works]
        for at, each in enumerate(asked):
            self._answer(at, each)
        self._rename(texts)

    def close(self) -> None:
        """Close the windows and the connections."""
        self.people.leave()
        self.scene.close()

    def _ask(self, work: Work) -> Asked:
        """A request whose every text is hostile."""
        howard = self.scene.howard
        said = work.citation | {"note": work.title, "publisher": work.author, "isbn": work.isbn}
        made = howard.keys.do("/borrowing", role="discovery", patron=card(howard), **said)
        howard.keys.do(f"/borrowing/{made['number']}/notes", text=work.title)
        return Asked(made["number"], howard.name, made["title"], card(howard))

    def _answer(self, at: int, asked: Asked) -> None:
        """What the lender writes about it, and the screens on which it is read."""
        buffalo = self.scene.buffalo
        buffalo.waits_for(asked, "being_processed")
        buffalo.will_supply(asked, note=asked.title)
        self.scene.numbers |= {f"asked_{at}": asked.number, f"lent_{at}": buffalo.number_of(asked)}
        self.screens += [
            ("clerk", f"/{{howard}}/desk/borrowing/{{asked_{at}}}"),
            ("lender", f"/{{buffalo}}/desk/lending/{{lent_{at}}}"),
            ("reader", f"/{{howard}}/requests/{{asked_{at}}}"),
        ]

    def _rename(self, names: list[str]) -> None:
        """The readers of Howard are called what attackers write."""
        with self.scene.howard.built.installation.inside(), scope.entered(self.scene.howard.built.zone_id):
            for patron, name in zip(Patron.objects.order_by("id"), names, strict=False):
                patron.name = name
                patron.save(update_fields=["name"])


def _isbn(number: int) -> str:
    """A valid ISBN-13, another one for each number; by it the copies are found, whatever the titles are."""
    digits = f"9780000{number:05}"
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits))
    return f"{digits}{-total % 10}"
