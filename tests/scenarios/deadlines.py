"""Time in scenarios: the clock's own verb with a given moment, and deadlines brought forward to now."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from interlend.domain.sharing import expiry
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest
from interlend.domain.zones import scope
from tests.scenarios.steps import Asked, Institution


def falls_due(at: Institution, moment: datetime) -> None:
    """Do what the clock does at this moment, for the whole installation."""
    with at.built.installation.inside():
        expiry.fall_due(now=moment)


def bring_forward(at: Institution, asked: Asked) -> datetime:
    """Let the time be over by now in which an answer is due; return the new deadline."""
    now = timezone.now()
    with at.built.installation.inside(), scope.entered(at.built.zone_id):
        if asked.borrower == at.name:
            changed = BorrowingRequest.objects.filter(number=asked.number, answer_due_at__isnull=False)
            assert changed.update(answer_due_at=now) == 1
        else:
            newest = LendingRequest.objects.filter(title=asked.title, expires_at__isnull=False)
            assert newest.update(expires_at=now) == 1
    return now
