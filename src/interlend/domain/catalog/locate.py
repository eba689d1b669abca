"""Locate: does this catalog hold what is asked for, and could it be lent now?

Three values each: yes, no, and *not known*. A catalog that did not answer, or does not say, is never taken
for one that does not hold the title.
"""

from __future__ import annotations

from dataclasses import dataclass

from interlend.kernel.lifecycle.happenings import Located as Outcome


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item of our own that may be lent and is in its place."""

    item_id: int
    barcode: str
    record_id: int
    location_id: int
    library_id: int
    item_policy_id: int | None
    description: str


@dataclass(frozen=True, slots=True)
class Match:
    """A record that matches, as its catalog describes it. `record_id` is set for our own records only."""

    number: str
    title: str
    author: str = ""
    year: str = ""
    record_id: int | None = None
    is_electronic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """How a locate ended: `outcome`, or None where the catalog gave no answer; `reason` in words, for people.

    `lendable` may be told beforehand where the outcome alone does not say it: several records, or a catalog
    that does not tell availability (None).
    """

    outcome: Outcome | None
    reason: str
    lendable: bool | None = None
    records: tuple[Match, ...] = ()
    candidates: tuple[Candidate, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether the catalog answered at all."""
        return self.outcome is not None

    @property
    def held(self) -> bool | None:
        """Whether the title is held; None: not known."""
        return None if self.outcome is None else self.outcome is not Outcome.NONE_HELD


def unanswered(reason: str) -> Located:
    """No answer, which says nothing about what is held."""
    return Located(outcome=None, reason=reason)


def only_counting_physical(found: list[Match], *, ignores_electronic: bool) -> list[Match]:
    """What is left of the records found: electronic ones count only where nothing else is there.

    A library that ignores electronic resources skips them altogether.
    """
    physical = [match for match in found if not match.is_electronic]
    return physical if physical or ignores_electronic else found
