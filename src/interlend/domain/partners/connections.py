"""How delivery to an agency stands as a whole: paused by staff, waiting after failures, or well.

A dead peer waits as a whole, so that it is tried now and then and slows nobody else.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from interlend.domain.partners.models import PeerConnection
from interlend.domain.zones import rows

OUTBOX_CHANNEL: Final = "interlend_outbox"
"""The channel on which the deliverer is told that there may be something to send."""

FAILURES_BORNE: Final = 3
"""So many failures in a row, and the whole peer waits."""
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=1)


def pause(*, our_agency_id: int, their_agency_id: int, by: str) -> PeerConnection:
    """Send nothing to this agency until somebody resumes; messages queue up. `by` is who wants it so."""
    return _write(our_agency_id, their_agency_id, is_paused=True, paused_by=by)


def resume(*, our_agency_id: int, their_agency_id: int) -> PeerConnection:
    """Send again, and at once, whatever the reason was not to."""
    peer = _write(our_agency_id, their_agency_id, is_paused=False, paused_by="", failures=0, not_before=None)
    wake_deliverer()
    return peer


def failed(*, our_agency_id: int, their_agency_id: int, error: str, now: datetime) -> PeerConnection:
    """Note that the agency could not be reached; from the third time on, it waits as a whole."""
    peer, _ = PeerConnection.objects.select_for_update().get_or_create(
        our_agency_id=our_agency_id, their_agency_id=their_agency_id
    )
    peer.failures += 1
    peer.last_error = error[:400]
    if peer.failures >= FAILURES_BORNE:
        peer.not_before = now + wait_after(peer.failures)
    rows.update(peer, "failures", "last_error", "not_before")
    return peer


def succeeded(*, our_agency_id: int, their_agency_id: int, now: datetime) -> None:
    """Note that the agency answers; what it failed before is forgotten."""
    _write(our_agency_id, their_agency_id, failures=0, not_before=None, last_success_at=now)


def wait_after(failures: int) -> timedelta:
    """How long a peer waits after so many failures in a row: doubled each time, to an hour, give or take."""
    doublings = min(failures - FAILURES_BORNE, 16)
    return min(FIRST_WAIT * 2**doublings, LONGEST_WAIT) * jitter()


def jitter() -> float:
    """A factor between 0.8 and 1.2, so that what failed together is not tried together."""
    return 0.8 + secrets.randbelow(401) / 1000


def wake_deliverer() -> None:
    """Tell the deliverer, once the open transaction commits, to look at the outbox now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [OUTBOX_CHANNEL])


def _write(our_agency_id: int, their_agency_id: int, **values: object) -> PeerConnection:
    peer, _ = PeerConnection.objects.update_or_create(
        our_agency_id=our_agency_id, their_agency_id=their_agency_id, defaults=values
    )
    return peer
