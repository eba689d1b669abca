"""Every word of the glossary leads to something that is in the code."""

from __future__ import annotations

import importlib
import re

import pytest
from django.apps import apps

from tests.docs.pages import ROOT

GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").partition("## Messages")[0]
SOURCE = ROOT / "src/interlend"
LINES = re.findall(r"^\| ([^|]+) \| [^|]+ \| ([^|]+) \|$", GLOSSARY, re.MULTILINE)[1:]
PLACES = [(word, place) for word, cell in LINES for place in re.findall(r"`([^`]+)`", cell)]


@pytest.mark.parametrize(("word", "place"), PLACES, ids=[f"{word}: {place}" for word, place in PLACES])
def test_the_place_is_there(word: str, place: str) -> None:
    assert _is_there(place)


def test_the_words_are_in_the_order_of_the_alphabet() -> None:
    words = [word.lower() for word, _ in LINES]
    assert words == sorted(words)


def test_every_word_says_where_it_is() -> None:
    assert [word for word, cell in LINES if "`" not in cell] == []


def _is_there(place: str) -> bool:
    if "/" in place:
        return any((root / place).exists() for root in (SOURCE, SOURCE / "domain"))
    if place.startswith("kernel."):
        return _is_in_the_kernel(place)
    room, _, rest = place.partition(".")
    if not rest:
        return any(room in (field.name for field in model._meta.get_fields()) for model in apps.get_models())
    name, _, field = rest.partition(".")
    model = apps.get_model(room, name) if name[0].isupper() else None
    return model is not None and (not field or model._meta.get_field(field) is not None)


def _is_in_the_kernel(place: str) -> bool:
    module, _, name = place.rpartition(".")
    if name[0].isupper():
        return hasattr(importlib.import_module(f"interlend.{module}"), name)
    return importlib.import_module(f"interlend.{place}") is not None
