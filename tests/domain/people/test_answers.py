"""Answers are kept for a day, in the zone of the key that asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from interlend.domain.people import answers, keys
from interlend.domain.people.answers import Asked
from interlend.domain.people.models import ApiKey, Role
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone

ASKED, OTHERWISE = b"a" * 32, b"b" * 32


def key_of(code: str) -> ApiKey:
    """A key of an institution."""
    zone = Zone.objects.create(code=code, name=code.title())
    return keys.make_key(zone=zone, name="Discovery", role=Role.DISCOVERY)[0]


def keep(key: ApiKey, name: str, body: bytes) -> None:
    with scope.entered(key.zone_id):
        answers.remember(Asked(key, name, ASKED), status=201, body=body, content_type="application/json")


def kept(key: ApiKey, name: str) -> bytes | None:
    """The body that this key was answered under this name."""
    with scope.entered(key.zone_id):
        found = answers.remembered(Asked(key, name, ASKED))
        return None if found is None else bytes(found.body)


def test_an_answer_is_found_by_key_and_name(db: None) -> None:
    howard, american = key_of("howard"), key_of("american")
    keep(howard, "one", b"Howard's")
    keep(american, "one", b"American's")
    assert (kept(howard, "one"), kept(american, "one"), kept(howard, "two")) == (
        b"Howard's",
        b"American's",
        None,
    )


def test_another_request_under_the_same_name_is_an_error(db: None) -> None:
    howard = key_of("howard")
    keep(howard, "one", b"Howard's")
    with scope.entered(howard.zone_id), pytest.raises(answers.UsedForAnotherRequest):
        answers.remembered(Asked(howard, "one", OTHERWISE))


@pytest.mark.parametrize(
    ("hours", "forgotten"), [(23, 0), (25, 2)], ids=["within a day: none", "after a day: in all zones"]
)
def test_answers_are_forgotten_after_a_day(db: None, hours: int, forgotten: int) -> None:
    howard, american = key_of("howard"), key_of("american")
    keep(howard, "one", b"Howard's")
    keep(american, "one", b"American's")
    later = timezone.now() + timedelta(hours=hours)
    assert answers.forget_old_answers(now=later) == forgotten
    assert (kept(howard, "one") is None) == (kept(american, "one") is None) == bool(forgotten)
