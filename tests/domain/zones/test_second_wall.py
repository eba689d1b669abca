"""The second wall alone: raw SQL, as the role that serves, in the scope of Howard; no manager in between."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import Error, connection, transaction

from interlend.domain.people.models import Patron
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone

from .conftest import make_patron


@pytest.fixture
def in_howard(howard: Zone, ours: Patron, theirs: Patron) -> Iterator[None]:
    with scope.entered(howard.pk):
        yield


def run(sql: str, *values: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def test_the_tests_run_as_a_role_that_the_policies_bind(db: None) -> None:
    [(name, owns, above)] = run(
        "SELECT current_user, (SELECT count(*) FROM pg_tables WHERE tableowner = current_user), "
        "(SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user)"
    )
    assert (name, owns, above) == ("interlend_test_app", 0, False)


@pytest.mark.usefixtures("in_howard")
@pytest.mark.parametrize(
    ("sql", "answer"),
    [
        pytest.param("SELECT barcode FROM people_patron", [("H1",)], id="select"),
        pytest.param("SELECT count(*) FROM people_patron WHERE barcode = 'S1'", [(0,)], id="by value"),
        pytest.param("SELECT max(name) FROM people_patron", [("Reader H1",)], id="aggregate"),
        pytest.param(
            "SELECT count(*) FROM people_patron p JOIN people_usergroup g ON g.id = p.user_group_id",
            [(1,)],
            id="join",
        ),
        pytest.param("UPDATE people_patron SET name = 'Seen' WHERE barcode = 'S1'", [(0,)], id="update"),
        pytest.param("DELETE FROM people_patron WHERE barcode = 'S1'", [(0,)], id="delete"),
    ],
)
def test_raw_sql_sees_and_changes_howards_rows_only(sql: str, answer: list[tuple[object, ...]]) -> None:
    assert run("SELECT current_user") == [("interlend_test_app",)]
    assert run(sql) == answer


@pytest.mark.usefixtures("in_howard")
@pytest.mark.parametrize(
    ("sql", "refusal"),
    [
        pytest.param(
            "INSERT INTO people_usergroup (zone_id, code, name) VALUES ({stranger}, 'x', 'X')",
            "row-level security",
            id="a row for the other zone",
        ),
        pytest.param(
            "UPDATE people_usergroup SET zone_id = {stranger}", "row-level security", id="a row moved there"
        ),
        pytest.param(
            "INSERT INTO people_patron (zone_id, barcode, name, email, user_group_id, is_blocked, "
            "block_reason, pin) VALUES ({howard}, 'X', 'X', '', {their_group}, false, '', '')",
            "same_zone",
            id="a row that points into the other zone",
        ),
        pytest.param(
            "UPDATE people_patron SET user_group_id = {their_group}",
            "same_zone",
            id="a row turned to point into the other zone",
        ),
        pytest.param("TRUNCATE people_patron", "permission denied", id="truncate, which ignores policies"),
        pytest.param(
            "ALTER TABLE people_patron DISABLE ROW LEVEL SECURITY", "owner", id="the wall taken down"
        ),
        pytest.param(
            "SET row_security = off; SELECT 1 FROM people_patron", "row-level", id="the wall ignored"
        ),
    ],
)
def test_raw_sql_cannot_write_or_point_into_the_other_zone(
    howard: Zone, theirs: Patron, sql: str, refusal: str
) -> None:
    places = {"howard": howard.pk, "stranger": theirs.zone_id, "their_group": theirs.user_group_id}
    with pytest.raises(Error, match=refusal), transaction.atomic():
        run(sql.format(**places))
        run("SET CONSTRAINTS ALL IMMEDIATE")


def test_without_a_scope_a_query_is_an_error_and_not_an_empty_page(committed_db: dict[str, str]) -> None:
    howard = Zone.objects.create(code="howard", name="Howard")
    with pytest.raises(Error, match=r"app\.zone"):
        run("SELECT * FROM people_patron")
    make_patron(howard, "H1")
    with pytest.raises(Error, match="invalid input syntax"):
        run("SELECT * FROM people_patron")


def test_a_scope_ends_with_its_transaction_for_the_database_too(committed_db: dict[str, str]) -> None:
    howard = Zone.objects.create(code="howard", name="Howard")
    with scope.entered(howard.pk):
        assert run("SELECT current_setting('app.zone')") == [(str(howard.pk),)]
    assert run("SELECT current_setting('app.zone', true)") == [("",)]
