"""How a table is read: from top to bottom, first match wins."""

import pytest

from interlend.kernel.rules.conditions import Condition, Operator
from interlend.kernel.rules.facts import Found, Kind, Reference
from interlend.kernel.rules.first_match import Decided, InvalidTable, PassedOver, Rule, Table, Undecided, Why

FACULTY, STUDENT = Reference(1, "Faculty"), Reference(2, "Student")
ALBANY, BUFFALO = Reference(11, "Albany"), Reference(12, "Buffalo")

FOR_FACULTY = Rule(1, "Faculty", 1, True, (Condition("user_group", Operator.IS, (FACULTY,)),), "long")
ALBANY_BOOKS = Rule(
    id=2,
    name="Books to Albany",
    position=2,
    enabled=True,
    conditions=(
        Condition("partner", Operator.IS, (ALBANY,)),
        Condition("format", Operator.IS, ("Book",)),
    ),
    outcome="medium",
)
SWITCHED_OFF = Rule(3, "Everybody", 3, False, (), "never")
NOT_ALBANY = Rule(4, "Not Albany", 4, True, (Condition("partner", Operator.IS_NOT, (ALBANY,)),), "short")
OTHERWISE = Rule(5, "Otherwise", 0, True, (), "none", is_default=True)

TABLE = Table([OTHERWISE, NOT_ALBANY, SWITCHED_OFF, ALBANY_BOOKS, FOR_FACULTY])


@pytest.mark.parametrize(
    ("case", "outcome"),
    [
        pytest.param({"user_group": FACULTY, "partner": BUFFALO}, "long", id="two rules match: the upper"),
        pytest.param({"user_group": [STUDENT, FACULTY]}, "long", id="one of several groups is enough"),
        pytest.param({"user_group": STUDENT, "partner": ALBANY, "format": "Book"}, "medium", id="both met"),
        pytest.param({"user_group": STUDENT, "partner": ALBANY, "format": "Map"}, "none", id="one not met"),
        pytest.param({"partner": BUFFALO}, "short", id="a rule switched off is passed over"),
        pytest.param({"partner": None}, "short", id="no partner is not Albany"),
        pytest.param({}, "none", id="an unknown partner is not taken for one that is not Albany"),
    ],
)
def test_the_first_enabled_rule_whose_conditions_are_all_met_wins(
    case: dict[str, object], outcome: str
) -> None:
    decided = TABLE.decide(case)
    assert isinstance(decided, Decided)
    assert decided.outcome == outcome


def test_rules_are_read_by_position_and_the_default_rule_last() -> None:
    assert [rule.name for rule in TABLE.rules] == [
        "Faculty",
        "Books to Albany",
        "Everybody",
        "Not Albany",
        "Otherwise",
    ]


def test_rules_of_one_position_keep_the_order_they_are_given_in() -> None:
    first, second = Rule(2, "First", 1, True, (), "first"), Rule(1, "Second", 1, True, (), "second")
    assert [rule.name for rule in Table([first, second]).rules] == ["First", "Second"]


def test_a_rule_moved_below_another_one_really_stops_winning() -> None:
    moved = Rule(1, "Faculty", 9, True, FOR_FACULTY.conditions, "long")
    decided = Table([moved, ALBANY_BOOKS, NOT_ALBANY, OTHERWISE]).decide(
        {"user_group": FACULTY, "partner": BUFFALO}
    )
    assert isinstance(decided, Decided)
    assert decided.rule is NOT_ALBANY


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param([], id="no rules"),
        pytest.param([SWITCHED_OFF], id="all switched off"),
        pytest.param([FOR_FACULTY, NOT_ALBANY], id="none met and no default rule"),
    ],
)
def test_a_table_in_which_no_rule_wins_is_undecided(rules: list[Rule[str]]) -> None:
    undecided = Table(rules).decide({"user_group": STUDENT, "partner": ALBANY})
    assert isinstance(undecided, Undecided)
    assert [passed.rule for passed in undecided.passed_over] == rules


def test_each_rule_passed_over_says_on_which_condition_and_what_was_found() -> None:
    decided = TABLE.decide({"user_group": "Faculty", "partner": ALBANY, "format": "Map"})
    text, albany, map_ = "Faculty", ALBANY, "Map"
    assert decided.passed_over == (
        PassedOver(
            FOR_FACULTY,
            Why.INCOMPARABLE,
            FOR_FACULTY.conditions[0],
            Found(Kind.TEXT, frozenset({text.casefold()}), (text,)),
        ),
        PassedOver(
            ALBANY_BOOKS,
            Why.NOT_MET,
            ALBANY_BOOKS.conditions[1],
            Found(Kind.TEXT, frozenset({map_.casefold()}), (map_,)),
        ),
        PassedOver(SWITCHED_OFF, Why.DISABLED),
        PassedOver(
            NOT_ALBANY,
            Why.NOT_MET,
            NOT_ALBANY.conditions[0],
            Found(Kind.REFERENCE, frozenset({albany}), (albany,)),
        ),
    )


def test_a_rule_passed_over_for_want_of_a_fact_says_so() -> None:
    decided = TABLE.decide({"user_group": STUDENT})
    assert [(passed.rule.name, passed.unknown) for passed in decided.passed_over] == [
        ("Faculty", False),
        ("Books to Albany", True),
        ("Everybody", False),
        ("Not Albany", True),
    ]


def test_a_decision_stays_true_when_the_case_changes_afterwards() -> None:
    groups: list[object] = [STUDENT]
    case: dict[str, object] = {"user_group": groups, "partner": BUFFALO}
    decided = TABLE.decide(case)
    groups.append(FACULTY)
    case["partner"] = ALBANY
    assert isinstance(decided, Decided)
    assert decided.rule is NOT_ALBANY
    assert [passed.found and passed.found.text for passed in decided.passed_over] == [
        "Student",
        "Buffalo",
        None,
    ]


def test_a_table_knows_the_facts_it_asks_about() -> None:
    assert TABLE.facts == ("format", "partner", "user_group")


def test_a_default_rule_with_conditions_is_refused() -> None:
    with pytest.raises(InvalidTable) as refusal:
        Rule(1, "Otherwise", 1, True, FOR_FACULTY.conditions, "none", is_default=True)
    assert str(refusal.value) == "The default rule cannot have conditions."


def test_a_second_default_rule_is_refused() -> None:
    with pytest.raises(InvalidTable) as refusal:
        Table([OTHERWISE, Rule(6, "Or else", 1, True, (), "none", is_default=True)])
    assert str(refusal.value) == "A table has one default rule at most."
