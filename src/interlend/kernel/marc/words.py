"""Words as they are searched: the same folding when a record is indexed and when a person asks.

- Letters: compatibility forms unfolded, accents and vowel points removed, case folded (``Łódź`` is ``lodz``,
  ``Straße`` is ``strasse``); vowel signs of Indic and Thai scripts and the voicing marks of kana stay.
- Hyphens and apostrophes, of which Unicode has many, do not matter: ``e-mail`` is indexed as *email*, *e*,
  *mail*; asked for, it is *email* or else *e* and *mail*, so that ``email``, ``e mail`` and ``e-mail`` meet.
  Nor do the periods of initials: ``U.S.A.`` meets ``USA``. Signs of romanization (ayn, hamza, soft sign) go.
- Chinese, Japanese and Korean are written without blanks that could be relied on: each character and each
  pair of neighbors is indexed; asked for, a run must have all its pairs, a single character itself.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_APOSTROPHES = "'`´‘’‛′＇׳״“”\""
_HYPHENS = "-‐‑‒–−﹣－־⁃"
_VANISHING = "ʹʺʻʼʽʾʿˈ·ـ\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_SPELLED = {
    "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŧ": "t",
    "ĸ": "k", "ŋ": "n", "ƶ": "z", "ɓ": "b", "ɗ": "d", "ɛ": "e", "ɔ": "o", "ə": "e", "ɣ": "g", "ƙ": "k",
    "ى": "ي", "ة": "ه", "ٱ": "ا", "ς": "σ", "&": " and ",
}  # fmt: skip
_MARK_CLASSES = {1, *range(10, 36), *range(200, 241)}
_LETTERS = r"(?:[^\W_]|[\u0900-\u0963\u0966-\u109f])+"  # with the vowel signs that \w leaves out
_RUN = re.compile(rf"{_LETTERS}(?:['-]+{_LETTERS})*")
_INITIALS = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?")
_CJK = re.compile(
    r"([\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
    r"\U00020000-\U0003ffff]+)"
)
_LONGEST_WORD = 64


class Wanted(NamedTuple):
    """One word of a query: all of ``whole`` must be there, or else all of ``parts`` (empty: no other way)."""

    whole: tuple[str, ...]
    parts: tuple[str, ...]


class _Folding(dict[int, str]):
    """Character → what it folds to, worked out the first time it is met."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        if unicodedata.combining(character) in _MARK_CLASSES or character in _VANISHING:
            folded = ""
        elif character in _APOSTROPHES:
            folded = "'"
        elif character in _HYPHENS:
            folded = "-"
        else:
            folded = _SPELLED.get(character, character)
        self[point] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """The text with case, accents, and the kinds of hyphen and apostrophe made equal; blanks as they were."""
    if text.isascii():
        return text.lower().replace("&", " and ").replace('"', "'").replace("`", "'")
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_FOLDING)
    return plain if plain.isascii() else unicodedata.normalize("NFC", plain)


def index_words(text: str) -> list[str]:
    """The words under which ``text`` is found, each once, in order of appearance."""
    found: dict[str, None] = {}
    for run in _runs(text):
        for piece in _scripts(run):
            if _CJK.match(piece):
                found.update(dict.fromkeys(piece))
                found.update(dict.fromkeys(_pairs(piece)))
            else:
                parts = re.split("['-]+", piece)
                found.update(dict.fromkeys(word[:_LONGEST_WORD] for word in parts if word))
                if len(parts) > 1:
                    found["".join(parts)[:_LONGEST_WORD]] = None
    return list(found)


def query_words(text: str) -> list[Wanted]:
    """What a search for ``text`` must find: every element, in any order. Empty: nothing to search for."""
    wanted: dict[Wanted, None] = {}
    for run in _runs(text):
        for piece in _scripts(run):
            if _CJK.match(piece):
                each = Wanted(tuple(_pairs(piece)) or (piece,), ())
            else:
                parts = [word[:_LONGEST_WORD] for word in re.split("['-]+", piece) if word]
                if not parts:
                    continue
                each = Wanted(("".join(parts)[:_LONGEST_WORD],), tuple(parts) if len(parts) > 1 else ())
            wanted[each] = None
    return list(wanted)


def match_key(text: str) -> str:
    """A text as one comparable string: folded words joined by a blank, hyphens and apostrophes closed up."""
    return " ".join(re.sub("['-]+", "", run) for run in _runs(text))


def _runs(text: str) -> list[str]:
    folded = fold(text)
    if "." in folded:
        folded = _INITIALS.sub(lambda found: found[0].rstrip(".").replace(".", "-") + " ", folded)
    runs: list[str] = _RUN.findall(folded)
    return runs


def _scripts(run: str) -> list[str]:
    """A run cut where writing without blanks meets writing with them."""
    if run.isascii():
        return [run]
    return [piece for piece in _CJK.split(run) if piece.strip("'-")]


def _pairs(characters: str) -> list[str]:
    return [characters[at : at + 2] for at in range(len(characters) - 1)]
