"""What the clock brings: requests that we did not answer in time, lenders that did not answer us.

The job *Expired Resource Sharing Requests* lets our own unanswered requests expire; a zone that has not
switched it on keeps them open. Moving on from a silent lender needs no job: a patron waits.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction
from django.utils.translation import gettext as _

from interlend.domain.jobs.models import Job, JobRow, Schedule
from interlend.domain.sharing import attention
from interlend.domain.sharing.advance import advance
from interlend.domain.sharing.by import CLOCK
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest
from interlend.domain.sharing.refusal import NotPossible
from interlend.domain.sharing.subjects import BorrowingSubject, LendingSubject
from interlend.domain.zones import scope
from interlend.kernel.lifecycle.borrowing import Borrowing
from interlend.kernel.lifecycle.happenings import AnswerDeadlinePassed, NoAnswerInTime, NotAskedInTime

log = structlog.get_logger(__name__)
EXPIRY_JOB = "expired_resource_sharing_requests"
MOST = 500
TRIED_AGAIN_AFTER = timedelta(hours=1)


def fall_due(*, now: datetime) -> int:
    """Let everything happen whose time has come, in all zones; return how many requests moved."""
    due: dict[int, list[tuple[str, int]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute("SELECT zone_id, kind, request_id FROM sharing_due(%s, %s)", [now, MOST])
        for zone_id, kind, request_id in cursor.fetchall():
            due[zone_id].append((kind, request_id))
    moved = 0
    for zone_id, requests in due.items():
        lenders = [request_id for kind, request_id in requests if kind == "borrowing"]
        moved += sum(_leave(zone_id, request_id, now) for request_id in lenders)
        moved += _expire(zone_id, [request_id for kind, request_id in requests if kind == "lending"], now)
    return moved


def _leave(zone_id: int, request_id: int, now: datetime) -> bool:
    with scope.entered(zone_id):
        subject = BorrowingSubject.locked(request_id)
        due = subject.request.answer_due_at
        if due is None or due > now:
            return False
        waits_to_be_asked = subject.stands is Borrowing.REQUEST_SENT and subject.entry is None
        happening = NotAskedInTime() if waits_to_be_asked else NoAnswerInTime()
        try:
            with transaction.atomic():
                advance(subject, happening, by=CLOCK, now=now)
        except NotPossible as refusal:
            _give_up_deadline(BorrowingRequest, request_id, "answer_due_at", refusal.reason)
            return False
        except Exception:
            log.exception("deadline not carried out", request=request_id)
            _put_off(BorrowingRequest, request_id, "answer_due_at", now)
            return False
    return True


def _expire(zone_id: int, request_ids: list[int], now: datetime) -> int:
    if not request_ids:
        return 0
    with scope.entered(zone_id):
        if not Schedule.objects.filter(kind=EXPIRY_JOB, is_active=True).exists():
            return 0
        job = Job.objects.create(kind=EXPIRY_JOB)
    for request_id in request_ids:
        _expire_one(zone_id, job, request_id, now)
    with scope.entered(zone_id):
        job.state, job.finished_at = Job.State.COMPLETED, now
        job.save()
    return job.done


def _expire_one(zone_id: int, job: Job, request_id: int, now: datetime) -> None:
    with scope.entered(zone_id):
        subject = LendingSubject.locked(request_id)
        due = subject.request.expires_at
        if due is None or due > now:
            return
        number = subject.request.number
        try:
            with transaction.atomic():
                advance(subject, AnswerDeadlinePassed(), by=CLOCK, now=now)
        except NotPossible as refusal:
            _give_up_deadline(LendingRequest, request_id, "expires_at", refusal.reason)
            job.failed += 1
            JobRow.objects.create(job=job, subject=number, is_done=False, message=refusal.reason)
        except Exception as broken:
            log.exception("deadline not carried out", request=request_id)
            _put_off(LendingRequest, request_id, "expires_at", now)
            job.failed += 1
            JobRow.objects.create(job=job, subject=number, is_done=False, message=str(broken))
        else:
            job.done += 1
            JobRow.objects.create(job=job, subject=number, is_done=True)


def _give_up_deadline(
    model: type[BorrowingRequest | LendingRequest], request_id: int, field: str, reason: str
) -> None:
    """A deadline that the table refuses would come back every sweep: show it to staff once instead."""
    log.warning("deadline refused", request=request_id, reason=reason)
    _show(model, request_id, reason, **{field: None})


def _put_off(
    model: type[BorrowingRequest | LendingRequest], request_id: int, field: str, now: datetime
) -> None:
    """What broke is shown to staff and tried again later, so that it holds up nothing else meanwhile."""
    reason = _("A deadline has passed, but what follows from it went wrong; it is tried again.")
    _show(model, request_id, reason, **{field: now + TRIED_AGAIN_AFTER})


def _show(
    model: type[BorrowingRequest | LendingRequest], request_id: int, reason: str, **changes: datetime | None
) -> None:
    shown = model.objects.values_list("needs_attention", flat=True).get(pk=request_id)
    model.objects.filter(pk=request_id).update(needs_attention=attention.added(shown, reason), **changes)
