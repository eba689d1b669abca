"""The domain's own questions in the Stranger's scope, and the catalog server, which is open to everybody."""

from __future__ import annotations

import importlib.util
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client
from pytest_django import Settings

import interlend.domain
from interlend.domain.sharing.refusal import NotFound
from interlend.domain.zones import scope
from tests.tenancy.conftest import Cast
from tests.tenancy.filled import House

Ask = Callable[[House], Any]

ASKED: dict[str, Ask] = {
    "circulation.hold_shelf": lambda of: {"library": of.row("libraries.library")},
    "circulation.loans_of": lambda of: {"patron_id": of.row("people.patron").pk},
    "circulation.on_their_way": lambda of: {"to_library": of.row("libraries.library")},
    "circulation.pull_list": lambda of: {"library": of.row("libraries.library")},
    "sharing.borrowing_request": lambda of: {"number": of.row("sharing.borrowingrequest").number},
    "sharing.borrowing_requests": lambda of: {},
    "sharing.counts_by_state": lambda of: {},
    "sharing.lending_request": lambda of: {"number": of.row("sharing.lendingrequest").number},
    "sharing.lending_requests": lambda of: {},
    "sharing.messages": lambda of: {"request": of.row("sharing.borrowingrequest")},
    "sharing.rota": lambda of: {"request": of.row("sharing.borrowingrequest")},
    "sharing.timeline": lambda of: {"request": of.row("sharing.borrowingrequest")},
}
"""How each question is asked about what somebody has."""
WORDS = {"sharing.state_label"}
"""It reads no row."""


def _questions() -> dict[str, Callable[..., Any]]:
    """All public functions of the domain's `queries` modules."""
    found = {}
    for app in pkgutil.iter_modules(interlend.domain.__path__):
        name = f"interlend.domain.{app.name}.queries"
        if importlib.util.find_spec(name) is None:
            continue
        module = importlib.import_module(name)
        for function, _ in inspect.getmembers(module, inspect.isfunction):
            if getattr(module, function).__module__ == name and not function.startswith("_"):
                found[f"{app.name}.{function}"] = getattr(module, function)
    return found


QUESTIONS = _questions()


def zones_in(answer: Any) -> set[int]:
    """The zones of all rows of an answer."""
    rows = list(answer) if isinstance(answer, QuerySet) else [answer]
    return {row.zone_id for row in rows}


def test_every_question_is_asked_here() -> None:
    assert set(QUESTIONS) == set(ASKED) | WORDS


@pytest.mark.parametrize("question", sorted(set(ASKED) - {"sharing.counts_by_state"}))
def test_a_question_about_howards_is_answered_with_nothing(cast: Cast, question: str) -> None:
    ask, values = QUESTIONS[question], ASKED[question]
    with scope.entered(cast.stranger.zone.pk):
        assert zones_in(ask(**values(cast.stranger))) == {cast.stranger.zone.pk}
        of_howard = values(cast.howard)
        if not of_howard:
            return
        try:
            answer = ask(**of_howard)
        except NotFound:
            return
        assert list(answer) == []


def test_counts_are_those_of_the_stranger(cast: Cast) -> None:
    with scope.entered(cast.stranger.zone.pk):
        assert QUESTIONS["sharing.counts_by_state"]() == {
            "borrowing": {"request_sent": 1},
            "lending": {"being_processed": 1},
        }


def searched(settings: Settings, institution: str, word: str) -> str:
    settings.ROOT_URLCONF = "interlend.interfaces.peers.sru_urls"
    response = Client().get(
        f"/sru/{institution}",
        {
            "operation": "searchRetrieve",
            "version": "1.2",
            "query": f'dc.title="{word} title"',
            "recordSchema": "opacxml",
            "maximumRecords": "10",
        },
    )
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("institution", ["stranger", "howard"])
def test_a_catalog_server_shows_the_records_of_its_institution_only(
    cast: Cast, settings: Settings, institution: str
) -> None:
    for house in (cast.stranger, *cast.others):
        told = searched(settings, institution, house.mark)
        is_its_own = house.zone.code == institution
        assert f"numberOfRecords>{int(is_its_own)}<" in told
        others = {other.mark for other in (cast.stranger, *cast.others) if other.mark in told}
        assert others - {house.mark} == set()


def test_a_catalog_server_tells_of_copies_and_of_no_reader(cast: Cast, settings: Settings) -> None:
    told = searched(settings, "howard", cast.howard.mark)
    assert f"{cast.howard.mark} call_number" in told
    confidential = [f"{cast.howard.mark} {word}" for word in ("name", "email", "address", "requester")]
    assert [word for word in confidential if word in told] == []


@pytest.mark.parametrize("word", ["*", "%", "_", "", '" or 1=1 or title="', "title or dc.title=a"])
def test_a_hostile_query_finds_nothing_of_another_institution(
    cast: Cast, settings: Settings, word: str
) -> None:
    told = searched(settings, "stranger", word)
    assert [house.mark for house in cast.others if house.mark in told] == []
