"""What a rule can ask of a case: a fact, an operator, and the values it is compared with.

A fact that has several values meets `=`, in list, contains, `<` and `>` when any of its values
does; `≠` and not in list are met when none of them is named. A fact known to be empty is met by
empty, `≠` and not in list. An unknown fact, or one of another kind than the condition's values,
meets nothing, whatever the operator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any

from interlend.kernel.rules.facts import Found, Kind, UnreadableValue, comparable, is_empty, say

Test = Callable[[Found], bool]

NO_LABELS: Mapping[str, str] = {}


class Operator(StrEnum):
    """How a fact is compared; the value is the sign that screens and files show."""

    IS = "="
    IS_NOT = "≠"
    IN_LIST = "in list"
    NOT_IN_LIST = "not in list"
    CONTAINS = "contains"
    EMPTY = "empty"
    NOT_EMPTY = "not empty"
    LESS = "<"
    MORE = ">"


class Verdict(Enum):
    """What became of one condition in one case."""

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown here"
    INCOMPARABLE = "cannot be compared"


class InvalidCondition(ValueError):
    """A condition that makes no sense; the message is a plain sentence."""


WITHOUT_VALUE = (Operator.EMPTY, Operator.NOT_EMPTY)
LISTS = (Operator.IN_LIST, Operator.NOT_IN_LIST)
ORDERED_KINDS = (Kind.NUMBER, Kind.DATE, Kind.MOMENT)
WORDING = {
    Operator.IS: "is",
    Operator.IS_NOT: "is not",
    Operator.IN_LIST: "is one of",
    Operator.NOT_IN_LIST: "is none of",
    Operator.CONTAINS: "contains",
    Operator.EMPTY: "is empty",
    Operator.NOT_EMPTY: "is not empty",
    Operator.LESS: "is less than",
    Operator.MORE: "is more than",
}
WORDING_OF_TIME = {Operator.LESS: "is before", Operator.MORE: "is after"}


@dataclass(frozen=True)
class Condition:
    """One question of a rule, such as `user_group` in list (Faculty, Graduate).

    `operator` may be given as its sign. `kind` is None where the operator takes no value.
    Raises InvalidCondition when fact, operator and values do not go together.
    """

    fact: str
    operator: Operator
    values: tuple[Any, ...] = ()
    kind: Kind | None = field(init=False, repr=False)
    keys: frozenset[Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.fact:
            raise InvalidCondition("A condition needs a fact to ask about.")
        operator = _operator(self.operator)
        values = tuple(self.values)
        _check_count(operator, values)
        kinds, keys = _read_values(values)
        if len(kinds) > 1:
            raise InvalidCondition("All values of a list have to be of one kind.")
        kind = next(iter(kinds), None)
        _check_kind(operator, kind)
        object.__setattr__(self, "operator", operator)
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "keys", keys)

    @property
    def accepts(self) -> tuple[Kind, ...]:
        """The kinds of value it compares with; a plain number serves as the id of a thing."""
        if self.kind is None:
            return ()
        return (self.kind, Kind.NUMBER) if self.kind is Kind.REFERENCE else (self.kind,)

    def verdict(self, found: Found) -> Verdict:
        """What becomes of the condition where the case has this for its fact."""
        if found.kind is Kind.UNKNOWN:
            return Verdict.UNKNOWN
        if self.test()(found):
            return Verdict.MET
        if self.kind is None or found.kind is Kind.EMPTY or found.kind in self.accepts:
            return Verdict.NOT_MET
        return Verdict.INCOMPARABLE

    def test(self) -> Test:
        """The condition as a function that is quick to call, for a table to keep."""
        return _TESTS[self.operator](self.keys, self.accepts)

    def text(self, fact_labels: Mapping[str, str] = NO_LABELS) -> str:
        """The condition as people say it: `user group is one of Faculty, Graduate`."""
        fact = fact_labels.get(self.fact) or self.fact.replace("_", " ")
        wording = WORDING[self.operator]
        if self.kind in (Kind.DATE, Kind.MOMENT):
            wording = WORDING_OF_TIME.get(self.operator, wording)
        return " ".join(filter(None, (fact, wording, ", ".join(say(value) for value in self.values))))


def _operator(sign: str) -> Operator:
    try:
        return Operator(sign)
    except ValueError:
        raise InvalidCondition(f"There is no operator “{sign}”.") from None


def _check_count(operator: Operator, values: tuple[object, ...]) -> None:
    if operator in WITHOUT_VALUE:
        if values:
            raise InvalidCondition(f"“{operator}” takes no value.")
    elif operator in LISTS:
        if not values:
            raise InvalidCondition(f"“{operator}” needs at least one value.")
    elif len(values) != 1:
        raise InvalidCondition(f"“{operator}” takes exactly one value.")


def _read_values(values: tuple[object, ...]) -> tuple[set[Kind], frozenset[Any]]:
    if any(is_empty(value) for value in values):
        raise InvalidCondition("A value cannot be blank; to ask for nothing, use “empty”.")
    try:
        pairs = [comparable(value) for value in values]
    except UnreadableValue as problem:
        raise InvalidCondition(str(problem)) from problem
    return {kind for kind, _ in pairs}, frozenset(key for _, key in pairs)


def _check_kind(operator: Operator, kind: Kind | None) -> None:
    if operator in (Operator.LESS, Operator.MORE) and kind not in ORDERED_KINDS:
        raise InvalidCondition(f"“{operator}” compares numbers and dates only.")
    if operator is Operator.CONTAINS and kind is not Kind.TEXT:
        raise InvalidCondition("“contains” looks into text only; for other values use “in list”.")
    if operator in LISTS and kind is Kind.YES_NO:
        raise InvalidCondition(f"“{operator}” makes no sense for yes or no; use “=”.")


def _any_named(keys: frozenset[Any], accepts: tuple[Kind, ...]) -> Test:
    return lambda found: found.kind in accepts and not keys.isdisjoint(found.keys)


def _none_named(keys: frozenset[Any], accepts: tuple[Kind, ...]) -> Test:
    accepts = (*accepts, Kind.EMPTY)
    return lambda found: found.kind in accepts and keys.isdisjoint(found.keys)


def _contains(keys: frozenset[Any], accepts: tuple[Kind, ...]) -> Test:
    (part,) = keys
    return lambda found: found.kind in accepts and any(part in key for key in found.keys)


def _less(keys: frozenset[Any], accepts: tuple[Kind, ...]) -> Test:
    (limit,) = keys
    return lambda found: found.kind in accepts and min(found.keys) < limit


def _more(keys: frozenset[Any], accepts: tuple[Kind, ...]) -> Test:
    (limit,) = keys
    return lambda found: found.kind in accepts and max(found.keys) > limit


def _empty(keys: frozenset[Any], accepts: tuple[Kind, ...]) -> Test:
    return lambda found: found.kind is Kind.EMPTY


def _not_empty(keys: frozenset[Any], accepts: tuple[Kind, ...]) -> Test:
    return lambda found: found.kind is not Kind.EMPTY and found.kind is not Kind.UNKNOWN


_TESTS: dict[Operator, Callable[[frozenset[Any], tuple[Kind, ...]], Test]] = {
    Operator.IS: _any_named,
    Operator.IS_NOT: _none_named,
    Operator.IN_LIST: _any_named,
    Operator.NOT_IN_LIST: _none_named,
    Operator.CONTAINS: _contains,
    Operator.EMPTY: _empty,
    Operator.NOT_EMPTY: _not_empty,
    Operator.LESS: _less,
    Operator.MORE: _more,
}
