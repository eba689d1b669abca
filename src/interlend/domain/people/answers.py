"""What a program's POST was answered, kept for a day: the same POST again does nothing more.

A program that lost an answer cannot know whether its POST was done. It names each POST by a key of its own
(Idempotency-Key, draft-ietf-httpapi-idempotency-key-header) and sends it again. Only what was done is kept: a
refusal left nothing behind, so it may be tried again under the same key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _

from interlend.domain.people.models import ApiKey, RememberedAnswer
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone

KEPT: Final = timedelta(hours=24)
"""For how long an answer is kept at least."""


class UsedForAnotherRequest(ValueError):
    """The same idempotency key, but not the same request."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A POST under a name: whose key asked, the name, and SHA-256 of what was asked."""

    key: ApiKey
    idempotency_key: str
    digest: bytes


def remembered(asked: Asked) -> RememberedAnswer | None:
    """What this was answered; None: it was not done yet, and nobody else does it before our transaction ends.

    Waits while another transaction is busy with the same name. Raises UsedForAnotherRequest.
    """
    name = f"answer {asked.idempotency_key}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [name, asked.key.pk])
    found = RememberedAnswer.objects.filter(key=asked.key, idempotency_key=asked.idempotency_key).first()
    if found is not None and bytes(found.asked_digest) != asked.digest:
        raise UsedForAnotherRequest(
            _("This Idempotency-Key was used for another request. Choose a new one for each request.")
        )
    return found


def remember(asked: Asked, *, status: int, body: bytes, content_type: str) -> None:
    """Keep what was answered; in the transaction of what was done, so that both are kept or neither."""
    RememberedAnswer.objects.create(
        key=asked.key,
        idempotency_key=asked.idempotency_key,
        asked_digest=asked.digest,
        status=status,
        body=body,
        content_type=content_type,
    )


def forget_old_answers(*, now: datetime) -> int:
    """Delete, in all zones, the answers that are a day old; their keys may be used again. Return how many."""
    forgotten = 0
    for zone_id in Zone.objects.order_by("id").values_list("pk", flat=True):
        with scope.entered(zone_id):
            deleted, _each = RememberedAnswer.objects.filter(answered_at__lt=now - KEPT).delete()
        forgotten += deleted
    return forgotten
