"""Keys that programs present to the API: one zone, one role. Read before a zone is known, so in no scope."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from interlend.domain.agencies import secrets
from interlend.domain.people.models import ApiKey, Role
from interlend.domain.zones.compiled import compiled
from interlend.domain.zones.models import Zone

PREFIX = "ilk"


def make_key(*, zone: Zone, name: str, role: Role) -> tuple[ApiKey, str]:
    """Make a key, `ilk_<public id>_<secret>`; its text is the second value, shown once and kept nowhere."""
    key = secrets.make_key(PREFIX)
    row = ApiKey.objects.create(
        zone=zone, name=name, role=Role(role), public_id=key.public_id, digest=key.digest
    )
    return row, key.shown_once


def find(presented: str) -> ApiKey | None:
    """The key with this text, or None: unknown, wrong or revoked. One statement and one comparison."""
    public_id, secret = secrets.split_key(PREFIX, presented)
    row = next(iter(_good(public_id=public_id)), None)
    return row if secrets.is_secret_of(None if row is None else row.digest, secret) else None


def revoke(*, key: ApiKey, now: datetime) -> None:
    """From now on the key is refused."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now)


@compiled
def _good(public_id: Any) -> QuerySet[ApiKey]:
    return ApiKey.objects.filter(public_id=public_id, revoked_at=None)
