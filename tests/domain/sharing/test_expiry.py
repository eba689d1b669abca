"""Deadlines fall due to the minute, in every zone, and one that goes wrong holds up no other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from interlend.domain.circulation.models import Hold
from interlend.domain.exchange.models import Message
from interlend.domain.jobs.models import Job, JobRow
from interlend.domain.sharing import expiry
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest
from tests.clockwork import turn
from tests.domain.sharing.desks import Desks

A_MOMENT = timedelta(seconds=1)


def asked(desks: Desks, *titles: str) -> list[str]:
    """Requests that stand on American's pull list."""
    for title in titles:
        desks.american.house.holds(title, f"AMERICAN-{title}")
    numbers = [desks.howard.asks(title) for title in titles]
    turn()
    return numbers


def nobody_is_left(desks: Desks) -> None:
    """Howard waits however long it takes, so that only the lender's deadlines fall due."""
    with desks.howard.inside():
        BorrowingRequest.objects.update(answer_due_at=None)


def states(desks: Desks) -> list[str]:
    with desks.american.inside():
        return list(LendingRequest.objects.order_by("id").values_list("state", flat=True))


def test_our_answer_falls_due_at_its_minute_and_not_before(desks: Desks) -> None:
    desks.american.lets_expire()
    [number] = asked(desks, "Sula")
    nobody_is_left(desks)
    due = desks.american.asked_for().expires_at
    assert due is not None
    assert expiry.fall_due(now=due - A_MOMENT) == 0
    assert states(desks) == ["being_processed"]
    assert expiry.fall_due(now=due) == 1
    assert states(desks) == ["expired"]
    assert expiry.fall_due(now=due) == 0
    with desks.american.inside():
        Message.objects.filter(state=Message.State.QUEUED).update(next_attempt_at=timezone.now())
    turn()
    assert desks.howard.rota(number)[0] == (
        "AMERICAN", "expired", "Lender cannot supply: Not answered in time: Expired: not answered in time.",
    )  # fmt: skip
    with desks.american.inside():
        [job] = Job.objects.all()
        assert (job.state, job.done, job.failed) == ("completed", 1, 0)


def test_a_silent_lender_is_left_at_its_minute_and_not_before(desks: Desks) -> None:
    desks.american.lets_expire(False)
    [number] = asked(desks, "Sula")
    due = desks.howard.borrowed(number).answer_due_at
    assert due is not None
    assert expiry.fall_due(now=due - A_MOMENT) == 0
    assert desks.howard.rota(number)[0][1] == "active"
    assert expiry.fall_due(now=due) == 1
    assert desks.howard.rota(number)[0][1] == "left"


def test_without_the_job_our_requests_stay_open(desks: Desks) -> None:
    asked(desks, "Sula")
    desks.american.lets_expire(False)
    expiry.fall_due(now=timezone.now() + timedelta(days=90))
    assert states(desks) == ["being_processed"]
    with desks.american.inside():
        assert not Job.objects.exists()


def test_zones_without_the_job_do_not_fill_the_list_of_the_others(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expiry, "MOST", 1)
    asked(desks, "Sula")
    desks.american.lets_expire(False)
    desks.georgetown.lets_expire()
    desks.georgetown.house.holds("Jazz", "GEORGETOWN-Jazz")
    desks.howard.asks("Jazz")
    turn()
    nobody_is_left(desks)
    assert expiry.fall_due(now=timezone.now() + timedelta(days=90)) == 1
    assert desks.georgetown.asked_for().state == "expired"


def test_one_that_goes_wrong_stops_no_other_and_comes_round_again(desks: Desks) -> None:
    desks.american.lets_expire()
    asked(desks, "Sula", "Jazz", "Beloved")
    nobody_is_left(desks)
    with desks.american.inside():
        broken = LendingRequest.objects.get(title="Sula")
        Hold.objects.filter(number=broken.number).update(state=Hold.State.RELEASED)
    then = timezone.now() + timedelta(days=30)
    assert expiry.fall_due(now=then) == 2
    assert sorted(states(desks)) == ["being_processed", "expired", "expired"]
    with desks.american.inside():
        broken.refresh_from_db()
        assert broken.needs_attention == (
            "A deadline has passed, but what follows from it went wrong; it is tried again."
        )
        assert broken.expires_at == then + expiry.TRIED_AGAIN_AFTER
        assert list(JobRow.objects.filter(is_done=False).values_list("subject", flat=True)) == [broken.number]
