"""The rules tables of an installation: each registered by the room that owns it."""

import pytest

from interlend.domain.rulebook.tables import AlreadyRegistered, Definition, named, register, registered


def test_every_rules_table_of_the_house_is_known_by_its_name() -> None:
    assert [table.name for table in registered()] == [
        "fulfillment_unit",
        "rota_assignment",
        "sending",
        "temporary_item",
    ]


@pytest.mark.parametrize("table", registered(), ids=lambda table: table.name)
def test_each_column_that_can_name_a_thing_belongs_to_a_fact(table: Definition) -> None:
    keys = {field.name for field in table.thing._meta.concrete_fields if field.is_relation}
    assert set(table.columns) == keys - {"zone", "condition"}


@pytest.mark.parametrize("table", registered(), ids=lambda table: table.name)
def test_each_thing_is_shown_by_a_field_that_it_has(table: Definition) -> None:
    for column, shown_by in table.columns.items():
        thing = table.thing._meta.get_field(column).related_model
        assert thing._meta.get_field(shown_by).name == shown_by


def test_two_tables_cannot_bear_the_same_name() -> None:
    with pytest.raises(AlreadyRegistered):
        register(named("sending"))
