"""What a rules table is: which facts its rules may ask about, and which rows hold them.

The rooms that own rules describe their tables in a module `rules_tables` and register them here; the
rulebook knows none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise

from interlend.domain.rulebook.models import OrderedRule

RuleRow = TypeVar("RuleRow", bound=OrderedRule)


@dataclass(frozen=True)
class Fact:
    """Something that the rules of a table may ask about.

    With a `column` the fact is a thing (a partner, a user group): rules name it by a key in that column
    of the value rows, and people read the thing's field `shown_by`. Without, it is text.
    """

    name: str
    label: Promise
    column: str = ""
    shown_by: str = "name"


@dataclass(frozen=True)
class Definition(Generic[RuleRow]):
    """A rules table: its name, its facts, and the model of its rules.

    The rule's conditions are its related `conditions`, the things that a condition names the related
    `things`. One model holds a table for each combination of the columns `divided_by`. `gives` names
    the foreign keys of what a rule gives; they are loaded together with it.
    """

    name: str
    label: Promise
    rule: type[RuleRow]
    facts: tuple[Fact, ...]
    divided_by: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()

    @cached_property
    def fact_named(self) -> Mapping[str, Fact]:
        """The facts by name."""
        return {fact.name: fact for fact in self.facts}

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """The columns of the value rows, each with the field that shows the thing to people."""
        return {fact.column: fact.shown_by for fact in self.facts if fact.column}

    @property
    def labels(self) -> Mapping[str, str]:
        """What people call each fact, in the language of this moment."""
        return {fact.name: str(fact.label) for fact in self.facts}

    @property
    def condition(self) -> Any:
        """The model of the conditions."""
        return self.rule._meta.get_field("conditions").related_model

    @property
    def thing(self) -> Any:
        """The model of the value rows."""
        return self.condition._meta.get_field("things").related_model


class AlreadyRegistered(ValueError):
    """Two rules tables of one name."""


_registered: dict[str, Definition[Any]] = {}


def register(definition: Definition[RuleRow]) -> Definition[RuleRow]:
    """Enter a table under its name. Raises AlreadyRegistered."""
    if definition.name in _registered:
        raise AlreadyRegistered(f"There are two rules tables named {definition.name}.")
    _registered[definition.name] = definition
    return definition


def named(name: str) -> Definition[Any]:
    """The table of this name. Raises KeyError."""
    return _registered[name]


def registered() -> tuple[Definition[Any], ...]:
    """All rules tables of the installation, by name."""
    return tuple(_registered[name] for name in sorted(_registered))
