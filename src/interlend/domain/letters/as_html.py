"""A letter's text as HTML, for mail programs that prefer it: the same words, so that the two never differ.

Nothing of the text becomes markup: a letter is written out first, and every line of it is escaped here. Mail
programs know neither scripts nor style sheets, so the few styles stand on the elements.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import get_language_info

_BETWEEN_BLOCKS = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of a text that stand together; those that are set off (indented) say what the letter is about."""

    lines: tuple[str, ...]
    is_set_off: bool


def as_html(*, subject: str, body: str, language: str) -> str:
    """The page; `language` is a code of `settings.LANGUAGES`."""
    facts = {
        "subject": subject,
        "blocks": blocks(body),
        "language": language,
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
    }
    return render_to_string("letters/letter.html", facts)


def blocks(body: str) -> list[Block]:
    """The blocks of a text, which blank lines part; lines without a word are left out."""
    found = []
    for text in _BETWEEN_BLOCKS.split(body):
        lines = tuple(line.strip() for line in text.splitlines() if line.strip())
        if lines:
            found.append(Block(lines, is_set_off=text.startswith(" ")))
    return found
