"""From where somebody calls: what our own proxy added last counts, never what the caller wrote before it."""

from __future__ import annotations

import pytest

from interlend.domain.agencies.callers import caller_of


@pytest.mark.parametrize(
    ("forwarded", "connection", "caller"),
    [
        ("", "192.0.2.7", "192.0.2.7"),
        ("198.51.100.1", "127.0.0.1", "198.51.100.1"),
        ("203.0.113.9, 198.51.100.1", "127.0.0.1", "198.51.100.1"),
        ("nonsense", "192.0.2.7", "192.0.2.7"),
        ("", "", "None"),
    ],
)
def test_the_address_of_a_caller(forwarded: str, connection: str, caller: str) -> None:
    assert str(caller_of({"HTTP_X_FORWARDED_FOR": forwarded, "REMOTE_ADDR": connection})) == caller
