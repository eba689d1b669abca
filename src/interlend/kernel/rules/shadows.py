"""Rules that are never reached, because an earlier rule takes every case they would match.

Sound, not complete: a rule named here can never win; a rule that only several earlier rules
together hide, or that contradicts itself, is not found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from interlend.kernel.rules.conditions import Condition, Operator
from interlend.kernel.rules.first_match import Rule, Table

NAMES = (Operator.IS, Operator.IN_LIST)
EXCLUDES = (Operator.IS_NOT, Operator.NOT_IN_LIST)


@dataclass(frozen=True)
class Shadow:
    """An enabled rule that never wins, and the first rule above that takes all its cases."""

    rule: Rule[Any]
    by: Rule[Any]


def shadowed(table: Table[Any]) -> list[Shadow]:
    """The enabled rules of a table that can never win, in reading order."""
    shadows: list[Shadow] = []
    above: list[tuple[Rule[Any], frozenset[str]]] = []
    for rule in table.rules:
        if not rule.enabled:
            continue
        facts = frozenset(condition.fact for condition in rule.conditions)
        by = next((r for r, asked in above if asked <= facts and _takes_all(r, rule)), None)
        if by is None:
            above.append((rule, facts))
        else:
            shadows.append(Shadow(rule, by))
    return shadows


def implies(narrow: Condition, wide: Condition) -> bool:
    """Whether every case that meets `narrow` is sure to meet `wide`, several values included."""
    if narrow.fact != wide.fact:
        return False
    if narrow.operator is Operator.EMPTY:
        return wide.operator is Operator.EMPTY or wide.operator in EXCLUDES
    if wide.operator is Operator.NOT_EMPTY:
        return narrow.operator not in EXCLUDES
    if wide.kind is None or narrow.kind is None or not set(narrow.accepts) <= set(wide.accepts):
        return False
    if wide.operator in EXCLUDES:
        return narrow.operator in EXCLUDES and wide.keys <= narrow.keys
    if wide.operator in NAMES:
        return narrow.operator in NAMES and narrow.keys <= wide.keys
    if narrow.operator in NAMES or narrow.operator is wide.operator:
        return _all_beyond(narrow, wide)
    return False


def _all_beyond(narrow: Condition, wide: Condition) -> bool:
    """Whether each value of `narrow` lies within what `wide` (contains, `<`, `>`) lets through."""
    (limit,) = wide.keys
    at_the_limit = narrow.operator is wide.operator
    if wide.operator is Operator.CONTAINS:
        return all(limit in key for key in narrow.keys)
    if wide.operator is Operator.LESS:
        return all(key < limit or (at_the_limit and key == limit) for key in narrow.keys)
    return all(key > limit or (at_the_limit and key == limit) for key in narrow.keys)


def _takes_all(upper: Rule[Any], lower: Rule[Any]) -> bool:
    return all(any(implies(narrow, wide) for narrow in lower.conditions) for wide in upper.conditions)
