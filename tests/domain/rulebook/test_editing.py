"""Writing rules: what makes no sense is refused before anything is stored."""

from typing import Any

import pytest

from interlend.domain.libraries.models import FulfillmentUnit, Library, Location
from interlend.domain.partners.models import Partner
from interlend.domain.people.models import UserGroup
from interlend.domain.rota.models import SendingRule
from interlend.domain.rulebook.editing import add_rule, move_rule
from interlend.domain.rulebook.loading import load, load_each
from interlend.domain.rulebook.tables import named
from interlend.kernel.rules.conditions import InvalidCondition
from interlend.kernel.rules.first_match import InvalidTable

SENDING, TEMPORARY_ITEM = named("sending"), named("temporary_item")


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        pytest.param(("weather", "=", "rain"), "The table sending has no fact “weather”.", id="unknown fact"),
        pytest.param(("format", "~", "book"), "There is no operator “~”.", id="unknown operator"),
        pytest.param(("format", "in list"), "“in list” needs at least one value.", id="no value"),
        pytest.param(("format", "=", " "), "A value cannot be blank", id="blank value"),
        pytest.param(("format", "empty", "book"), "“empty” takes no value.", id="one value too many"),
        pytest.param(("format", "=", 3), "“format” is compared with text.", id="a number for a text"),
        pytest.param(("format", "<", "book"), "“<” compares numbers and dates only.", id="text in order"),
        pytest.param(("partner", "=", "ALB"), "“partner” is compared with a partner.", id="a code"),
        pytest.param(("partner", "contains", "ALB"), "“partner” is compared with a partner.", id="a part"),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused(asked: tuple[Any, ...], problem: str) -> None:
    with pytest.raises(InvalidCondition, match=f"^{problem}"):
        add_rule(SENDING, "Senseless", asked, sends_automatically=True)
    assert not SendingRule.objects.exists()


def test_a_thing_of_another_kind_is_refused(faculty: UserGroup) -> None:
    with pytest.raises(InvalidCondition, match="“partner” is compared with a partner"):
        add_rule(SENDING, "Senseless", ("partner", "=", faculty), sends_automatically=True)


def test_a_default_rule_has_no_conditions(albany: Partner) -> None:
    with pytest.raises(InvalidTable):
        add_rule(SENDING, "Otherwise", ("partner", "=", albany), is_default=True, sends_automatically=True)


def test_a_table_has_one_default_rule() -> None:
    add_rule(SENDING, "Otherwise", is_default=True, sends_automatically=True)
    with pytest.raises(InvalidTable):
        add_rule(SENDING, "Or else", is_default=True, sends_automatically=True)


def test_a_fact_can_be_asked_to_be_empty() -> None:
    add_rule(SENDING, "No format", ("format", "empty"), sends_automatically=True)
    assert [load(SENDING).decide({"format": given}).rule is None for given in ("", "book")] == [False, True]


@pytest.mark.parametrize(
    ("place", "order"),
    [
        pytest.param(1, "CABD", id="to the top"),
        pytest.param(0, "CABD", id="above the top"),
        pytest.param(2, "ACBD", id="up by one"),
        pytest.param(3, "ABCD", id="where it is"),
        pytest.param(4, "ABDC", id="to the bottom"),
        pytest.param(9, "ABDC", id="beyond the end"),
    ],
)
def test_a_rule_is_moved_to_a_place(place: int, order: str) -> None:
    rules = {name: add_rule(SENDING, name, sends_automatically=True) for name in "ABCD"}
    move_rule(SENDING, rules["C"], place)
    assert "".join(SendingRule.objects.order_by("position").values_list("name", flat=True)) == order


def test_the_tables_of_two_libraries_are_apart() -> None:
    main, law = (Library.objects.create(code=code, name=code) for code in ("main", "law"))
    unit = FulfillmentUnit.objects.create(code="rs", name="Resource sharing")
    shelf = Location.objects.create(library=main, code="borrow", name="BORROWING", fulfillment_unit=unit)
    add_rule(TEMPORARY_ITEM, "Main", library=main, location=shelf)
    add_rule(TEMPORARY_ITEM, "Law", library=law)
    assert str(load(TEMPORARY_ITEM, library_id=law.pk).decide({}).rule) == "Law"
    tables = load_each(TEMPORARY_ITEM)
    winners = {key: str(table.decide({}).rule) for key, table in tables.items()}
    assert winners == {(main.pk,): "Main", (law.pk,): "Law"}
    assert tables[0,].decide({}).rule is None


def test_one_table_of_several_cannot_be_loaded_without_saying_which() -> None:
    with pytest.raises(TypeError, match="Which temporary_item table"):
        load(TEMPORARY_ITEM)
