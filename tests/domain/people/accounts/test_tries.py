"""A secret may be tried so often, and then not until a time has passed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from interlend.domain.agencies.callers import caller_of
from interlend.domain.people import tries
from interlend.domain.people.models import TriesInVain
from interlend.domain.people.tries import Limit

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
THREE = Limit("test", 3, timedelta(minutes=15))


def taken(count: int, whom: str = "ana", now: datetime = NOW) -> list[bool]:
    return [tries.take(THREE, whom, now=now) for _ in range(count)]


def test_the_try_after_the_last_is_one_too_many(db: None) -> None:
    assert taken(5) == [True, True, True, False, False]


def test_each_is_counted_apart(db: None) -> None:
    taken(4)
    assert taken(1, "ben") == [True]
    assert tries.take(Limit("another kind", 3, timedelta(minutes=15)), "ana", now=NOW)


def test_the_wait_ends_by_itself_however_often_it_was_tried_in_between(db: None) -> None:
    taken(20)
    later = [NOW + timedelta(minutes=minutes) for minutes in (14, 15)]
    assert [tries.take(THREE, "ana", now=moment) for moment in later] == [False, True]


def test_a_right_try_forgets_the_wrong_ones(db: None) -> None:
    taken(3)
    tries.forgive(THREE, "ana")
    assert taken(4) == [True, True, True, False]


def test_many_at_once_get_no_more_than_one_after_another(committed_db: dict[str, str]) -> None:
    def one(_number: int) -> bool:
        try:
            return tries.take(THREE, "ana", now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(40))) == 3


def test_a_row_does_not_say_whose_tries_it_counts(db: None) -> None:
    taken(1, "ana@howard.example")
    (row,) = TriesInVain.objects.all()
    assert len(bytes(row.digest)) == 32
    assert b"ana" not in bytes(row.digest)


def test_old_rows_go_when_new_ones_come(db: None) -> None:
    taken(1, "ana")
    taken(1, "ben", NOW + timedelta(hours=25))
    assert TriesInVain.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_an_address_is_counted_by_what_one_caller_has(address: str, counted: str) -> None:
    assert tries.network_of(caller_of({"REMOTE_ADDR": address})) == counted
