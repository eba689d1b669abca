"""How the text of a letter is written out: Django's template language, plain text, no fact left out.

A text is given strings only and has no loader, so that the text of an institution can read nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.template import Context, Engine, TemplateDoesNotExist, TemplateSyntaxError
from django.utils.translation import gettext as _

TEXTS = Path(__file__).parent / "texts"
FACTS = ("number", "title", "author", "patron_name", "pickup_library", "library")
"""What every text may name, for example as `{{ title }}`."""


_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class Unwritable(ValueError):
    """A letter cannot be written: the message is a plain sentence for staff."""


class _NamesWhatIsMissing(str):
    """Django asks this for the text of an unknown fact; the answer is an error and not an empty place."""

    def __mod__(self, name: object) -> str:
        raise Unwritable(
            _("The text of the letter names a fact that is not known: %(name)s.") % {"name": name}
        )


_ENGINE = Engine(
    autoescape=False,
    string_if_invalid=_NamesWhatIsMissing("%s"),
    builtins=["django.templatetags.i18n"],
)


@cache
def codes() -> frozenset[str]:
    """The letters that come with Interlend."""
    return frozenset(path.stem for path in TEXTS.glob("*.txt"))


@cache
def shipped_text(code: str) -> tuple[str, str]:
    """Subject and body of a letter that comes with Interlend. Raises Unwritable for an unknown code."""
    if code not in codes():
        raise Unwritable(_("There is no letter %(code)s.") % {"code": code})
    subject, _newline, body = (TEXTS / f"{code}.txt").read_text(encoding="utf-8").partition("\n")
    return subject, body


def write_out(text: str, facts: Mapping[str, str]) -> str:
    """A text with its facts in place. Raises Unwritable for an unknown fact, or a text not well formed."""
    try:
        return _ENGINE.from_string(text).render(Context(dict(facts), autoescape=False)).strip()
    except (TemplateSyntaxError, TemplateDoesNotExist) as error:
        reason = {"reason": str(error)}
        raise Unwritable(_("The text of the letter is not well formed: %(reason)s") % reason) from error


def write_line(text: str, facts: Mapping[str, str]) -> str:
    """A text of one line, for a subject: line breaks within a fact become blanks.

    Raises Unwritable also for a text that breaks the line, so that no subject can become a second header.
    """
    line = write_out(text, {name: _BREAKS.sub(" ", value) for name, value in facts.items()})
    if not is_one_line(line):
        raise Unwritable(_("A subject is one line of text."))
    return line


def is_one_line(text: str) -> bool:
    """Whether a text can stand in a header: nothing in it breaks the line or controls a device."""
    return not _BREAKS.search(text)
