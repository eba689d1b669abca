"""Which rules are never reached, and which one above hides them."""

from datetime import date

import pytest

from interlend.kernel.rules.conditions import Condition, Operator
from interlend.kernel.rules.facts import Reference
from interlend.kernel.rules.first_match import Rule, Table
from interlend.kernel.rules.shadows import Shadow, implies, shadowed

MARCH, APRIL = date(2025, 3, 1), date(2025, 4, 1)


def fact(operator: str, *values: object) -> Condition:
    return Condition("fact", Operator(operator), values)


IMPLIED = [
    (fact("=", "a"), fact("=", "A")),
    (fact("=", "a"), fact("in list", "a", "b")),
    (fact("in list", "a", "b"), fact("in list", "b", "c", "a")),
    (fact("in list", "a"), fact("=", "a")),
    (fact("=", "warfare"), fact("contains", "war")),
    (fact("=", "a"), fact("not empty")),
    (fact("in list", 1, 2), fact("<", 3)),
    (fact("in list", 1, 2), fact(">", 0)),
    (fact("not in list", "a", "b"), fact("≠", "a")),
    (fact("≠", "a"), fact("not in list", "a")),
    (fact("contains", "warfare"), fact("contains", "war")),
    (fact("contains", "war"), fact("not empty")),
    (fact("<", 3), fact("<", 3)),
    (fact("<", 3), fact("<", 4)),
    (fact(">", APRIL), fact(">", MARCH)),
    (fact("<", 3), fact("not empty")),
    (fact("empty"), fact("empty")),
    (fact("empty"), fact("≠", "a")),
    (fact("empty"), fact("not in list", 1, 2)),
    (fact("not empty"), fact("not empty")),
    (fact("=", 7), fact("=", Reference(7, "Albany"))),
]


@pytest.mark.parametrize(
    ("narrow", "wide"), IMPLIED, ids=[f"{narrow.text()}, so {wide.text()}" for narrow, wide in IMPLIED]
)
def test_a_narrow_condition_implies_a_wider_one(narrow: Condition, wide: Condition) -> None:
    assert implies(narrow, wide) is True


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        pytest.param(fact("=", "a"), Condition("other", Operator.IS, ("a",)), id="another fact"),
        pytest.param(fact("in list", "a", "b"), fact("=", "a"), id="the list is longer"),
        pytest.param(fact("=", "a"), fact("≠", "b"), id="a fact can have both values"),
        pytest.param(fact("≠", "a"), fact("not empty"), id="what is not a may be empty"),
        pytest.param(fact("≠", "a"), fact("not in list", "a", "b"), id="b is not a"),
        pytest.param(fact("contains", "war"), fact("=", "war"), id="contains more"),
        pytest.param(fact("contains", "war"), fact("contains", "warfare"), id="contains less"),
        pytest.param(fact("<", 3), fact("<", 2), id="a lower limit"),
        pytest.param(fact("<", 3), fact(">", 2), id="the other way"),
        pytest.param(fact("=", 3), fact("<", 3), id="at the limit"),
        pytest.param(fact("in list", 1, 5), fact("<", 3), id="one value beyond"),
        pytest.param(fact("not empty"), fact("=", "a"), id="anything"),
        pytest.param(fact("empty"), fact("=", "a"), id="nothing is not a"),
        pytest.param(fact("≠", 1), fact("empty"), id="not one is not nothing"),
        pytest.param(fact("=", 1), fact("=", True), id="one is not yes"),
        pytest.param(fact("=", Reference(7)), fact("=", 7), id="a number does not take references"),
    ],
)
def test_what_is_not_sure_is_not_implied(narrow: Condition, wide: Condition) -> None:
    assert implies(narrow, wide) is False


FACULTY = Condition("user_group", Operator.IN_LIST, (Reference(1, "Faculty"),))
SCHOLARS = Condition("user_group", Operator.IN_LIST, (Reference(1, "Faculty"), Reference(2, "Graduate")))
BOOK = Condition("format", Operator.IS, ("Book",))


def rule(id: int, *conditions: Condition, enabled: bool = True, is_default: bool = False) -> Rule[None]:
    return Rule(id, f"Rule {id}", id, enabled, conditions, None, is_default)


@pytest.mark.parametrize(
    ("rules", "hidden"),
    [
        pytest.param([rule(1, SCHOLARS), rule(2, FACULTY)], {2: 1}, id="wider above narrower"),
        pytest.param([rule(1, FACULTY), rule(2, SCHOLARS)], {}, id="narrower above wider"),
        pytest.param([rule(1, SCHOLARS), rule(2, BOOK, FACULTY)], {2: 1}, id="one more condition"),
        pytest.param([rule(1, SCHOLARS, BOOK), rule(2, FACULTY)], {}, id="the upper asks for more"),
        pytest.param([rule(1, FACULTY), rule(2, FACULTY)], {2: 1}, id="the same twice"),
        pytest.param(
            [rule(1), rule(2, BOOK), rule(3, is_default=True)],
            {2: 1, 3: 1},
            id="a rule that catches everything",
        ),
        pytest.param([rule(1, enabled=False), rule(2, BOOK)], {}, id="the upper is switched off"),
        pytest.param([rule(1), rule(2, BOOK, enabled=False)], {}, id="the lower is switched off"),
        pytest.param(
            [rule(1, SCHOLARS), rule(2, FACULTY), rule(3, FACULTY, BOOK)],
            {2: 1, 3: 1},
            id="the first that hides",
        ),
        pytest.param([rule(1, BOOK), rule(2, is_default=True)], {}, id="the default rule is reached"),
    ],
)
def test_a_rule_below_one_that_takes_all_its_cases_is_never_reached(
    rules: list[Rule[None]], hidden: dict[int, int]
) -> None:
    by_id = {rule.id: rule for rule in rules}
    assert shadowed(Table(rules)) == [Shadow(by_id[low], by_id[high]) for low, high in hidden.items()]
