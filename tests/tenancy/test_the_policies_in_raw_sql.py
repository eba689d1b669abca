"""Every confidential table in raw SQL, as the plain role in the Stranger's zone; no manager in between.

The tables are read from the database's own catalog.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import Error, connection, transaction

from interlend.domain.zones import scope
from tests.tenancy.conftest import BOTH, Cast

PUBLISHED = {"catalog_record", "catalog_holding", "catalog_item"}
PLAIN_ROLE = "interlend_test_app"

pytestmark = pytest.mark.parametrize("cast", [BOTH], indirect=True)


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


@pytest.fixture
def tables(cast: Cast) -> list[str]:
    """All tables whose rows must have a zone, but for the published ones."""
    found = ask(
        "SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'zone_id'"
        " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND attnotnull"
        " AND relname NOT IN ('people_apikey') ORDER BY relname"
    )
    return [name for (name,) in found if name not in PUBLISHED]


@pytest.fixture
def as_the_stranger(cast: Cast) -> Iterator[None]:
    with scope.entered(cast.stranger.zone.pk):
        assert ask("SELECT current_user, session_user") == [(PLAIN_ROLE, PLAIN_ROLE)]
        yield
        transaction.set_rollback(True)


def test_every_table_has_rows_of_all_four(cast: Cast, tables: list[str]) -> None:
    """The proof that there is something to hide."""
    assert len(tables) > 35
    for house in (cast.stranger, *cast.others):
        with scope.entered(house.zone.pk):
            counts = {table: ask(f"SELECT count(*) FROM {table}")[0][0] for table in tables}
        assert [table for table, count in counts.items() if count == 0] == []


@pytest.mark.usefixtures("as_the_stranger")
def test_the_stranger_reads_its_own_rows_only(cast: Cast, tables: list[str]) -> None:
    seen = {table: {zone for (zone,) in ask(f"SELECT DISTINCT zone_id FROM {table}")} for table in tables}
    assert seen == {table: {cast.stranger.zone.pk} for table in tables}


@pytest.mark.usefixtures("as_the_stranger")
def test_not_even_a_count_or_a_text_of_others_comes_through(cast: Cast, tables: list[str]) -> None:
    for table in tables:
        for house in cast.others:
            likeness = f"%{house.mark}%"
            assert ask(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", likeness) == [(0,)]


@pytest.mark.usefixtures("as_the_stranger")
def test_the_stranger_changes_and_deletes_nothing_of_others(cast: Cast, tables: list[str]) -> None:
    for table in tables:
        for verb in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with transaction.atomic():
                assert ask(f"{verb} WHERE zone_id <> %s", cast.stranger.zone.pk) == [(0,)]


@pytest.mark.usefixtures("as_the_stranger")
def test_the_stranger_gives_no_row_to_another_zone(cast: Cast, tables: list[str]) -> None:
    for table in tables:
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            ask(f"UPDATE {table} SET zone_id = %s", cast.howard.zone.pk)


def test_outside_a_scope_every_table_is_an_error_and_no_empty_page(cast: Cast, tables: list[str]) -> None:
    for table in tables:
        with pytest.raises(Error, match=r"app\.zone|invalid input syntax"):
            ask(f"SELECT 1 FROM {table} LIMIT 1")


@pytest.mark.usefixtures("as_the_stranger")
@pytest.mark.parametrize(
    ("sql", "refusal"),
    [
        ("SET ROLE interlend_test_owner", "permission denied"),
        ("SET SESSION AUTHORIZATION interlend_test_owner", "permission denied"),
        ("SET row_security = off; SELECT * FROM people_patron", "row-level security"),
        ("ALTER TABLE people_patron DISABLE ROW LEVEL SECURITY", "owner"),
        ("ALTER TABLE people_patron NO FORCE ROW LEVEL SECURITY", "owner"),
        ("DROP POLICY own_zone ON people_patron", "owner"),
        ("CREATE POLICY mine ON people_patron USING (true)", "owner"),
        ("TRUNCATE people_patron", "permission denied"),
        ("COPY people_patron TO STDOUT", None),
        ("CREATE TABLE mine (id int)", "permission denied"),
        ("CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'", "permission denied"),
        ("CREATE VIEW mine AS SELECT * FROM people_patron", "permission denied"),
        ("ALTER ROLE CURRENT_USER BYPASSRLS", "permission denied|must be superuser"),
        ("COPY people_patron FROM PROGRAM 'true'", "permission denied|row-level security|superuser"),
    ],
    ids=lambda value: value.split("people")[0].strip()[:40] if value else "",
)
def test_the_plain_role_takes_no_wall_down(cast: Cast, sql: str, refusal: str | None) -> None:
    if refusal is None:
        assert _copied_out(sql).count(b"\n") == 1
        return
    with pytest.raises(Error, match=refusal), transaction.atomic():
        ask(sql)


def _copied_out(sql: str) -> bytes:
    """COPY TO obeys the policies: what comes out is our own row."""
    with connection.cursor() as cursor, cursor.copy(sql) as copied:
        return b"".join(bytes(block) for block in copied)


def test_a_plain_error_of_the_database_does_not_tell_of_others_rows(cast: Cast) -> None:
    """A unique key that spans zones would betray by its refusal what another zone has."""
    crossing = ask(
        """
        SELECT index.indexrelid::regclass::text FROM pg_index index
        JOIN pg_class owner ON owner.oid = index.indrelid JOIN pg_policy ON polrelid = owner.oid
        WHERE index.indisunique AND NOT index.indisprimary AND NOT EXISTS (
            SELECT 1 FROM unnest(index.indkey::int2[]) AS part
            JOIN pg_attribute field ON field.attrelid = owner.oid AND field.attnum = part
            WHERE field.attname = 'zone_id' OR field.attname LIKE '%%\\_id' AND field.attname <> 'public_id')
        """
    )
    assert {name for (name,) in crossing} == {"agencies_credential_public_id_key"}
