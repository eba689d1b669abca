"""The ready-made table decides exactly as a slow reading, written straight from the rules' meaning, does."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from interlend.kernel.rules.conditions import Condition, Operator
from interlend.kernel.rules.facts import Reference
from interlend.kernel.rules.first_match import Decided, Rule, Table
from interlend.kernel.rules.shadows import shadowed

FACTS = ("one", "two", "three")
NUMBERS = st.integers(-2, 2) | st.sampled_from([Decimal("0.5"), Decimal("1.0")])
WORDS = st.sampled_from(["a", "A", "ab", "abc", "b"])
THINGS = st.integers(1, 3).map(lambda id: Reference(id, f"thing {id}"))
ANSWERS = st.booleans()


def conditions_of(values: st.SearchStrategy[object], *operators: str) -> st.SearchStrategy[Condition]:
    """Conditions on any fact, with those of the operators that suit the values."""
    single = st.builds(
        lambda fact, sign, value: Condition(fact, sign, (value,)),
        st.sampled_from(FACTS),
        st.sampled_from([Operator(sign) for sign in operators if "list" not in sign]),
        values,
    )
    lists = st.builds(
        lambda fact, sign, chosen: Condition(fact, sign, tuple(chosen)),
        st.sampled_from(FACTS),
        st.sampled_from([Operator.IN_LIST, Operator.NOT_IN_LIST]),
        st.lists(values, min_size=1, max_size=3),
    )
    return single | lists if "in list" in operators else single


CONDITIONS = (
    conditions_of(NUMBERS, "=", "≠", "<", ">", "in list")
    | conditions_of(WORDS, "=", "≠", "contains", "in list")
    | conditions_of(THINGS, "=", "≠", "in list")
    | conditions_of(ANSWERS, "=", "≠")
    | st.builds(Condition, st.sampled_from(FACTS), st.sampled_from([Operator.EMPTY, Operator.NOT_EMPTY]))
)
RULES = st.lists(st.tuples(st.booleans(), st.lists(CONDITIONS, max_size=3)), max_size=6).map(
    lambda rows: [
        Rule(place, f"Rule {place}", place, enabled, tuple(conditions), place)
        for place, (enabled, conditions) in enumerate(rows)
    ]
)
SEVERAL = (
    st.lists(NUMBERS, max_size=3)
    | st.lists(WORDS, max_size=3)
    | st.lists(THINGS, max_size=3)
    | st.lists(NUMBERS | WORDS | THINGS | ANSWERS | st.none(), max_size=3)
)
CASES = st.dictionaries(
    st.sampled_from(FACTS), NUMBERS | WORDS | THINGS | ANSWERS | SEVERAL | st.sampled_from([None, "", " "])
)


def sort_of(value: object) -> type:
    """What a value is compared as."""
    for sort in (bool, Reference, str):
        if isinstance(value, sort):
            return sort
    return Decimal


def naively_met(condition: Condition, case: dict[str, object]) -> bool:
    if condition.fact not in case:
        return False
    given = case[condition.fact]
    members: list[Any] = [
        member.lower() if isinstance(member, str) else member
        for member in (given if isinstance(given, list) else [given])
        if member is not None and member not in ("", " ")
    ]
    sign = condition.operator.value
    if sign in ("empty", "not empty"):
        return bool(members) == (sign == "not empty")
    asked: list[Any] = [value.lower() if isinstance(value, str) else value for value in condition.values]
    sort = sort_of(asked[0])
    sorts = {sort_of(member) for member in members}
    if not (sorts <= {sort} or (sort is Reference and sorts == {Decimal})):
        return False
    return {
        "=": lambda: any(member == asked[0] for member in members),
        "in list": lambda: any(member in asked for member in members),
        "≠": lambda: all(member != asked[0] for member in members),
        "not in list": lambda: all(member not in asked for member in members),
        "contains": lambda: any(asked[0] in member for member in members),
        "<": lambda: any(member < asked[0] for member in members),
        ">": lambda: any(member > asked[0] for member in members),
    }[sign]()


def naively_won(rules: list[Rule[int]], case: dict[str, object]) -> Rule[int] | None:
    for rule in rules:
        if rule.enabled and all(naively_met(condition, case) for condition in rule.conditions):
            return rule
    return None


@given(RULES, CASES)
def test_a_table_decides_as_the_naive_reading_does(rules: list[Rule[int]], case: dict[str, object]) -> None:
    reading = Table(rules).decide(case)
    winner = naively_won(rules, case)
    assert (reading.rule if isinstance(reading, Decided) else None) == winner
    above = rules if winner is None else rules[: rules.index(winner)]
    assert [passed.rule for passed in reading.passed_over] == above
    assert all(
        passed.condition is None or not naively_met(passed.condition, case) for passed in reading.passed_over
    )


@given(RULES, CASES)
def test_a_rule_named_as_never_reached_never_wins(rules: list[Rule[int]], case: dict[str, object]) -> None:
    table = Table(rules)
    reading = table.decide(case)
    hidden = [shadow.rule for shadow in shadowed(table)]
    assert not isinstance(reading, Decided) or reading.rule not in hidden
