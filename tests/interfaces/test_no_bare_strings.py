"""No screen has words that cannot be translated.

The screens of the table are read in a language in which every translated text stands in ⟦brackets⟧. What
stands outside of them must be data: what somebody entered, or what was written down at its time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.test import Client
from django.utils.translation import trans_real
from lxml import html
from pytest_django.plugin import DjangoDbBlocker

from interlend.domain.exchange.models import Message
from interlend.domain.people.models import Role, RoleAssignment, User
from interlend.domain.zones import scope
from tests import world as worlds
from tests.browser.screens import SCREENS, Screen
from tests.clockwork import turn
from tests.interfaces.api.conftest import at
from tests.interfaces.desk.conftest import stand_at
from tests.interfaces.patron.conftest import Browser, record_of
from tests.world import RITA, House, World

SPOKEN = "fr"
"""The language in whose place the brackets stand."""
OWN_NAMES = {"Interlend", "ISO 18626", "SRU", "MARC 21", "⟨xml⟩", "English", "Français"}
NO_WORDS = (
    *("//script", "//style", "//code", "//kbd", "//pre", "//samp", "//textarea"),
    "//*[@class='why']//dd",  # a decision is told as it was written down
)
ATTRIBUTES = ("placeholder", "aria-label", "title", "alt", "data-confirm")
LAMPS = "Lamps of the old city"


@dataclass(frozen=True)
class Doing:
    """Somebody opens an address, or posts something to it."""

    who: str
    path: str
    posted: Mapping[str, str] | None = None


ANSWERS = (
    Doing("clerk", "/{howard}/desk/borrowing?part=facets"),
    Doing("lender", "/{buffalo}/desk/lending?part=facets"),
    Doing("clerk", "/{howard}/desk/borrowing?q=is:blue+age:soon+:"),
    Doing("clerk", "/{howard}/desk/borrowing/B-NONE"),
    Doing("clerk", "/{howard}/desk/messages/1000000"),
    Doing("clerk", "/{buffalo}/desk/"),
    Doing("clerk", "/{howard}/desk/scan", {"code": "{arriving}"}),
    Doing("clerk", "/{howard}/desk/scan", {"code": "{on_shelf}"}),
    Doing("clerk", "/{howard}/desk/scan", {"code": "{loaned}"}),
    Doing("clerk", "/{howard}/desk/scan", {"code": "{finished}"}),
    Doing("clerk", "/{howard}/desk/scan", {"code": "{waiting}"}),
    Doing("clerk", "/{howard}/desk/scan", {"code": "HOWARD-1"}),
    Doing("clerk", "/{howard}/desk/scan", {"code": RITA}),
    Doing("clerk", "/{howard}/desk/scan", {"code": "0000"}),
    Doing("lender", "/{buffalo}/desk/scan", {"code": "{to_pull}"}),
    Doing("lender", "/{buffalo}/desk/scan", {"code": "{lent}"}),
    Doing("lender", "/{buffalo}/desk/scan", {"code": "AMERICAN-20"}),
    Doing("lender", "/{buffalo}/desk/scan", {"code": "AMERICAN-24"}),
    Doing("clerk", "/{howard}/desk/borrowing/{arriving}/do/complete", {}),
    Doing("clerk", "/{howard}/desk/borrowing/{finished}/do/send", {}),
    Doing("clerk", "/{howard}/desk/borrowing/{arriving}/do/receive", {}),
    Doing("clerk", "/{howard}/desk/borrowing/{arriving}/note", {}),
    Doing("lender", "/{buffalo}/desk/lending/{to_pull}/do/condition", {"cost": "many"}),
    Doing("lender", "/{buffalo}/desk/lending/{to_pull}/do/ship", {"barcode": "0000"}),
    Doing("reader", "/{howard}/ask", {"isbn": "1", "needed_by": "soon"}),
    Doing("reader", "/{howard}/requests/{loaned}/cancel", {}),
    Doing("reader", "/{howard}/requests/B-NONE"),
    Doing("nobody", "/sign-in", {"email": "nobody@howard.example", "password": "no"}),
    Doing("nobody", "/{howard}/sign-in", {"barcode": "0000", "pin": "0000"}),
)
"""What is told in answer to what somebody does."""
LETTERS = re.compile(r"[^\W\d_]{2,}")
SHELF_MARK = re.compile(r"\b[A-Z]\. [A-Z0-9]{4}\b")


class Brackets:
    """A translation that puts every text into brackets. How a day is written is no text."""

    def gettext(self, text: str) -> str:
        """The text, or that of its context, in brackets."""
        context, _separator, alone = text.rpartition(trans_real.CONTEXT_SEPARATOR)
        return alone if context.startswith("format") else f"⟦{alone}⟧"

    def ngettext(self, singular: str, plural: str, number: float) -> str:
        """The singular or the plural, in brackets."""
        return self.gettext(singular if number == 1 else plural)

    def to_language(self) -> str:
        """The language in whose place it stands."""
        return SPOKEN


@dataclass
class Scene:
    """The world with requests at every stage, and what addresses can name in it."""

    world: World
    names: Mapping[str, Any]


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """Built once, in a transaction that is never committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = worlds.build()
        yield Scene(world, requests_at_every_stage(world))
        transaction.set_rollback(True)


def requests_at_every_stage(world: World) -> dict[str, Any]:
    """What the addresses of the table name: Rita's requests, American's side of them, a record, a message."""
    howard, american, reader = at(world.howard), at(world.american), at(world.howard, Role.DISCOVERY)
    world.howard.holds(LAMPS, "HOWARD-1")
    lent = {"finished": "Mirrors", "loaned": "Timetable", "on_shelf": "Tides", "arriving": "Rivers"}
    asked = lent | {"waiting": "Lanterns", "long": "Proceedings", "unfilled": "Unheld"}
    numbers: dict[str, Any] = {"howard": "howard", "buffalo": "american"}
    for place, title in enumerate(asked.values()):
        if title != "Unheld":
            world.american.holds(title, f"AMERICAN-2{place}")
    for name, title in asked.items():
        numbers[name] = reader.does("/borrowing", patron=RITA, title=title)["number"]
    turn()
    theirs = {row["title"]: row["number"] for row in american.sees("/lending")["items"]}
    for place, title in enumerate(lent.values()):
        american.does(f"/lending/{theirs[title]}/ship", barcode=f"AMERICAN-2{place}")
    turn()
    for name, steps in {
        "finished": ("receive", "loan", "return", "send-back"),
        "loaned": ("receive", "loan"),
        "on_shelf": ("receive",),
    }.items():
        for step in steps:
            howard.does(f"/borrowing/{numbers[name]}/{step}")
    turn()
    american.does("/desk/check-in", barcode="AMERICAN-20")
    turn()
    howard.does(f"/borrowing/{numbers['arriving']}/notes", text="Call Paul when it is here.")
    with scope.entered(world.howard.zone.pk):
        message = Message.objects.order_by("id").values_list("pk", flat=True)[0]
    return numbers | {
        "own_record": record_of(world.howard, LAMPS),
        "to_pull": theirs["Lanterns"],
        "to_pull_long": theirs["Proceedings"],
        "lent": theirs["Timetable"],
        "message": message,
    }


def entered(world: World) -> list[str]:
    """Every text that is kept, the longest first; a code of ours is none that people should read."""
    texts: set[str] = set(OWN_NAMES)
    for house in (world.howard, world.american):
        with scope.entered(house.zone.pk):
            for model in apps.get_models():
                if model._meta.app_config and model._meta.app_config.name.startswith("interlend"):
                    for row in model._default_manager.values_list(*_texts_of(model)):
                        texts |= set(_strings(row))
    texts |= {unbracketed(text) for text in texts}
    return sorted((text for text in texts if not re.fullmatch(r"[a-z_-]*|.", text)), key=len, reverse=True)


def _texts_of(model: type[models.Model]) -> list[str]:
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [each.name for each in model._meta.fields if isinstance(each, kinds) and not each.choices] or [
        "pk"
    ]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from map(str.strip, [value, *value.splitlines()])
    elif isinstance(value, dict):
        yield from _strings([*value.values()])
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)


def bare(page: str, data: list[str]) -> list[str]:
    """The texts of a page in which words stand that are neither translated nor data."""
    root: Any = html.fromstring(page)
    for element in root.xpath("|".join(NO_WORDS)):
        element.drop_tree()
    texts = [str(text) for text in root.xpath("//text()[normalize-space()]")]
    for name in ATTRIBUTES:
        texts += [str(value) for value in root.xpath(f"//@{name}")]
    texts += [str(value) for value in root.xpath("//input[@type='submit' or @type='button']/@value")]
    whole = unbracketed("\0".join(texts))
    return sorted({text for text in map(str.strip, whole.split("\0")) if _words(text, data)})


def unbracketed(text: str) -> str:
    """What is left without the brackets and what is in them; one translated text may stand in another."""
    kept, depth = [], 0
    for letter in text:
        depth += {"⟦": 1, "⟧": -1}.get(letter, 0)
        if (depth == 0 and letter != "⟧") or letter == "\0":
            kept.append(letter)
    assert depth == 0, text
    return "".join(kept)


def _words(text: str, data: list[str]) -> bool:
    text = SHELF_MARK.sub(" ", text)
    for known in data:
        text = text.replace(known, " ")
    return LETTERS.search(text) is not None


@pytest.fixture
def in_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for French gets brackets."""
    monkeypatch.setitem(vars(trans_real)["_translations"], SPOKEN, Brackets())


def looking(who: str, world: World) -> Client:
    """The browser of the clerk, the lender's clerk, the reader, or nobody."""
    match who:
        case "clerk":
            return at_a_desk(world.howard)
        case "lender":
            return at_a_desk(world.american)
        case "reader":
            return Browser(world.howard).signs_in().client
        case _:
            return Client()


def at_a_desk(house: House) -> Client:
    """The browser of somebody who may do most things, at the desk of the main library."""
    browser = Client()
    user = User.objects.create_user(f"manager@{house.plan.code}.example", "C. Clerk")
    browser.force_login(user)
    with scope.entered(house.zone.pk):
        RoleAssignment.objects.create(user=user, role=Role.SERVICES_MANAGER)
        stand_at(browser, house, house.plan.main_library)
    return browser


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_every_word_of_a_screen_can_be_translated(
    scene: Scene, screen: Screen, in_brackets: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), transaction.atomic():
        browser = looking(screen.who, scene.world)
        path = screen.path.format_map(scene.names)
        answer = browser.get(path, headers={"Accept-Language": SPOKEN})
        page = answer.content.decode()
        assert answer.status_code in (200, 404, 410), page
        data = entered(scene.world)
        transaction.set_rollback(True)
    assert "⟦" in page
    assert bare(page, data) == []


@pytest.mark.parametrize("doing", ANSWERS, ids=lambda doing: doing.path)
def test_every_word_of_an_answer_can_be_translated(
    scene: Scene, doing: Doing, in_brackets: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), transaction.atomic():
        browser = looking(doing.who, scene.world)
        path = doing.path.format_map(scene.names)
        spoken = {"Accept-Language": SPOKEN}
        if doing.posted is None:
            answer = browser.get(path, headers=spoken)
        else:
            fields = {name: value.format_map(scene.names) for name, value in doing.posted.items()}
            answer = browser.post(path, fields, headers=spoken, follow=True)
        page = answer.content.decode()
        data = entered(scene.world)
        transaction.set_rollback(True)
    assert "⟦" in page, page
    assert bare(page, data) == []


def test_what_is_left_bare_is_found() -> None:
    page = '<p>⟦Due on ⟦May⟧ 1⟧ at Howard <b title="Close">⟦Late⟧</b> and gone</p><script>let it = 1</script>'
    assert bare(page, ["Howard"]) == ["Close", "and gone", "at Howard"]
