"""A rules table, read from top to bottom: the first enabled rule whose conditions are all met wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Generic, TypeVar

from interlend.kernel.rules.conditions import Condition, Verdict
from interlend.kernel.rules.facts import Found, read_all

Outcome = TypeVar("Outcome")


class InvalidTable(ValueError):
    """Rules that cannot stand in one table; the message is a plain sentence."""


class Why(Enum):
    """Why a rule was passed over."""

    NOT_MET = "not met"
    UNKNOWN = "unknown here"
    INCOMPARABLE = "cannot be compared"
    DISABLED = "switched off"


@dataclass(frozen=True)
class Rule(Generic[Outcome]):
    """One line of a table: what it asks and what it gives.

    `id` is None for a rule that is not saved yet. A rule without conditions always matches. The
    default rule has no conditions and stands below all others, whatever its position.
    Raises InvalidTable for a default rule with conditions.
    """

    id: int | None
    name: str
    position: int
    enabled: bool
    conditions: tuple[Condition, ...]
    outcome: Outcome
    is_default: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "conditions", tuple(self.conditions))
        if self.is_default and self.conditions:
            raise InvalidTable("The default rule cannot have conditions.")


@dataclass(frozen=True)
class PassedOver(Generic[Outcome]):
    """A rule that stood above the winner and did not match.

    `condition` is the first one that failed and `found` what the case had for its fact; both are
    None where the rule is switched off.
    """

    rule: Rule[Outcome]
    why: Why
    condition: Condition | None = None
    found: Found | None = None

    @property
    def unknown(self) -> bool:
        """Whether it failed only because the case does not have the fact."""
        return self.why is Why.UNKNOWN


class Table(Generic[Outcome]):
    """A rules table made ready for many decisions.

    Rules are read by position; those of one position keep the order in which they are given.
    Raises InvalidTable where there is more than one default rule.
    """

    def __init__(self, rules: Iterable[Rule[Outcome]]) -> None:
        self.rules = tuple(sorted(rules, key=lambda rule: (rule.is_default, rule.position)))
        if sum(rule.is_default for rule in self.rules) > 1:
            raise InvalidTable("A table has one default rule at most.")
        self.facts = tuple(sorted({c.fact for rule in self.rules for c in rule.conditions}))
        self._ready = tuple(
            (place, tuple((condition.fact, condition.test()) for condition in rule.conditions))
            for place, rule in enumerate(self.rules)
            if rule.enabled
        )

    def decide(self, case: Mapping[str, object]) -> Decided[Outcome] | Undecided[Outcome]:
        """The first rule that matches the case, or Undecided where none does.

        Raises UnreadableValue for a value that no fact can have.
        """
        facts = read_all(case, self.facts)
        for place, tests in self._ready:
            for fact, test in tests:
                if not test(facts[fact]):
                    break
            else:
                return Decided(self, facts, place)
        return Undecided(self, facts, len(self.rules))


class Reading(Generic[Outcome]):
    """One case read against one table; keeps what the case said, so it stays true afterwards.

    `facts` is what the case has for each fact that the table asks about.
    """

    def __init__(self, table: Table[Outcome], facts: Mapping[str, Found], stopped_at: int) -> None:
        self.facts = facts
        self._rules = table.rules
        self._stopped_at = stopped_at

    @cached_property
    def passed_over(self) -> tuple[PassedOver[Outcome], ...]:
        """Every rule above the one that decided, in reading order, each with the reason."""
        return tuple(self._pass_over(rule) for rule in self._rules[: self._stopped_at])

    def _pass_over(self, rule: Rule[Outcome]) -> PassedOver[Outcome]:
        if not rule.enabled:
            return PassedOver(rule, Why.DISABLED)
        verdicts = (
            (condition, condition.verdict(self.facts[condition.fact])) for condition in rule.conditions
        )
        condition, verdict = next(pair for pair in verdicts if pair[1] is not Verdict.MET)
        return PassedOver(rule, Why(verdict.value), condition, self.facts[condition.fact])


class Decided(Reading[Outcome]):
    """A rule won."""

    @property
    def rule(self) -> Rule[Outcome]:
        """The rule that won."""
        return self._rules[self._stopped_at]

    @property
    def outcome(self) -> Outcome:
        """What the winning rule gives."""
        return self.rule.outcome


class Undecided(Reading[Outcome]):
    """No rule matched, and the table has no default rule that is switched on."""
