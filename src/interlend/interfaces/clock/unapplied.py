"""Messages that were taken in and could not take effect then: tried again until they do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from interlend.domain.exchange import inbox
from interlend.domain.exchange.models import Message
from interlend.domain.sharing import receiving
from interlend.domain.zones import scope

LEAVE_ALONE_FOR: Final = timedelta(seconds=10)
AT_ONCE: Final = 500


def try_again(*, now: datetime) -> int:
    """Let what waits take effect, oldest first, in all zones; return how many did."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT zone_id, message_id FROM exchange_unapplied(%s, %s)", [now - LEAVE_ALONE_FOR, AT_ONCE]
        )
        waiting = cursor.fetchall()
    return sum(_try(zone_id, message_id) for zone_id, message_id in waiting)


def _try(zone_id: int, message_id: int) -> bool:
    with scope.entered(zone_id):
        row = (
            Message.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related(
                "conversation__partner__borrowing_workflow", "conversation__partner__lending_workflow"
            )
            .filter(pk=message_id, state=Message.State.UNAPPLIED)
            .first()
        )
        if row is None or not inbox.happen(inbox.arrival_of(row), receiving.apply):
            return False
        inbox.applied(row)
    return True
