"""Jobs whose worker died in the middle of them: taken up again; and old ones that nobody needs to see."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from asgiref.sync import async_to_sync
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager

SILENT_FOR: Final = 30
"""Seconds without a sign of life after which a worker counts as dead; it gives one every ten."""
HOURS_KEPT: Final = 30 * 24

_jobs = JobManager(DjangoConnector())


def rescue(*, now: datetime) -> int:
    """Put the jobs of dead workers back into the queue; return how many."""
    stalled = list(async_to_sync(_jobs.get_stalled_jobs)(seconds_since_heartbeat=SILENT_FOR))
    for job in stalled:
        async_to_sync(_jobs.retry_job)(job, retry_at=now)
    return len(stalled)


def forget_old() -> None:
    """Delete jobs that ended a month ago; those that succeeded went at once."""
    async_to_sync(_jobs.delete_old_jobs)(nb_hours=HOURS_KEPT, include_failed=True, include_aborted=True)
