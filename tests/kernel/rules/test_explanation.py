"""Why a table decided so, in sentences and as data."""

import json
from datetime import date
from decimal import Decimal

from interlend.kernel.rules.conditions import Condition, Operator
from interlend.kernel.rules.explanation import explain
from interlend.kernel.rules.facts import Reference
from interlend.kernel.rules.first_match import Rule, Table

FACULTY, STUDENT, STAFF = Reference(1, "Faculty"), Reference(2, "Student"), Reference(3, "Staff")

TABLE = Table(
    [
        Rule(1, "Scholars", 1, True, (Condition("user_group", Operator.IN_LIST, (FACULTY,)),), 1),
        Rule(2, "Old plan", 2, False, (), 2),
        Rule(3, "No volume", 3, True, (Condition("volume", Operator.EMPTY),), 3),
        Rule(
            4, "Not Albany", 4, True, (Condition("partner", Operator.IS_NOT, (Reference(9, "Albany"),)),), 4
        ),
        Rule(5, "Cheap", 5, True, (Condition("cost", Operator.LESS, (Decimal("12.50"),)),), 5),
        Rule(
            id=6,
            name="Soon",
            position=6,
            enabled=True,
            conditions=(
                Condition("needed_by", Operator.LESS, (date(2025, 3, 1),)),
                Condition("note", Operator.IS_NOT, ("urgent",)),
            ),
            outcome=6,
        ),
        Rule(7, "Otherwise", 7, True, (), 7, is_default=True),
    ]
)
CASE = {
    "user_group": [STUDENT, STAFF],
    "volume": 2,
    "cost": "free",
    "needed_by": date(2025, 2, 1),
    "note": "",
}
PASSED_OVER = (
    "Rule 1 “Scholars” was passed over: user group is one of Faculty (here Student, Staff).",
    "Rule 2 “Old plan” was passed over: it is switched off.",
    "Rule 3 “No volume” was passed over: volume is empty (here 2).",
    "Rule 4 “Not Albany” was passed over: partner is not Albany (unknown here).",
    "Rule 5 “Cheap” was passed over: cost is less than 12.50 "
    "(here free, text, which cannot be compared with a number).",
)


def test_the_trace_reads_from_top_to_bottom_and_ends_with_the_decision() -> None:
    assert explain(TABLE.decide(CASE)).lines == (
        *PASSED_OVER,
        "Rule 6 “Soon” decided: needed by is before 2025-03-01 (here 2025-02-01); "
        "note is not urgent (empty here).",
    )


def test_a_default_rule_decides_as_the_default_rule() -> None:
    assert explain(TABLE.decide(CASE | {"note": "Urgent"})).lines == (
        *PASSED_OVER,
        "Rule 6 “Soon” was passed over: note is not urgent (here Urgent).",
        "Rule 7 “Otherwise” decided: it is the default rule.",
    )


def test_a_rule_without_conditions_says_so() -> None:
    explanation = explain(Table([Rule(1, "Everybody", 1, True, (), None)]).decide({}))
    assert explanation.lines == ("Rule 1 “Everybody” decided: it has no conditions.",)


def test_a_table_that_did_not_decide_says_so() -> None:
    explanation = explain(Table([Rule(1, "Everybody", 1, False, (), None)]).decide({}))
    assert explanation.lines == (
        "Rule 1 “Everybody” was passed over: it is switched off.",
        "No rule decided.",
    )
    assert explanation.data["decided_by"] is None


def test_facts_are_called_what_the_reader_calls_them() -> None:
    table = Table([Rule(1, "Scholars", 1, True, (Condition("user_group", Operator.IS, (FACULTY,)),), None)])
    explanation = explain(table.decide({"user_group": FACULTY}), {"user_group": "Patron's group"})
    assert explanation.lines == ("Rule 1 “Scholars” decided: Patron's group is Faculty (here Faculty).",)


def test_the_same_stands_as_data_that_json_carries_without_loss() -> None:
    table = Table(
        [
            Rule(8, "Scholars", 10, True, (Condition("user_group", Operator.IN_LIST, (FACULTY,)),), None),
            Rule(3, "Old plan", 20, False, (), None),
            Rule(None, "Books", 30, True, (Condition("format", Operator.IS, ("Book",)),), None),
        ]
    )
    data = explain(table.decide({"format": "book"})).data
    assert json.loads(json.dumps(data)) == {
        "passed_over": [
            {
                "id": 8,
                "name": "Scholars",
                "place": 1,
                "why": "unknown here",
                "condition": {
                    "fact": "user_group",
                    "operator": "in list",
                    "values": ["Faculty"],
                    "text": "user group is one of Faculty",
                },
                "found": None,
                "text": "Rule 1 “Scholars” was passed over: user group is one of Faculty (unknown here).",
            },
            {
                "id": 3,
                "name": "Old plan",
                "place": 2,
                "why": "switched off",
                "condition": None,
                "found": None,
                "text": "Rule 2 “Old plan” was passed over: it is switched off.",
            },
        ],
        "decided_by": {
            "id": None,
            "name": "Books",
            "place": 3,
            "conditions": [
                {"fact": "format", "operator": "=", "values": ["Book"], "text": "format is Book"},
            ],
            "text": "Rule 3 “Books” decided: format is Book (here book).",
        },
        "facts": {"format": ["book"], "user_group": None},
    }
