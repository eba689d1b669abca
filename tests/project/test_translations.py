"""Each language says all that the source says, and says it with the same facts in it."""

from __future__ import annotations

import gettext
import io
import re
import subprocess
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import gettext as gettext_now
from django.utils.translation import override

from interlend.kernel.lifecycle.borrowing import BORROWING
from interlend.kernel.lifecycle.borrowing_states import Borrowing
from tools import translate

pytestmark = pytest.mark.needs_program("xgettext")

PO_FILES = sorted(translate.LOCALE.glob("*/LC_MESSAGES/django.po"))
LANGUAGES = pytest.mark.parametrize("po", PO_FILES, ids=lambda po: po.parent.parent.name)
PLACEHOLDER = re.compile(r"%%|%\((\w+)\)[sd]|<(/?\w+)")
ODD_IN_FRENCH = re.compile(r"'|\"|\u00a0| [:;!?»]|« ")
"""What French typography writes otherwise: ’ and « », and a narrow space that does not break."""


def catalog(mo: bytes) -> dict[object, str]:
    """What a compiled file holds: a text, or a text and its number, with what is said for it."""
    held: dict[object, str] = gettext.GNUTranslations(io.BytesIO(mo))._catalog  # type: ignore[attr-defined]
    return held


def words(po: Path) -> dict[str, list[str]]:
    """Each text of the source with what is said for it, in the singular and in the plural."""
    said: dict[str, list[str]] = {}
    for text, translation in catalog(po.with_suffix(".mo").read_bytes()).items():
        said.setdefault(text[0] if isinstance(text, tuple) else str(text), []).append(translation)
    said.pop("")
    return said


def entries(po: str) -> set[str]:
    """The entries of a PO file, wherever their words come from."""
    return set(re.sub(r"(?m)^#.*\n", "", po).strip().split("\n\n"))


def facts(text: str) -> set[str]:
    """What stands in a text besides words: what is filled in, and its markup."""
    return {found[0] for found in PLACEHOLDER.finditer(text)}


def test_french_is_there() -> None:
    assert [po.parent.parent.name for po in PO_FILES] == ["fr"]


@LANGUAGES
def test_exactly_the_words_of_the_source_are_there(po: Path) -> None:
    hint = "run `python -m tools.translate`, then translate what is empty (docs/translating.md)"
    there, wanted = po.read_text(encoding="utf-8"), translate.merged(po, translate.extracted())
    assert entries(there) ^ entries(wanted) == set(), hint


@LANGUAGES
def test_no_word_waits_for_its_translation(po: Path) -> None:
    assert translate.waiting(po) == []


@LANGUAGES
def test_what_is_served_is_what_was_translated(po: Path) -> None:
    assert catalog(translate.compiled(po)) == catalog(po.with_suffix(".mo").read_bytes())


@LANGUAGES
def test_the_same_facts_and_markup_are_in_the_translation(po: Path) -> None:
    odd = {
        text: said
        for text, translations in words(po).items()
        for said in translations
        if len(translations) == 1 and facts(said) != facts(text)
    }
    assert odd == {}


@LANGUAGES
def test_a_plural_says_the_same_facts_as_its_source(po: Path) -> None:
    plurals = re.findall(
        r'msgid_plural ((?:"[^\n]*"\n)+)msgstr\[0\] (?:"[^\n]*"\n)+msgstr\[1\] ((?:"[^\n]*"\n?)+)',
        po.read_text(encoding="utf-8"),
    )
    assert plurals
    assert [(text, said) for text, said in plurals if facts(text) != facts(said)] == []


def test_french_is_set_as_french_is() -> None:
    (po,) = [each for each in PO_FILES if each.parent.parent.name == "fr"]
    said = [said for translations in words(po).values() for said in translations]
    assert [text for text in said if ODD_IN_FRENCH.search(text)] == []


def test_a_wrong_placeholder_is_not_compiled(tmp_path: Path) -> None:
    po = tmp_path / "django.po"
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    po.write_text(
        head + '#, python-format\nmsgid "%(who)s wrote"\nmsgstr "%(qui)s a écrit"\n', encoding="utf-8"
    )
    with pytest.raises(subprocess.CalledProcessError):
        translate.compiled(po)


@pytest.mark.parametrize(
    ("asked_for", "said"),
    [
        ("fr", "Mot de passe oublié\u202f?"),
        ("fr-CA,fr;q=0.9,en;q=0.5", "Mot de passe oublié\u202f?"),
        ("en", "Password forgotten?"),
        ("ja", "Password forgotten?"),
    ],
)
def test_a_screen_is_in_the_language_that_the_browser_asks_for(db: None, asked_for: str, said: str) -> None:
    page = Client().get("/sign-in", headers={"Accept-Language": asked_for}).content.decode()
    assert said in page


def test_programs_are_answered_in_the_language_of_the_installation(db: None) -> None:
    answer = Client().get("/api/v1/borrowing", headers={"Accept-Language": "fr"})
    assert answer.json()["detail"].startswith("Present a valid key")


def test_a_word_of_the_kernel_is_translated_where_it_is_shown() -> None:
    card = BORROWING.cards[Borrowing.SHIPPED_PHYSICALLY]
    with override("fr"):
        assert (card.label, gettext_now(card.label)) == ("Shipped physically", "Expédié physiquement")
