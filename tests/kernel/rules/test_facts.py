"""What a case can say about a fact, and what it cannot."""

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from interlend.kernel.rules.facts import UNKNOWN, Kind, Reference, UnreadableValue, comparable, read, read_all

NOON = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        pytest.param(True, Kind.YES_NO, "yes", id="yes"),
        pytest.param(False, Kind.YES_NO, "no", id="no is a value, not empty"),
        pytest.param(0, Kind.NUMBER, "0", id="zero is a value, not empty"),
        pytest.param(Decimal("12.50"), Kind.NUMBER, "12.50", id="money"),
        pytest.param(Decimal("1E+3"), Kind.NUMBER, "1000", id="money is never shown with an exponent"),
        pytest.param(0.1, Kind.NUMBER, "0.1", id="a ratio"),
        pytest.param("Book", Kind.TEXT, "Book", id="text"),
        pytest.param(date(2025, 3, 1), Kind.DATE, "2025-03-01", id="a date"),
        pytest.param(NOON, Kind.MOMENT, "2025-03-01 12:00+00:00", id="a moment"),
        pytest.param(Reference(7, "Albany"), Kind.REFERENCE, "Albany", id="a thing with its name"),
        pytest.param(Reference(7), Kind.REFERENCE, "#7", id="a thing without a name"),
        pytest.param(["Faculty", "Staff"], Kind.TEXT, "Faculty, Staff", id="several, in their order"),
        pytest.param({"Staff", "Faculty"}, Kind.TEXT, "Faculty, Staff", id="a set, by the alphabet"),
        pytest.param(["Faculty", None, ""], Kind.TEXT, "Faculty", id="several, with blanks among them"),
        pytest.param(["Faculty", 3], Kind.MIXED, "Faculty, 3", id="several of different kinds"),
        pytest.param(None, Kind.EMPTY, "empty", id="none"),
        pytest.param("  ", Kind.EMPTY, "empty", id="blank text"),
        pytest.param([], Kind.EMPTY, "empty", id="no members"),
        pytest.param([None, ""], Kind.EMPTY, "empty", id="members that are all blank"),
        pytest.param(UNKNOWN, Kind.UNKNOWN, "unknown", id="said to be unknown"),
        pytest.param(["Faculty", UNKNOWN], Kind.UNKNOWN, "unknown", id="partly unknown is unknown"),
    ],
)
def test_a_value_is_of_one_kind_and_can_be_read_aloud(value: object, kind: Kind, text: str) -> None:
    found = read(value)
    assert (found.kind, found.text) == (kind, text)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        pytest.param({"a": 1}, "A fact cannot be of the type dict.", id="a mapping"),
        pytest.param(object(), "A fact cannot be of the type object.", id="any object"),
        pytest.param([["a"]], "A fact cannot be of the type list.", id="a list of lists"),
        pytest.param(b"a", "A fact cannot be of the type bytes.", id="bytes"),
        pytest.param(float("nan"), "nan is not a number that can be compared.", id="not a number"),
        pytest.param(Decimal("sNaN"), "sNaN is not a number that can be compared.", id="signaling"),
        pytest.param(float("inf"), "inf is not a number that can be compared.", id="infinite"),
        pytest.param(datetime(2025, 3, 1), "2025-03-01T00:00:00 has no time zone.", id="naive"),  # noqa: DTZ001
    ],
)
def test_a_value_that_no_fact_can_have_is_refused(value: object, sentence: str) -> None:
    with pytest.raises(UnreadableValue) as refusal:
        read(value)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("BOOK ", "book", id="case and outer blanks"),
        pytest.param("Me\u0301xico", "M\u00e9xico", id="composed and decomposed accents"),
        pytest.param("Straße", "STRASSE", id="letters that fold to two"),
        pytest.param(0.1, Decimal("0.10"), id="a float and the decimal it is written as"),
        pytest.param(3, Decimal("3.0"), id="whole numbers"),
        pytest.param(Reference(7, "Albany"), Reference(7, "University at Albany"), id="a renamed thing"),
        pytest.param(NOON, NOON.astimezone(timezone(timedelta(hours=-5))), id="one moment in two time zones"),
    ],
)
def test_values_that_mean_the_same_compare_as_the_same(one: object, other: object) -> None:
    assert comparable(one) == comparable(other)


def test_a_fact_that_the_case_does_not_have_is_unknown_and_not_empty() -> None:
    found = read_all({"partner": None}, ("partner", "format"))
    assert {name: fact.kind for name, fact in found.items()} == {
        "partner": Kind.EMPTY,
        "format": Kind.UNKNOWN,
    }


def test_what_was_read_does_not_change_with_the_list_it_was_read_from() -> None:
    groups = ["Faculty"]
    found = read(groups)
    groups.append("Staff")
    assert found.text == "Faculty"


@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda r: pickle.loads(pickle.dumps(r))],  # noqa: S301
    ids=["copied", "copied deeply", "pickled"],
)
def test_a_reference_keeps_its_name_when_copied(
    again: Callable[[Reference], Reference],
) -> None:
    assert repr(again(Reference(7, "Albany"))) == "Reference(7, 'Albany')"
