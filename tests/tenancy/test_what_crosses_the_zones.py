"""The functions of the database that see all zones: which there are, what they give, and what they bear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import Error, connection, transaction

from interlend.domain.zones import scope
from tests.tenancy.conftest import BOTH, Cast
from tests.tenancy.filled import NOW

GIVEN = {
    "agencies_credential_of": {
        "id", "zone_id", "our_agency_id", "their_agency_id", "carrier", "digest",
        "our_symbols", "their_symbols",
    },
    "exchange_outbox": {"zone_id", "message_id", "conversation_id", "our_agency_id", "their_agency_id"},
    "exchange_unapplied": {"zone_id", "message_id"},
    "exchange_oldest_due": set(),
    "letters_outbox": {"zone_id", "letter_id"},
    "libraries_published": {
        "location_id", "zone_id", "library_code", "library_name", "location_code", "location_name",
    },
    "people_roles_of": {"zone_id", "role", "library_id", "desk_id"},
    "sharing_due": {"zone_id", "kind", "request_id"},
    "sharing_found": set(),
}  # fmt: skip
"""Each function, and all that it gives: ids, and names that members publish. One gives a single timestamp;
one gives ids of the open zone only; one gives the digest of a key to whoever names the key's public id,
since nobody's zone is known before."""

pytestmark = pytest.mark.parametrize("cast", [BOTH], indirect=True)


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def as_the_stranger(cast: Cast) -> Iterator[None]:
    with scope.entered(cast.stranger.zone.pk):
        yield
        transaction.set_rollback(True)


def test_these_functions_see_all_zones_and_no_others(cast: Cast) -> None:
    found = ask(
        "SELECT proname, coalesce(array(SELECT name FROM unnest(proargnames, proargmodes) AS a (name, mode)"
        " WHERE mode IN ('t', 'o', 'b')), '{}') FROM pg_proc WHERE prosecdef"
        " AND pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
    )
    assert {name: set(given) for name, given in found} == GIVEN


def test_each_is_pinned_to_its_schema_and_owned_by_who_never_serves(cast: Cast) -> None:
    found = ask(
        "SELECT DISTINCT proconfig, pg_get_userbyid(proowner), provolatile, proparallel <> 's',"
        " (SELECT lanname FROM pg_language WHERE oid = prolang) FROM pg_proc"
        " WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )
    assert found == [(["search_path=public, pg_temp"], "interlend_test_owner", "s", True, "sql")]


def test_nobody_who_serves_can_put_something_of_the_same_name_before_them(cast: Cast) -> None:
    assert ask("SELECT has_schema_privilege(current_user, 'public', 'CREATE')") == [(False,)]
    assert ask("SELECT has_database_privilege(current_user, current_database(), 'CREATE')") == [(False,)]


@pytest.mark.usefixtures("as_the_stranger")
def test_a_table_of_the_same_name_in_the_session_is_not_read_in_place_of_ours(cast: Cast) -> None:
    honest = ask("SELECT * FROM exchange_outbox(now(), 100)")
    ask("CREATE TEMPORARY TABLE exchange_message (LIKE public.exchange_message)")
    assert ask("SELECT count(*) FROM exchange_message") == [(0,)]
    assert ask("SELECT * FROM exchange_outbox(now(), 100)") == honest
    assert len(honest) == 4


HOSTILE = {
    "nothing": "SELECT * FROM agencies_credential_of(NULL)",
    "everything like it": "SELECT * FROM agencies_credential_of('%')",
    "a quote": "SELECT * FROM agencies_credential_of(''' OR true --')",
    "a second statement": "SELECT * FROM agencies_credential_of('x''; DELETE FROM people_patron; --')",
    "very long": "SELECT * FROM agencies_credential_of(repeat('x', 1000000))",
    "no locations": "SELECT * FROM libraries_published(NULL)",
    "an empty list": "SELECT * FROM libraries_published('{}')",
    "a list of nothing": "SELECT * FROM libraries_published('{NULL}')",
    "ids that are not there": "SELECT * FROM libraries_published('{-1,9223372036854775807}')",
    "before all time": "SELECT * FROM exchange_outbox('-infinity', 10)",
    "none at most": "SELECT * FROM exchange_outbox(now(), 0)",
    "no time": "SELECT * FROM sharing_due(NULL, 10)",
    "no letters at most": "SELECT * FROM letters_outbox('infinity', 0)",
}


@pytest.mark.usefixtures("as_the_stranger")
@pytest.mark.parametrize("sql", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_arguments_bring_nothing(cast: Cast, sql: str) -> None:
    assert ask(sql.replace("%", "%%")) == []


@pytest.mark.usefixtures("as_the_stranger")
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM exchange_outbox('infinity', -1)",
        "SELECT * FROM libraries_published('{1); DROP TABLE x; --}')",
        "SELECT * FROM exchange_outbox('tomorrow; SELECT 1', 1)",
    ],
    ids=["less than none", "no ids", "no time"],
)
def test_hostile_arguments_are_errors(cast: Cast, sql: str) -> None:
    with pytest.raises(Error), transaction.atomic():
        ask(sql)


@pytest.mark.usefixtures("as_the_stranger")
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM exchange_outbox('infinity', NULL)",
        "SELECT * FROM exchange_unapplied('infinity', NULL)",
        "SELECT * FROM letters_outbox('infinity', NULL)",
        "SELECT * FROM sharing_due('infinity', NULL)",
        "SELECT exchange_oldest_due()",
    ],
)
def test_whatever_is_asked_for_no_text_of_anybody_comes_out(cast: Cast, sql: str) -> None:
    texts = [value for row in ask(sql) for value in row if isinstance(value, str)]
    assert set(texts) <= {"borrowing", "lending"}


@pytest.mark.usefixtures("as_the_stranger")
def test_of_a_location_only_published_names_come_out(cast: Cast) -> None:
    location = cast.howard.row("libraries.location")
    library = cast.howard.row("libraries.library")
    assert ask("SELECT * FROM libraries_published(%s)", [location.pk]) == [
        (location.pk, cast.howard.zone.pk, library.code, library.name, location.code, location.external_name)
    ]


@pytest.mark.usefixtures("as_the_stranger")
def test_of_what_is_due_only_ids_come_out(cast: Cast) -> None:
    due = ask("SELECT zone_id, kind, request_id FROM sharing_due(%s, 100)", NOW)
    houses = (cast.stranger, *cast.others)
    kinds = ("borrowing", "lending")
    assert sorted(due) == sorted(
        (house.zone.pk, kind, house.row(f"sharing.{kind}request").pk) for house in houses for kind in kinds
    )
