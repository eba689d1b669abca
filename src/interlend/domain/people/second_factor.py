"""The second factor of a user: codes of an authenticator app (RFC 6238), and recovery codes that stand in.

A code is good for its own half minute and the ones beside it, once. Installation-wide, so in no scope;
which roles ask for it is a setting of each zone.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets as random
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import pyotp
from django.conf import settings
from django.db import transaction

from interlend.domain.agencies import secrets
from interlend.domain.people import sessions
from interlend.domain.people.models import RecoveryCode, SecondFactor, User
from interlend.domain.people.staff import HeldRole
from interlend.domain.zones import known_settings

ROLES_SETTING = "roles_that_need_a_second_factor"
RECOVERY_CODES = 10

_STEP = 30
_NEIGHBORS = (-1, 0, 1)
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and digits that are taken for each other."""


def is_missing(*, roles: Collection[HeldRole], session: Mapping[str, Any]) -> bool:
    """Whether one of these roles, all of the open zone, asks for a second factor that was not shown.

    One statement, and none where it was shown.
    """
    if sessions.has_shown_second_factor(session):
        return False
    asking = known_settings.value_of(ROLES_SETTING)
    return any(held.role in asking for held in roles)


def is_on(user: User) -> bool:
    """Whether the user is asked for a second factor when signing in."""
    return SecondFactor.objects.filter(user=user).exclude(confirmed_at=None).exists()


def begun(user: User) -> str:
    """The secret that is to be put into the app, as text (base 32); the same until it is confirmed.

    Raises ValueError where one is confirmed already, secrets.Unreadable, and ImproperlyConfigured where the
    installation has no key to keep it under.
    """
    with transaction.atomic():
        fresh = secrets.encrypt(pyotp.random_base32())
        row, _made = SecondFactor.objects.select_for_update().get_or_create(
            user=user, defaults={"secret": fresh}
        )
    if row.confirmed_at is not None:
        raise ValueError("The second factor is on already.")
    return secrets.decrypt(row.secret)


def address_for_app(user: User, secret: str) -> str:
    """The `otpauth:` address that a QR code carries into the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=settings.INTERLEND_NAME)


def confirm(user: User, code: str, *, now: datetime) -> list[str] | None:
    """Switch it on by a first code; answers the recovery codes, shown this once, or None for a wrong code."""
    with transaction.atomic():
        row = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at=None).first()
        if row is None or not _is_good(row, code, now):
            return None
        row.confirmed_at = now
        row.save(update_fields=["confirmed_at", "last_step"])
        return new_recovery_codes(user)


def is_shown(user: User, code: str, *, now: datetime) -> bool:
    """Whether a code is the app's and was not used before, or is a recovery code; either is then used up."""
    with transaction.atomic():
        row = SecondFactor.objects.select_for_update().filter(user=user).exclude(confirmed_at=None).first()
        if row is None:
            return False
        if _is_good(row, code, now):
            row.save(update_fields=["last_step"])
            return True
        unused = RecoveryCode.objects.filter(user=user, used_at=None, digest=_digest(_plain(code)))
        return bool(unused.update(used_at=now))


def new_recovery_codes(user: User) -> list[str]:
    """Ten new codes in place of all earlier ones; kept as digests (60 random bits each), shown this once."""
    codes = ["".join(random.choice(_ALPHABET) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(code)) for code in codes)
    return ["-".join((code[:4], code[4:8], code[8:])) for code in codes]


def recovery_codes_left(user: User) -> int:
    """How many recovery codes were not used yet."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def remove(user: User) -> None:
    """No second factor any more, and no recovery codes."""
    with transaction.atomic():
        SecondFactor.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()


def rotate() -> int:
    """Encrypt all secrets under the installation's first key; answers how many. Raises secrets.Unreadable."""
    count = 0
    for row in SecondFactor.objects.iterator():
        row.secret = secrets.encrypt_again(row.secret)
        row.save(update_fields=["secret"])
        count += 1
    return count


def _is_good(row: SecondFactor, code: str, now: datetime) -> bool:
    """Whether it is the code of a step later than the last used one, which it then becomes."""
    typed = _plain(code)
    if not (typed.isascii() and typed.isdigit()):
        return False
    app = pyotp.TOTP(secrets.decrypt(row.secret), interval=_STEP)
    this_step = int(now.timestamp()) // _STEP
    for step in (this_step + each for each in _NEIGHBORS):
        if step > row.last_step and hmac.compare_digest(app.generate_otp(step), typed):
            row.last_step = step
            return True
    return False


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode(errors="replace")).digest()
