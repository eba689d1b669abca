"""Every foreign key between tenants' tables, in raw SQL: a row of the Stranger that points at Howard's.

Foreign-key checks see through policies, so it is the twin key (zone, id) that must refuse. All unique keys
and checks are dropped beforehand, in this database alone, so that nothing else can be what refuses.
"""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from interlend.domain.zones import scope
from interlend.domain.zones.scoped import TenantRow
from tests.tenancy.conftest import BOTH, Cast
from tests.tenancy.filled import keys_between_tenants

KEYS = keys_between_tenants()
HOUSE_ORDER = (
    "zones", "agencies", "libraries", "people", "jobs", "rulebook", "partners", "fulfillment", "catalog",
    "circulation", "rota", "exchange", "letters", "sharing", "analytics", "network", "setup",
)  # fmt: skip


@pytest.fixture(scope="module")
def without_other_constraints(cast: Cast) -> Cast:
    with psycopg.connect(cast.admin_url) as admin:
        for statement, *_ in admin.execute(_DROP).fetchall():
            admin.execute(statement.encode())
    connection.close()
    return cast


_DROP = """
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
FROM pg_constraint unique_key WHERE contype IN ('u', 'c') AND connamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_constraint other WHERE other.conindid = unique_key.conindid
                    AND other.contype = 'f')
UNION ALL
SELECT format('DROP INDEX %s', indexrelid::regclass) FROM pg_index
JOIN pg_class ON pg_class.oid = indrelid AND relnamespace = 'public'::regnamespace
WHERE indisunique AND NOT indisprimary
    AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
"""


def test_there_are_such_keys() -> None:
    assert len(KEYS) > 50


@pytest.mark.parametrize("cast", [BOTH], indirect=True)
@pytest.mark.parametrize("verb", ["insert", "update"])
@pytest.mark.parametrize(
    ("model", "key"), KEYS, ids=[f"{model._meta.label_lower}.{key.name}" for model, key in KEYS]
)
def test_a_row_that_points_into_another_zone_is_refused(
    without_other_constraints: Cast, model: type[TenantRow], key: models.ForeignKey[Any, Any], verb: str
) -> None:
    cast = without_other_constraints
    ours, theirs = cast.stranger.rows[model], cast.howard.rows[key.related_model]
    table = model._meta.db_table
    if verb == "update":
        sql = f"UPDATE {table} SET {key.column} = %s WHERE id = %s"
    else:
        copied = [
            column.column
            for column in model._meta.concrete_fields
            if not column.primary_key and not column.generated and column is not key
        ]
        names = ", ".join(f'"{name}"' for name in copied)
        sql = f"INSERT INTO {table} ({key.column}, {names}) SELECT %s, {names} FROM {table} WHERE id = %s"
    with scope.entered(cast.stranger.zone.pk), connection.cursor() as cursor:
        with transaction.atomic():  # the proof that it is the zone that is refused
            cursor.execute(
                sql, [getattr(ours, key.attname) or cast.stranger.rows[key.related_model].pk, ours.pk]
            )
            assert cursor.rowcount == 1
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
        with pytest.raises(IntegrityError, match="same_zone_"), transaction.atomic():
            cursor.execute(sql, [theirs.pk, ours.pk])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_foreign_keys_follow_the_order_of_the_house() -> None:
    """An app may point at those above it in the list, never at one below: a linter sees only strings."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("interlend.domain.")]
    assert {model._meta.app_label for model in ours} <= set(HOUSE_ORDER)
    wrong = {
        f"{model._meta.label}.{relation.name} → {relation.related_model._meta.label}"
        for model in ours
        for relation in model._meta.get_fields()
        if relation.is_relation and not relation.auto_created and relation.related_model in ours
        if HOUSE_ORDER.index(relation.related_model._meta.app_label)
        > HOUSE_ORDER.index(model._meta.app_label)
    }
    assert wrong == set()
