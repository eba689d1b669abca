"""Writing rules: a new rule with its conditions, and its place among the others.

A rule that is written here can be read: what it asks is checked before anything is stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction

from interlend.domain.rulebook.deciding import readable
from interlend.domain.rulebook.tables import Definition, RuleRow
from interlend.kernel.rules.conditions import Condition, InvalidCondition
from interlend.kernel.rules.first_match import InvalidTable

Asked = tuple[str, str, *tuple[Any, ...]]


def add_rule(
    definition: Definition[RuleRow],
    name: str,
    *asked: Asked,
    place: int | None = None,
    is_default: bool = False,
    **columns: Any,
) -> RuleRow:
    """A new rule, at the bottom of its table or at `place` (1 is the top).

    Each condition is (fact, operator, values...), a thing being given as its row; `columns` are those
    of the rule: what divides the tables and what the rule gives. Raises InvalidCondition, and
    InvalidTable for a default rule with conditions or a second default rule.
    """
    conditions = [_checked(definition, *condition) for condition in asked]
    rule = definition.rule(name=name, is_default=is_default, position=0, **columns)
    with transaction.atomic():
        others = _in_same_table(definition, rule)
        if is_default and (conditions or any(other.is_default for other in others)):
            raise InvalidTable("A table has one default rule, and that has no conditions.")
        rule.position = len(others) + 1
        rule.save(force_insert=True)
        _store_conditions(definition, rule, conditions)
        if place is not None:
            _put(definition, rule, others, place)
    return rule


def move_rule(definition: Definition[RuleRow], rule: RuleRow, place: int) -> None:
    """Put a rule at a place of its table, counted from 1; a place beyond the end is the end."""
    with transaction.atomic():
        others = [other for other in _in_same_table(definition, rule) if other.pk != rule.pk]
        _put(definition, rule, others, place)


def _checked(definition: Definition[Any], fact: str, operator: Any, *values: Any) -> Condition:
    """Raises InvalidCondition where fact, operator and values do not go together."""
    known = definition.fact_named.get(fact)
    if known is None:
        raise InvalidCondition(f"The table {definition.name} has no fact “{fact}”.")
    if known.column:
        wanted = definition.thing._meta.get_field(known.column).related_model
        if not all(isinstance(value, wanted) for value in values):
            raise InvalidCondition(f"“{fact}” is compared with a {wanted._meta.verbose_name}.")
    elif not all(isinstance(value, str) for value in values):
        raise InvalidCondition(f"“{fact}” is compared with text.")
    read: Any = readable(definition, {fact: values})[fact]
    return Condition(fact, operator, tuple(read))


def _store_conditions(definition: Definition[Any], rule: Any, conditions: Iterable[Condition]) -> None:
    things: list[models.Model] = []
    rows = []
    for condition in conditions:
        column = definition.fact_named[condition.fact].column
        row = definition.condition(
            rule=rule,
            fact=condition.fact,
            operator=condition.operator.value,
            text_values=[] if column else list(condition.values),
        )
        rows.append(row)
        if column:
            things += [
                definition.thing(condition=row, **{f"{column}_id": int(value)}) for value in condition.values
            ]
    definition.condition.objects.bulk_create(rows)
    definition.thing.objects.bulk_create(things)


def _in_same_table(definition: Definition[RuleRow], rule: RuleRow) -> list[RuleRow]:
    """The stored rules of the table that the rule belongs to, in reading order, locked."""
    where = {column: getattr(rule, column) for column in definition.divided_by}
    rows: Any = definition.rule._default_manager.select_for_update().filter(**where)
    return list(rows.order_by("is_default", "position", "id"))


def _put(definition: Definition[RuleRow], rule: RuleRow, others: list[RuleRow], place: int) -> None:
    above = max(place - 1, 0)
    order = [*others[:above], rule, *others[above:]]
    for position, each in enumerate(order, 1):
        each.position = position
    definition.rule._default_manager.bulk_update(order, ["position"])
