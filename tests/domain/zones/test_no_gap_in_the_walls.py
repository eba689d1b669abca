"""No gap in the walls: read from the database's own catalog, so that a new table cannot be forgotten."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from interlend.domain.zones.scoped import ScopedManager, TenantRow

PUBLISHED = {"catalog_record", "catalog_holding", "catalog_item"}


def ask(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def tenant_tables() -> set[str]:
    return {model._meta.db_table for model in apps.get_models() if issubclass(model, TenantRow)}


pytestmark = pytest.mark.django_db


def test_every_tenants_table_has_a_policy_except_the_published_catalog() -> None:
    behind_a_wall = ask(
        "SELECT DISTINCT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid WHERE relrowsecurity"
    )
    assert {name for (name,) in behind_a_wall} == tenant_tables() - PUBLISHED


def test_every_policy_lets_a_zone_write_its_own_rows_only() -> None:
    own = "(zone_id = (current_setting('app.zone'::text))::bigint)"
    writing = ask("SELECT DISTINCT qual, with_check FROM pg_policies WHERE cmd <> 'SELECT'")
    assert writing == [(own, own)]


def test_only_configuration_that_a_network_distributes_is_read_by_its_members() -> None:
    read_by_members = ask("SELECT tablename FROM pg_policies WHERE cmd = 'SELECT'")
    rooms = {name.split("_")[0] for (name,) in read_by_members}
    assert rooms == {"partners", "rota", "fulfillment"}


def test_every_key_from_a_tenants_table_to_another_one_compares_the_zones() -> None:
    """Each plain key (column → id) has a twin (zone, column) → (zone, id) with the same two tables."""
    tables = ", ".join(f"'{table}'" for table in sorted(tenant_tables()))
    keys = ask(
        f"""
        SELECT source.relname, target.relname, array_agg(field.attname::text ORDER BY place)
        FROM pg_constraint key
        JOIN pg_class source ON source.oid = key.conrelid
        JOIN pg_class target ON target.oid = key.confrelid
        CROSS JOIN unnest(key.conkey) WITH ORDINALITY AS part (number, place)
        JOIN pg_attribute field ON field.attrelid = key.conrelid AND field.attnum = part.number
        WHERE key.contype = 'f' AND target.relname IN ({tables}) GROUP BY key.oid, 1, 2
        """
    )
    plain = {(source, target, *columns) for source, target, columns in keys if len(columns) == 1}
    twins = {(source, target, columns[1]) for source, target, columns in keys if columns[0] == "zone_id"}
    assert plain - twins == set()
    assert len(plain) > 50


def test_the_role_that_serves_may_not_truncate_any_table() -> None:
    assert ask(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND has_table_privilege(oid, 'TRUNCATE')"
    ) == []  # fmt: skip


def test_every_manager_of_a_tenants_model_keeps_to_the_scope() -> None:
    loose = {
        f"{model.__name__}.{manager.name}"
        for model in apps.get_models()
        if issubclass(model, TenantRow)
        for manager in (*model._meta.managers, model._base_manager, model._default_manager)
        if not isinstance(manager, ScopedManager)
    }
    assert loose == set()
