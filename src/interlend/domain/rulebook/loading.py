"""From the rows of a rules table to a table that decides: one statement a load, however many rules.

A value that names a thing is compared by its id and shown by the name that it has at that moment, so that
a rename changes what people read and never what a rule matches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, Generic

from django.db.models import F

from interlend.domain.rulebook.deciding import Outcome, readable
from interlend.domain.rulebook.tables import Definition, RuleRow
from interlend.kernel.rules.conditions import Condition, InvalidCondition
from interlend.kernel.rules.facts import Reference
from interlend.kernel.rules.first_match import Rule, Table


class UnreadableRule(ValueError):
    """A rule whose rows make no sense; the message is a plain sentence that names it."""


@dataclass(frozen=True)
class RulesTable(Generic[RuleRow]):
    """A loaded table, for any number of decisions."""

    definition: Definition[RuleRow]
    table: Table[RuleRow]

    def decide(self, case: Mapping[str, object]) -> Outcome[RuleRow]:
        """The first rule that matches. Facts that the table does not know are not looked at."""
        known = readable(self.definition, case)
        return Outcome(self.definition, self.table.decide(known), known)


def load(definition: Definition[RuleRow], **where: object) -> RulesTable[RuleRow]:
    """One table; `where` gives every column that divides the model into tables.

    Raises TypeError where one of them is missing, UnreadableRule for rows that make no sense.
    """
    if missing := set(definition.divided_by) - set(where):
        raise TypeError(f"Which {definition.name} table? Missing: {', '.join(sorted(missing))}.")
    return RulesTable(definition, Table(_rules(definition, _lines(definition, where))))


def load_each(
    definition: Definition[RuleRow], **where: object
) -> defaultdict[tuple[Any, ...], RulesTable[RuleRow]]:
    """Every table of a model that `where` (Django's look-ups) lets through, in the same one statement.

    The key is the values of the columns that divide the model; where there are no rules, the table is
    empty. Raises UnreadableRule.
    """
    rules = defaultdict(list)
    for rule in _rules(definition, _lines(definition, where)):
        rules[tuple(getattr(rule.outcome, column) for column in definition.divided_by)].append(rule)
    tables: defaultdict[tuple[Any, ...], RulesTable[RuleRow]] = defaultdict(
        lambda: RulesTable(definition, Table(()))
    )
    tables.update({key: RulesTable(definition, Table(found)) for key, found in rules.items()})
    return tables


def _lines(definition: Definition[RuleRow], where: Mapping[str, object]) -> Iterable[Any]:
    """A rule once for each thing of each of its conditions, in reading order."""
    rows = definition.rule._default_manager.filter(**where)
    if definition.gives:
        rows = rows.select_related(*definition.gives)
    things = {f"thing_{column}": F(f"conditions__things__{column}_id") for column in definition.columns}
    names = {
        f"shown_{column}": F(f"conditions__things__{column}__{field}")
        for column, field in definition.columns.items()
    }
    return rows.annotate(
        asked_id=F("conditions__id"),
        asked_fact=F("conditions__fact"),
        asked_operator=F("conditions__operator"),
        asked_texts=F("conditions__text_values"),
        **things,
        **names,
    ).order_by("is_default", "position", "id", "conditions__id", "conditions__things__id")


def _rules(definition: Definition[RuleRow], lines: Iterable[Any]) -> Iterator[Rule[RuleRow]]:
    for _, group in groupby(lines, key=attrgetter("pk")):
        of_rule = list(group)
        row = of_rule[0]
        try:
            yield Rule(
                id=row.pk,
                name=row.name,
                position=row.position,
                enabled=row.is_enabled,
                conditions=tuple(_conditions(definition, of_rule)),
                outcome=row,
                is_default=row.is_default,
            )
        except ValueError as problem:
            raise UnreadableRule(f"The rule “{row.name}” cannot be read. {problem}") from problem


def _conditions(definition: Definition[Any], lines: Iterable[Any]) -> Iterator[Condition]:
    for condition_id, group in groupby(lines, key=attrgetter("asked_id")):
        if condition_id is None:
            continue
        of_condition = list(group)
        asked = of_condition[0]
        fact = definition.fact_named.get(asked.asked_fact)
        if fact is None:
            raise InvalidCondition(f"The table {definition.name} has no fact “{asked.asked_fact}”.")
        values = _references(fact.column, of_condition) if fact.column else asked.asked_texts
        yield Condition(fact.name, asked.asked_operator, tuple(values))


def _references(column: str, lines: Iterable[Any]) -> Iterator[Reference]:
    for line in lines:
        thing_id = getattr(line, f"thing_{column}")
        if thing_id is not None:
            yield Reference(thing_id, getattr(line, f"shown_{column}"))
