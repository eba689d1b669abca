"""Letters as they arrive: text and page beside each other, and nothing of what they tell becomes markup."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import Message
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core import mail
from django.utils import translation

from interlend.domain.letters import outbox
from interlend.domain.letters.as_html import Block, as_html, blocks
from interlend.domain.letters.compose import write
from interlend.domain.letters.models import Letter, LetterTemplate
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone
from interlend.kernel.lifecycle.effects import LETTERS

from .conftest import FACTS

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
PRINTED = Path(__file__).parent / "printed"
HOSTILE = Path(__file__).parents[2] / "fixtures/hostile/payloads.txt"
PAYLOADS = HOSTILE.read_text(encoding="utf-8").splitlines()


def written(code: str = "on_hold_shelf", *, language: str = "", **changes: str) -> Letter:
    letter = write(
        code=code,
        facts=FACTS | changes,
        to="alice@example.org",
        about="B7",
        sender="",
        now=NOW,
        language=language,
    )
    assert letter is not None
    return letter


def page(letter: Letter) -> str:
    return as_html(subject=letter.subject, body=letter.body, language=letter.language)


class Read(HTMLParser):
    """A page as a browser takes it apart: its elements with all their attributes, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data.split()


@pytest.mark.parametrize("code", sorted(LETTERS))
def test_each_letter_reads_as_it_was_reviewed(howard: Zone, code: str) -> None:
    letter = written(code)
    assert f"Subject: {letter.subject}\n\n{letter.body}\n" == (PRINTED / f"{code}.txt").read_text()
    assert page(letter) == (PRINTED / f"{code}.html").read_text()


def test_a_mail_has_the_text_first_and_the_page_beside_it(db: None) -> None:
    zone = Zone.objects.create(code="howard", name="Howard")
    with scope.entered(zone.pk):
        letter = written()
        Letter.objects.filter(pk=letter.pk).update(next_attempt_at=NOW)
    assert outbox.send_due(limit=1, now=NOW) == 1
    sent = mail.outbox[0].message()
    assert isinstance(sent, Message)
    parts = [(part.get_content_type(), part.get_payload()) for part in sent.walk() if not part.is_multipart()]
    assert sent.get_content_type() == "multipart/alternative"
    assert parts == [("text/plain", letter.body), ("text/html", page(letter))]


def test_the_page_says_the_words_of_the_text(howard: Zone) -> None:
    letter = written(title="Aunt Hetty's <Book> & more")
    assert Read(page(letter)).words == [
        *letter.subject.split(),
        *letter.subject.split(),
        *letter.body.split(),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("One\ntwo", [Block(("One", "two"), is_set_off=False)], id="lines that stand together"),
        pytest.param("  Cane\n  \n\nEnd", [Block(("Cane",), True), Block(("End",), False)], id="no author"),
        pytest.param("\n\n  \nOne\n \n", [Block(("One",), is_set_off=False)], id="blank lines around"),
    ],
)
def test_blank_lines_part_a_text_into_blocks(text: str, told: list[Block]) -> None:
    assert blocks(text) == told


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_hostile_becomes_markup(howard: Zone, payload: str) -> None:
    names = ("title", "author", "patron_name", "pickup_library", "library", "number")
    hostile, harmless = (written(**dict.fromkeys(names, text)) for text in (payload, "Cane"))
    assert Read(page(hostile)).elements == Read(page(harmless)).elements
    assert "\n" not in hostile.subject


def test_the_institutions_own_text_is_no_markup_either(howard: Zone) -> None:
    LetterTemplate.objects.create(code="on_hold_shelf", subject="{{ title }}", body="<b>{{ title }}</b>")
    assert "&lt;b&gt;Cane&lt;/b&gt;" in page(written())


@pytest.mark.parametrize(
    ("language", "spoken"),
    [
        pytest.param("fr", "fr", id="the reader's"),
        pytest.param("", "en", id="not known: the installation's"),
        pytest.param("tlh", "en", id="one that we do not speak"),
    ],
)
def test_a_letter_is_in_the_language_of_its_reader_whoever_is_at_the_desk(
    howard: Zone, language: str, spoken: str
) -> None:
    own = "{% get_current_language as code %}{{ code }}"
    LetterTemplate.objects.create(code="on_hold_shelf", subject=own, body=own)
    for at_the_desk in ("en", "fr"):
        with translation.override(at_the_desk):
            letter = written(language=language)
        assert (letter.language, letter.subject, letter.body) == (spoken, spoken, spoken)
        assert f'<html lang="{spoken}" dir="ltr">' in page(letter)
