"""What a happening says, for people: a code in the words of its list, then what was written beside it."""

from __future__ import annotations

from interlend.kernel.iso18626.open_codes import REASON_RETRY, REASON_UNFILLED, OpenList
from interlend.kernel.lifecycle.happenings import (
    Happening,
    Reject,
    RejectByHand,
    RetryOffered,
    Unfilled,
)

_CODED: dict[type[Happening], OpenList] = {
    Unfilled: REASON_UNFILLED,
    Reject: REASON_UNFILLED,
    RejectByHand: REASON_UNFILLED,
    RetryOffered: REASON_RETRY,
}
"""Whose `reason` is a code of ISO 18626; that of any other happening is words already."""


def reason_of(happening: Happening) -> str:
    """The reason that a happening gives, in words; an unknown code stands as it came. Blank without one."""
    reason: str = getattr(happening, "reason", "")
    codes = _CODED.get(type(happening))
    return codes.label(reason) if codes and reason else reason


def code_of(happening: Happening) -> str:
    """The code of that reason, as it was given; blank where the reason is words, or missing."""
    return getattr(happening, "reason", "") if type(happening) in _CODED else ""


def words_of(happening: Happening) -> str:
    """Reason and note, the reason first."""
    reason, note = reason_of(happening), getattr(happening, "note", "")
    return ": ".join(part for part in (reason, note) if part)
