"""An installation in the test cluster: which of its roles may do what."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tools.installations import create_installation, databases_like, drop_databases
from tools.localpg import Cluster

NAME = "interlend_tryout"


@pytest.fixture(scope="module")
def installation(cluster: Cluster) -> Iterator[dict[str, str]]:
    addresses = create_installation(cluster, NAME)
    with psycopg.connect(addresses["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("CREATE TABLE loan (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text)")
        owner.execute("CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2'")
        owner.execute("CREATE SEQUENCE slip")
    yield addresses
    drop_databases(cluster, NAME)
    with psycopg.connect(cluster.admin_url(), autocommit=True) as admin:
        admin.execute(f"DROP ROLE {NAME}_owner, {NAME}_app".encode())


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO loan (title) VALUES ('Emma')",
        "SELECT title FROM loan",
        "UPDATE loan SET title = 'Persuasion'",
        "DELETE FROM loan",
        "SELECT nextval('slip')",
        "SELECT twice(2)",
        "CREATE TEMPORARY TABLE staged (title text)",
        "SELECT 'Ivanhoe' % 'Ivanho'",
        "SELECT unaccent('Brontë')",
    ],
)
def test_the_plain_role_may(installation: dict[str, str], statement: str) -> None:
    with psycopg.connect(installation["DATABASE_URL"]) as plain:
        plain.execute(statement.encode())


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE loan",
        "DROP TABLE loan",
        "ALTER TABLE loan DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE mine (title text)",
        "CREATE EXTENSION hstore",
        f"SET ROLE {NAME}_owner",
        "CREATE ROLE more",
    ],
)
def test_the_plain_role_may_not(installation: dict[str, str], statement: str) -> None:
    with (
        psycopg.connect(installation["DATABASE_URL"]) as plain,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        plain.execute(statement.encode())


@pytest.mark.parametrize(
    "statement", ["CREATE ROLE more", "CREATE DATABASE more", "SET ROLE postgres"], ids=str
)
def test_the_owner_may_not(installation: dict[str, str], statement: str) -> None:
    with (
        psycopg.connect(installation["DATABASE_OWNER_URL"], autocommit=True) as owner,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        owner.execute(statement.encode())


def test_one_installation_cannot_enter_the_database_of_another(
    cluster: Cluster, installation: dict[str, str]
) -> None:
    other = create_installation(cluster, f"{NAME}_2")
    try:
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(cluster.url(f"{NAME}_2_app", NAME))
        with psycopg.connect(other["DATABASE_URL"]):
            pass
    finally:
        drop_databases(cluster, f"{NAME}_2")
        with psycopg.connect(cluster.admin_url(), autocommit=True) as admin:
            admin.execute(f"DROP ROLE {NAME}_2_owner, {NAME}_2_app".encode())


def test_making_it_again_changes_nothing(cluster: Cluster, installation: dict[str, str]) -> None:
    assert create_installation(cluster, NAME) == installation
    assert databases_like(cluster, NAME) == [NAME]


@pytest.mark.parametrize("name", ["", "Two", "two words", 'quo"te', "x" * 57])
def test_a_name_that_is_no_plain_word_is_refused(cluster: Cluster, name: str) -> None:
    with pytest.raises(ValueError, match="lower-case letters"):
        create_installation(cluster, name)
