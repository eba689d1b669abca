"""Secrets: how a key looks, how one that we check is kept, and how one that we present is kept.

A key reads `<prefix>_<public id>_<secret>`. The public id finds its row; of the secret we keep only the
SHA-256 digest, which is enough: it has 256 random bits, so there is nothing to guess it from. A secret that
we present to others is kept encrypted (Fernet) under the first of INTERLEND_FIELD_KEYS; all of them decrypt.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

Stored = bytes | memoryview
"""What a binary column holds."""

_NOBODY = hashlib.sha256(secrets.token_bytes(32)).digest()
_LONGEST_KEY = 200


class Unreadable(ValueError):
    """A stored secret was encrypted under a key that the installation does not have any more."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just made; `shown_once` is its whole text, which is kept nowhere."""

    public_id: str
    digest: bytes
    shown_once: str = field(repr=False)


def make_key(prefix: str) -> NewKey:
    """A new random key; `prefix` tells people, and programs that search for leaked keys, what it is for."""
    public_id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    return NewKey(public_id, _digest(secret), f"{prefix}_{public_id}_{secret}")


def split_key(prefix: str, presented: str) -> tuple[str, str]:
    """The public id and the secret of a presented key; both empty where it is no key of this kind."""
    parts = presented.split("_", 2) if len(presented) <= _LONGEST_KEY and presented.isascii() else []
    if len(parts) != 3 or parts[0] != prefix or not parts[1].isalnum():
        return "", ""
    return parts[1], parts[2]


def is_secret_of(digest: Stored | None, secret: str) -> bool:
    """Whether a secret has this digest, in constant time; without one (None) it takes as long: False."""
    same = hmac.compare_digest(_NOBODY if digest is None else bytes(digest), _digest(secret))
    return same and digest is not None


def encrypt(secret: str) -> bytes:
    """A secret as it is stored. Raises ImproperlyConfigured where the installation has no key."""
    return _box().encrypt(secret.encode())


def decrypt(stored: Stored) -> str:
    """A stored secret as it is presented. Raises Unreadable."""
    try:
        return _box().decrypt(bytes(stored)).decode()
    except InvalidToken as error:
        raise Unreadable(_("A stored secret needs a key that is not in INTERLEND_FIELD_KEYS.")) from error


def encrypt_again(stored: Stored) -> bytes:
    """A stored secret under the first of the installation's keys. Raises Unreadable."""
    return encrypt(decrypt(stored))


def _box() -> MultiFernet:
    keys = settings.INTERLEND_FIELD_KEYS
    if not keys:
        raise ImproperlyConfigured(_("INTERLEND_FIELD_KEYS is empty: secrets of peers cannot be kept."))
    return MultiFernet([Fernet(key) for key in keys])


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
