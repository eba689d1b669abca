"""What each operator asks, of each sort of fact; and which questions make no sense."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from interlend.kernel.rules.conditions import Condition, InvalidCondition, Operator, Verdict
from interlend.kernel.rules.facts import UNKNOWN, Reference, read

MET, NOT_MET = Verdict.MET, Verdict.NOT_MET
UNKNOWN_HERE, INCOMPARABLE = Verdict.UNKNOWN, Verdict.INCOMPARABLE

FACULTY, GRADUATE, STAFF = Reference(1, "Faculty"), Reference(2, "Graduate"), Reference(3, "Staff")
MARCH, APRIL = date(2025, 3, 1), date(2025, 4, 1)
NOON, NIGHT = datetime(2025, 3, 1, 12, tzinfo=UTC), datetime(2025, 3, 1, 23, tzinfo=UTC)


KNOWN_FACTS: list[tuple[str, tuple[object, ...], object, Verdict]] = [
    ("=", (FACULTY,), FACULTY, MET),
    ("=", (FACULTY,), Reference(1, "Teaching staff"), MET),
    ("=", (FACULTY,), 1, MET),
    ("=", (FACULTY,), STAFF, NOT_MET),
    ("=", (FACULTY,), [STAFF, FACULTY], MET),
    ("=", (FACULTY,), None, NOT_MET),
    ("=", ("Book",), "BOOK", MET),
    ("=", (True,), True, MET),
    ("=", (True,), 1, INCOMPARABLE),
    ("=", (1,), True, INCOMPARABLE),
    ("=", (1,), FACULTY, INCOMPARABLE),
    ("=", (5,), "5", INCOMPARABLE),
    ("=", (5,), [5, "5"], INCOMPARABLE),
    ("=", (Decimal("5.0"),), 5, MET),
    ("≠", (FACULTY,), STAFF, MET),
    ("≠", (FACULTY,), FACULTY, NOT_MET),
    ("≠", (FACULTY,), [STAFF, FACULTY], NOT_MET),
    ("≠", (FACULTY,), [], MET),
    ("≠", (5,), "5", INCOMPARABLE),
    ("in list", (FACULTY, GRADUATE), GRADUATE, MET),
    ("in list", (FACULTY, GRADUATE), STAFF, NOT_MET),
    ("in list", (FACULTY, GRADUATE), {STAFF, GRADUATE}, MET),
    ("in list", (FACULTY, GRADUATE), None, NOT_MET),
    ("not in list", (FACULTY, GRADUATE), STAFF, MET),
    ("not in list", (FACULTY, GRADUATE), [STAFF, GRADUATE], NOT_MET),
    ("not in list", (FACULTY, GRADUATE), None, MET),
    ("not in list", (FACULTY, GRADUATE), "Staff", INCOMPARABLE),
    ("contains", ("war",), "A History of WARFARE", MET),
    ("contains", ("war",), "Peace", NOT_MET),
    ("contains", ("war",), ["Peace", "Postwar"], MET),
    ("contains", ("war",), "", NOT_MET),
    ("contains", ("war",), 5, INCOMPARABLE),
    ("empty", (), None, MET),
    ("empty", (), " ", MET),
    ("empty", (), [], MET),
    ("empty", (), 0, NOT_MET),
    ("empty", (), False, NOT_MET),
    ("empty", (), "x", NOT_MET),
    ("not empty", (), 0, MET),
    ("not empty", (), [5, "5"], MET),
    ("not empty", (), None, NOT_MET),
    ("<", (5,), 4, MET),
    ("<", (5,), 5, NOT_MET),
    ("<", (5,), Decimal("4.99"), MET),
    ("<", (5,), [9, 4], MET),
    ("<", (5,), None, NOT_MET),
    ("<", (5,), "4", INCOMPARABLE),
    (">", (5,), 6, MET),
    (">", (5,), 5, NOT_MET),
    (">", (5,), [1, 6], MET),
    ("<", (APRIL,), MARCH, MET),
    (">", (APRIL,), MARCH, NOT_MET),
    (">", (APRIL,), NIGHT, INCOMPARABLE),
    (">", (NOON,), NIGHT, MET),
]


@pytest.mark.parametrize(
    ("operator", "values", "value", "verdict"),
    KNOWN_FACTS,
    ids=[f"{value!r} {sign} {values}: {verdict.value}" for sign, values, value, verdict in KNOWN_FACTS],
)
def test_a_known_fact_meets_a_condition_or_does_not(
    operator: str, values: tuple[object, ...], value: object, verdict: Verdict
) -> None:
    assert Condition("fact", Operator(operator), values).verdict(read(value)) is verdict


@pytest.mark.parametrize("operator", list(Operator))
def test_an_unknown_fact_meets_no_condition_whatever_the_operator(operator: Operator) -> None:
    values = {Operator.EMPTY: (), Operator.NOT_EMPTY: (), Operator.CONTAINS: ("war",)}.get(operator, (5,))
    condition = Condition("fact", operator, values)
    assert condition.verdict(read(UNKNOWN)) is UNKNOWN_HERE
    assert condition.test()(read(UNKNOWN)) is False


SENSELESS: list[tuple[str, tuple[object, ...], str]] = [
    ("like", ("a",), "There is no operator “like”."),
    ("=", (), "“=” takes exactly one value."),
    ("≠", ("a", "b"), "“≠” takes exactly one value."),
    ("contains", ("a", "b"), "“contains” takes exactly one value."),
    ("in list", (), "“in list” needs at least one value."),
    ("not in list", (), "“not in list” needs at least one value."),
    ("empty", ("a",), "“empty” takes no value."),
    ("not empty", ("a",), "“not empty” takes no value."),
    ("=", ("",), "A value cannot be blank; to ask for nothing, use “empty”."),
    ("in list", ("a", None), "A value cannot be blank; to ask for nothing, use “empty”."),
    ("in list", ("a", 1), "All values of a list have to be of one kind."),
    ("in list", (FACULTY, 2), "All values of a list have to be of one kind."),
    ("in list", (True, False), "“in list” makes no sense for yes or no; use “=”."),
    ("<", ("a",), "“<” compares numbers and dates only."),
    ("<", (FACULTY,), "“<” compares numbers and dates only."),
    (">", (True,), "“>” compares numbers and dates only."),
    ("contains", (5,), "“contains” looks into text only; for other values use “in list”."),
    ("=", (object(),), "A fact cannot be of the type object."),
    ("=", (float("nan"),), "nan is not a number that can be compared."),
]


@pytest.mark.parametrize(
    ("operator", "values", "sentence"),
    SENSELESS,
    ids=[
        f"{sign} {len(values)} of {type(next(iter(values), None)).__name__}" for sign, values, _ in SENSELESS
    ],
)
def test_a_question_that_makes_no_sense_is_refused_in_a_plain_sentence(
    operator: str, values: tuple[object, ...], sentence: str
) -> None:
    with pytest.raises(InvalidCondition) as refusal:
        Condition("fact", operator, values)  # type: ignore[arg-type]
    assert str(refusal.value) == sentence


def test_a_condition_without_a_fact_is_refused() -> None:
    with pytest.raises(InvalidCondition) as refusal:
        Condition("", Operator.EMPTY)
    assert str(refusal.value) == "A condition needs a fact to ask about."


@pytest.mark.parametrize(
    ("fact", "operator", "values", "text"),
    [
        pytest.param(
            "user_group",
            "in list",
            (FACULTY, GRADUATE),
            "user group is one of Faculty, Graduate",
            id="user group is one of Faculty, Graduate",
        ),
        pytest.param(
            "user_group",
            "not in list",
            (FACULTY, STAFF),
            "user group is none of Faculty, Staff",
            id="user group is none of Faculty, Staff",
        ),
        pytest.param("partner", "=", (Reference(9),), "partner is #9", id="partner is #9"),
        pytest.param("format", "≠", ("Digital",), "format is not Digital", id="format is not Digital"),
        pytest.param("title", "contains", ("war",), "title contains war", id="title contains war"),
        pytest.param("volume", "empty", (), "volume is empty", id="volume is empty"),
        pytest.param("volume", "not empty", (), "volume is not empty", id="volume is not empty"),
        pytest.param(
            "cost", "<", (Decimal("12.50"),), "cost is less than 12.50", id="cost is less than 12.50"
        ),
        pytest.param("cost", ">", (20,), "cost is more than 20", id="cost is more than 20"),
        pytest.param(
            "needed_by", "<", (MARCH,), "needed by is before 2025-03-01", id="needed by is before 2025-03-01"
        ),
        pytest.param(
            "needed_by", ">", (MARCH,), "needed by is after 2025-03-01", id="needed by is after 2025-03-01"
        ),
        pytest.param(
            "library_use_only", "=", (True,), "library use only is yes", id="library use only is yes"
        ),
    ],
)
def test_a_condition_says_itself(fact: str, operator: str, values: tuple[object, ...], text: str) -> None:
    assert Condition(fact, Operator(operator), values).text() == text


def test_a_condition_calls_its_fact_what_the_reader_calls_it() -> None:
    condition = Condition("user_group", Operator.IS, (FACULTY,))
    assert condition.text({"user_group": "Benutzergruppe"}) == "Benutzergruppe is Faculty"


def test_a_condition_can_be_made_from_a_sign_and_a_list_and_is_the_same() -> None:
    loose = Condition("format", "in list", ["Book", "Map"])  # type: ignore[arg-type]
    assert loose == Condition("format", Operator.IN_LIST, ("Book", "Map"))


def test_yes_and_the_number_one_make_different_conditions() -> None:
    assert Condition("fact", Operator.IS, (True,)) != Condition("fact", Operator.IS, (1,))
