"""Sessions that have ended leave nothing behind."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from interlend.domain.people import sessions


def test_sessions_that_have_ended_are_removed_and_others_stay(db: None) -> None:
    now = timezone.now()
    for name, hours in (("ended", -1), ("open", 1)):
        Session.objects.create(session_key=name, session_data="", expire_date=now + timedelta(hours=hours))
    assert sessions.forget_old(now=now) == 1
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
