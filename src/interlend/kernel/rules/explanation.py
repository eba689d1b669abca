"""Why a table decided as it did, as text of that moment.

The text names rules, things and values as they read when the decision fell, so it stays true
after rules are renamed, reordered or deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from interlend.kernel.rules.conditions import NO_LABELS, Condition
from interlend.kernel.rules.facts import Found, Kind, say
from interlend.kernel.rules.first_match import Decided, PassedOver, Undecided


@dataclass(frozen=True)
class Explanation:
    """The trace of one decision.

    `lines`: one sentence a rule, in reading order, the decision last. `data`: the same as a dict
    of strings, numbers, lists and dicts that JSON can carry:

    - `decided_by`: the winning rule (`id`, `name`, `place`, `conditions`, `text`) or None
    - `passed_over`: a list of rules (`id`, `name`, `place`, `why`, `condition`, `found`, `text`)
    - `facts`: what the case had for each fact of the table: a list of texts, None for unknown

    `place` counts from 1 in reading order; a condition is `fact`, `operator`, `values`, `text`.
    """

    lines: tuple[str, ...]
    data: dict[str, Any]


def explain(
    reading: Decided[Any] | Undecided[Any], fact_labels: Mapping[str, str] = NO_LABELS
) -> Explanation:
    """Why a table decided as it did; `fact_labels` gives facts the names that people read."""
    passed = [_passed_over(place, rule, fact_labels) for place, rule in enumerate(reading.passed_over, 1)]
    decided_by = _decided_by(len(passed) + 1, reading, fact_labels) if isinstance(reading, Decided) else None
    decision = decided_by["text"] if decided_by else "No rule decided."
    return Explanation(
        lines=(*(entry["text"] for entry in passed), decision),
        data={
            "decided_by": decided_by,
            "passed_over": passed,
            "facts": {name: _values(found) for name, found in reading.facts.items()},
        },
    )


def _passed_over(place: int, passed: PassedOver[Any], fact_labels: Mapping[str, str]) -> dict[str, Any]:
    condition, found = passed.condition, passed.found
    if condition is None or found is None:
        reason = "it is switched off"
    else:
        reason = f"{condition.text(fact_labels)} ({_here(condition, found)})"
    return {
        "id": passed.rule.id,
        "name": passed.rule.name,
        "place": place,
        "why": passed.why.value,
        "condition": condition and _condition(condition, fact_labels),
        "found": found and _values(found),
        "text": f"Rule {place} “{passed.rule.name}” was passed over: {reason}.",
    }


def _decided_by(place: int, decided: Decided[Any], fact_labels: Mapping[str, str]) -> dict[str, Any]:
    rule = decided.rule
    met = [f"{c.text(fact_labels)} ({_here(c, decided.facts[c.fact])})" for c in rule.conditions]
    without_conditions = "it is the default rule" if rule.is_default else "it has no conditions"
    return {
        "id": rule.id,
        "name": rule.name,
        "place": place,
        "conditions": [_condition(condition, fact_labels) for condition in rule.conditions],
        "text": f"Rule {place} “{rule.name}” decided: {'; '.join(met) or without_conditions}.",
    }


def _here(condition: Condition, found: Found) -> str:
    if found.kind in (Kind.UNKNOWN, Kind.EMPTY):
        return f"{found.text} here"
    if condition.kind is None or found.kind in condition.accepts:
        return f"here {found.text}"
    return f"here {found.text}, {found.kind.value}, which cannot be compared with {condition.kind.value}"


def _condition(condition: Condition, fact_labels: Mapping[str, str]) -> dict[str, Any]:
    return {
        "fact": condition.fact,
        "operator": condition.operator.value,
        "values": [say(value) for value in condition.values],
        "text": condition.text(fact_labels),
    }


def _values(found: Found) -> list[str] | None:
    return None if found.kind is Kind.UNKNOWN else [say(value) for value in found.values]
