"""What a task list shows, as one text that people read and type: `is:late partner:albany age:>7d beloved`.

A text is parsed into terms and written back from them, so that the box and the facets beside it always say
the same. Terms of the same key are alternatives (`state:expired state:conditional`), except those of `is:`,
words and what compares, which must all hold; different keys must all hold. `-` turns a term around.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interlend.kernel.lifecycle.borrowing import BORROWING
from interlend.kernel.lifecycle.lending import LENDING
from interlend.kernel.lifecycle.table import Table

LONGEST = 400
"""Characters of a query; a saved view keeps as many."""
_MOST_DAYS = 9999


class Side(StrEnum):
    """Which requests are looked at: ours to partners, or partners' to us."""

    BORROWING = "borrowing"
    LENDING = "lending"


TABLES: Mapping[Side, Table] = {Side.BORROWING: BORROWING, Side.LENDING: LENDING}


class Key(StrEnum):
    """What a term can ask for, as it is written before the colon."""

    IS = "is"
    STATE = "state"
    PARTNER = "partner"
    PATRON = "patron"
    LIBRARY = "library"
    PICKUP = "pickup"
    SHELF = "shelf"
    AGE = "age"
    DUE = "due"
    NEEDED = "needed"


class Is(StrEnum):
    """What a request can be, as it is written after `is:`."""

    OPEN = "open"
    CLOSED = "closed"
    WAITING_FOR_US = "waiting-for-us"
    ATTENTION = "attention"
    LATE = "late"
    OVERDUE = "overdue"
    ON_ITS_WAY = "on-its-way"
    TO_ANSWER = "to-answer"
    TO_PULL = "to-pull"
    TO_SHIP = "to-ship"


IS_MEANS: Mapping[Is, str | Promise] = {
    Is.OPEN: gettext_lazy("Open"),
    Is.CLOSED: gettext_lazy("Closed"),
    Is.WAITING_FOR_US: gettext_lazy("Waiting for us"),
    Is.ATTENTION: gettext_lazy("Needs attention"),
    Is.LATE: gettext_lazy("Late"),
    Is.OVERDUE: gettext_lazy("Overdue"),
    Is.ON_ITS_WAY: gettext_lazy("On its way"),
    Is.TO_ANSWER: gettext_lazy("To answer"),
    Is.TO_PULL: gettext_lazy("To pull"),
    Is.TO_SHIP: gettext_lazy("To ship"),
}
_BORROWING_ONLY = frozenset({Key.PATRON, Key.PICKUP})
_LENDING_ONLY = frozenset({Key.SHELF, Is.TO_PULL, Is.TO_SHIP})
_EXAMPLES = {
    Key.AGE: "age:>7d",
    Key.DUE: "due:<3d",
    Key.NEEDED: "needed:<2027-01-31",
}


def keys_of(side: Side) -> list[Key]:
    """The keys that this side's lists understand."""
    return [key for key in Key if key not in _not_on(side)]


def is_words_of(side: Side) -> list[Is]:
    """What a request of this side can be."""
    return [word for word in Is if word not in _not_on(side)]


def _not_on(side: Side) -> frozenset[StrEnum]:
    return _LENDING_ONLY if side is Side.BORROWING else _BORROWING_ONLY


@dataclass(frozen=True, slots=True)
class Term:
    """One condition. Without a key it is a word, or words in this order (`is_phrase`), to be found.

    `than` is `<` or `>` where the key compares: days for `age` and `due`, a date for `needed`.
    """

    key: Key | None
    value: str
    than: str = ""
    is_negated: bool = False
    is_phrase: bool = False

    def __str__(self) -> str:
        """The term as it is typed."""
        quoted = self.is_phrase or " " in self.value
        value = f'"{self.value}"' if quoted else self.value
        return f"{'-' if self.is_negated else ''}{f'{self.key}:' if self.key else ''}{self.than}{value}"


@dataclass(frozen=True, slots=True)
class Query:
    """The terms of a text, in order, each once; `problems` says in sentences what was not understood."""

    terms: tuple[Term, ...] = ()
    problems: tuple[str, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        """The text that is parsed into these terms."""
        return " ".join(map(str, self.terms))

    def of(self, key: Key | None) -> tuple[Term, ...]:
        """The terms of one key; None: the words."""
        return tuple(term for term in self.terms if term.key is key)

    def has(self, key: Key, value: str) -> bool:
        """Whether this is asked for."""
        return Term(key, value) in self.terms

    def toggled(self, key: Key, value: str) -> Query:
        """With this term, or without it where it is there already."""
        term = Term(key, value)
        if term in self.terms:
            return replace(self, terms=tuple(each for each in self.terms if each != term))
        return replace(self, terms=(*(each for each in self.terms if not _excludes(term, each)), term))


def _excludes(term: Term, other: Term) -> bool:
    """Whether both together would find nothing: open and closed."""
    either = {Is.OPEN.value, Is.CLOSED.value}
    return term.key is other.key is Key.IS and {term.value, other.value} == either


def at_library(text: str, key: Key, code: str) -> str:
    """A text narrowed down to one library; no code: all of them."""
    return f"{text} {Term(key, code)}" if code else text


_TERM = re.compile(
    r"(?P<not>-)?(?:(?P<key>[A-Za-z]+):)?(?P<than>[<>])?"
    r"(?:\"(?P<quoted>[^\"]*)(?:\"|$)|(?P<plain>[^\s\"]+))"
)


def parse(text: str, side: Side) -> Query:
    """The query that a text says. What is not understood is left out and said in `problems`."""
    if len(text) > LONGEST:
        return Query(problems=(_("The query is too long: at most %(most)s characters.") % {"most": LONGEST},))
    terms: dict[Term, None] = {}
    problems = []
    for found in _TERM.finditer(text.replace("\x00", " ")):
        read = _read(found, side)
        if isinstance(read, Term):
            terms[read] = None
        elif read:
            problems.append(read)
    query = Query(tuple(terms))
    words = query.of(None)
    if words and all(word.is_negated for word in words):
        problems.append(_("Say also which word is looked for: what is only left out finds nothing."))
    return replace(query, problems=tuple(problems))


def _read(found: re.Match[str], side: Side) -> Term | str:
    """The term, or the sentence that says what is wrong with it; empty: there is nothing in it."""
    value = (found["quoted"] if found["quoted"] is not None else found["plain"]).strip()
    negated, than = bool(found["not"]), found["than"] or ""
    if found["key"] is None:
        is_phrase = found["quoted"] is not None
        return Term(None, f"{than}{value}", "", negated, is_phrase) if value or than else ""
    name = found["key"].lower()
    if name not in keys_of(side):
        return _("“%(term)s” is not understood. What is: %(keys)s. Put it in quotes to find it as words.") % {
            "term": found[0],
            "keys": get_text_list([f"{key}:" for key in keys_of(side)], _("and")),
        }
    key = Key(name)
    if not value:
        return _("“%(term)s” says nothing after the colon.") % {"term": found[0]}
    return _CHECKED.get(key, _checked_name)(key, value, than, negated, side)


def _checked_name(key: Key, value: str, than: str, negated: bool, _side: Side) -> Term | str:
    return Term(key, f"{than}{value}", "", negated)


def _checked_is(key: Key, value: str, than: str, negated: bool, side: Side) -> Term | str:
    return _one_of([word.value for word in is_words_of(side)], key, value, than, negated)


def _checked_state(key: Key, value: str, than: str, negated: bool, side: Side) -> Term | str:
    return _one_of([state.value for state in TABLES[side].states], key, value, than, negated)


def _one_of(known: list[str], key: Key, value: str, than: str, negated: bool) -> Term | str:
    if than or value.lower() not in known:
        return _("“%(key)s:%(value)s” is not understood. What is: %(known)s.") % {
            "key": key,
            "value": f"{than}{value}",
            "known": get_text_list(known, _("or")),
        }
    return Term(key, value.lower(), "", negated)


def _checked_days(key: Key, value: str, than: str, negated: bool, _side: Side) -> Term | str:
    days = re.fullmatch(r"(\d{1,4})d?", value.lower())
    if not than or not days or int(days[1]) > _MOST_DAYS:
        return _like_this(key, f"{than}{value}")
    return Term(key, f"{int(days[1])}d", than, negated)


def _checked_date(key: Key, value: str, than: str, negated: bool, _side: Side) -> Term | str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return _like_this(key, f"{than}{value}")
    return Term(key, day.isoformat(), than, negated) if than else _like_this(key, value)


def _like_this(key: Key, value: str) -> str:
    said = {"key": key, "value": value, "example": _EXAMPLES[key]}
    return _("“%(key)s:%(value)s” is not understood. Write it like this: %(example)s.") % said


_CHECKED: Mapping[Key, Callable[[Key, str, str, bool, Side], Term | str]] = {
    Key.IS: _checked_is,
    Key.STATE: _checked_state,
    Key.AGE: _checked_days,
    Key.DUE: _checked_days,
    Key.NEEDED: _checked_date,
}
