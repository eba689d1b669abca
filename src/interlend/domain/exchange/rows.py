"""Insert one row with what PostgreSQL can do in the same statement and the ORM does not say.

Hot paths write one message a call; a row that is there already, and what else the statement should answer,
must not cost a statement each.
"""

from __future__ import annotations

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
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    table = connection.ops.quote_name(row._meta.db_table)
    values = {
        f"column_{place}": field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for place, field in enumerate(fields)
    }
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    places = ", ".join(f"%({name})s" for name in values)
    conflict = "ON CONFLICT DO NOTHING" if unless_there else ""
    answers = ", ".join(["id", *answering])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({places}) {conflict} RETURNING {answers}",  # noqa: S608
            {**values, **(parameters or {})},
        )
        answer = cursor.fetchone()
    if answer is None:
        return None
    row.pk = answer[0]
    row._state.adding = False
    row._state.db = connection.alias
    return tuple(answer[1:])
