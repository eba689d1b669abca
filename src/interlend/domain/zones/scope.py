"""Whose data is this? Every query on a tenant's table runs inside a scope: one zone, one transaction.

The scope is told to PostgreSQL (`app.zone`, for this transaction only), so that the row-level policies
and the scoped managers always speak of the same zone. Outside a scope both refuse.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import structlog
from django.db import connection, transaction

log = structlog.get_logger(__name__)


class OutsideScope(RuntimeError):
    """A tenant's table was asked for outside any scope."""


class CalledInScope(RuntimeError):
    """Somebody outside was to be called while a transaction was open."""


class WrongZone(RuntimeError):
    """A row of one zone was written, or another scope opened, inside the scope of another zone."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The zone that the current work belongs to."""

    zone_id: int


_current: ContextVar[Scope | None] = ContextVar("interlend_scope", default=None)


def current_zone_id() -> int:
    """The id of the zone whose scope is open. Raises OutsideScope where none is."""
    scope = _current.get()
    if scope is None:
        raise OutsideScope("No zone is in scope: open one with scope.entered(zone_id) first.")
    return scope.zone_id


def is_open() -> bool:
    """Whether a scope is open."""
    return _current.get() is not None


@contextmanager
def entered(zone_id: int) -> Iterator[None]:
    """Open the scope of a zone, and a transaction with it; commits at the end, rolls back on an error.

    Inside the same zone it may be nested (a savepoint). Raises WrongZone inside another zone's scope.
    """
    current = _current.get()
    if current is not None and current.zone_id != zone_id:
        raise WrongZone(
            f"The scope of zone {current.zone_id} is open; zone {zone_id} cannot be entered in it."
        )
    with transaction.atomic():
        if current is not None:
            yield
            return
        token = _current.set(Scope(zone_id))
        try:
            _tell_database(zone_id)
            yield
        finally:
            _current.reset(token)
    if connection.in_atomic_block:  # the setting would last as long as the transaction around us
        _tell_database("")


@contextmanager
def acting_for(member_id: int, *, reason: str) -> Iterator[None]:
    """Let a network's work write into one of its members; leaves a line in the log, then returns.

    Raises WrongZone where the open scope is not a network that the zone is a member of.
    """
    network_id = current_zone_id()
    if not _is_member(member_id, of=network_id):
        raise WrongZone(f"Zone {member_id} is not a member of zone {network_id}.")
    log.info("acting for a member", network=network_id, member=member_id, reason=reason)
    token = _current.set(Scope(member_id))
    try:
        with transaction.atomic():
            _tell_database(member_id)
            yield
    finally:
        _current.reset(token)
        _tell_database(network_id)


def _is_member(zone_id: int, *, of: int) -> bool:
    """In SQL, since the models stand on this module."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM zones_membership WHERE network_id = %s AND member_id = %s", [of, zone_id]
        )
        return cursor.fetchone() is not None


def refuse_call_outside() -> None:
    """Nobody may be called over the network while a transaction is open: it may last as long as the peer
    likes. Raises CalledInScope where a scope is open.
    """
    if is_open():
        raise CalledInScope("A call over the network inside a scope, and so inside a transaction.")


def _tell_database(zone_id: int | str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.zone', %s, true)", [str(zone_id)])
