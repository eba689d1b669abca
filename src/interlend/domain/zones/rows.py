"""Write one row of a tenant, with what PostgreSQL can do in the same statement and the ORM does not say.

On the paths where messages come in, a row that is there already, and what else a statement should answer,
must not cost a statement each; nor should saying the same statement again cost more than carrying it out.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models


def insert(
    row: models.Model,
    *,
    unless_there: bool = False,
    answering: Sequence[str] = (),
    parameters: Mapping[str, Any] | None = None,
) -> tuple[Any, ...] | None:
    """Insert a new row, give it its id, and return what the `answering` SQL expressions gave.

    None where `unless_there` and the row breaks a unique constraint: it is there already. `parameters` are
    the named values of the expressions. The zone is the caller's to set, and the database's to check.
    """
    statement = _insertion(type(row), unless_there=unless_there, answers=", ".join(["id", *answering]))
    values = {f"column_{place}": _value(row, field, add=True) for place, field in _columns(type(row))}
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, **(parameters or {})})
        answer = cursor.fetchone()
    if answer is None:
        return None
    row.pk = answer[0]
    row._state.adding = False
    row._state.db = connection.alias
    return tuple(answer[1:])


def update(row: models.Model, *names: str) -> None:
    """Write these fields of a row that is there. Raises DoesNotExist where the open zone has no such row."""
    fields = [row._meta.get_field(name) for name in names]
    values = [_value(row, field, add=False) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_change(type(row), names), [*values, row.pk, row.zone_id])  # type: ignore[attr-defined]
        if not cursor.rowcount:
            raise type(row).DoesNotExist(f"{row._meta.label} {row.pk} is not in the open zone.")  # type: ignore[attr-defined]


def _value(row: models.Model, field: Any, *, add: bool) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add), connection)


@functools.cache
def _columns(model: type[models.Model]) -> list[tuple[int, Any]]:
    return list(enumerate(field for field in model._meta.concrete_fields if not field.primary_key))


@functools.cache
def _insertion(model: type[models.Model], *, unless_there: bool, answers: str) -> str:
    columns = ", ".join(_quoted(field.column) for _, field in _columns(model))
    places = ", ".join(f"%(column_{place})s" for place, _ in _columns(model))
    conflict = "ON CONFLICT DO NOTHING" if unless_there else ""
    table = _quoted(model._meta.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES ({places}) {conflict} RETURNING {answers}"  # noqa: S608


@functools.cache
def _change(model: type[models.Model], names: tuple[str, ...]) -> str:
    fields = (model._meta.get_field(name) for name in names)
    columns = ", ".join(f"{_quoted(str(field.column))} = %s" for field in fields)  # type: ignore[union-attr]
    return f"UPDATE {_quoted(model._meta.db_table)} SET {columns} WHERE id = %s AND zone_id = %s"  # noqa: S608


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(str(name))
