"""What a table decided, and the record of it: text of that moment, true after the rules have changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic

from django.db import models
from django.utils.translation import gettext as _

from interlend.domain.rulebook.models import Decision
from interlend.domain.rulebook.tables import Definition, RuleRow
from interlend.kernel.rules.explanation import Explanation, explain
from interlend.kernel.rules.facts import Kind, Reference, read_all, say
from interlend.kernel.rules.first_match import Decided, Undecided

LONGEST_OUTCOME = Decision._meta.get_field("outcome").max_length or 0


@dataclass(frozen=True)
class Outcome(Generic[RuleRow]):
    """A case read against a table. `case` holds those of its facts that the table knows."""

    definition: Definition[RuleRow]
    decided: Decided[RuleRow] | Undecided[RuleRow]
    case: Mapping[str, object]

    @property
    def rule(self) -> RuleRow | None:
        """The rule that won, as its row; None where none matched."""
        return self.decided.outcome if isinstance(self.decided, Decided) else None

    @cached_property
    def explanation(self) -> Explanation:
        """Why it was decided so, with the names that facts and things have now."""
        return explain(self.decided, self.definition.labels)

    def record(self, text: str, *, also: Iterable[str] = ()) -> Decision:
        """Store the decision: `text` says what came of it, `also` what more there is to say."""
        decision = self.as_decision(text, also=also)
        decision.save(force_insert=True)
        return decision

    def as_decision(self, text: str, *, also: Iterable[str] = ()) -> Decision:
        """The decision as a row not yet stored, for who stores several at once."""
        why = dict(self.explanation.data)
        del why["facts"]
        return Decision(
            table=self.definition.name,
            rule_name=self.rule.name if self.rule else _("No rule"),
            outcome=_shortened(text),
            explanation={"lines": [*self.explanation.lines, *also], **why},
            facts=self._facts(),
        )

    def _facts(self) -> list[dict[str, Any]]:
        found = read_all(self.case, tuple(self.definition.fact_named))
        return [
            {
                "fact": name,
                "label": label,
                "values": None
                if found[name].kind is Kind.UNKNOWN
                else [say(value) for value in found[name].values],
            }
            for name, label in self.definition.labels.items()
        ]


def readable(definition: Definition[Any], case: Mapping[str, object]) -> dict[str, object]:
    """The facts of a case that a table knows, with rows (one, or several in a list) as references."""
    return {name: _value(value) for name, value in case.items() if name in definition.fact_named}


def _value(value: object) -> object:
    if isinstance(value, models.Model):
        return Reference(value.pk, str(value))
    if isinstance(value, list | tuple | set | frozenset):
        return [_value(each) for each in value]
    return value


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_OUTCOME else f"{text[: LONGEST_OUTCOME - 1]}…"
