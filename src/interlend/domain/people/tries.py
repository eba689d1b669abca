"""How often a secret may be tried: counted in the database, over all processes, and forgotten by itself.

A try is counted before the secret is looked at, so that many at once gain nothing. What is counted stands
under a digest: the table does not say whose account, card or address it was. A wait ends by itself, and a
browser that somebody has signed in with before is counted apart (`interfaces/sign_in/callers.py`): nobody
can lock a person out by guessing from elsewhere.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from interlend.domain.agencies.addresses import IPAddress

_QUARTER = timedelta(minutes=15)
_KEPT = timedelta(days=1)
_FORGOTTEN_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries of a kind within a time; after that, none until the time has passed."""

    kind: str
    tries: int
    within: timedelta


PASSWORD = Limit("password", 10, _QUARTER)
PIN = Limit("pin", 8, _QUARTER)
CODE = Limit("code", 6, _QUARTER)
ADDRESS = Limit("address", 100, _QUARTER)
"""All that is wrong from one address: a whole campus may stand behind it."""
MAIL = Limit("mail", 3, timedelta(hours=1))
MAIL_FROM_ADDRESS = Limit("mail from an address", 30, timedelta(hours=1))


def take(limit: Limit, whom: str, *, now: datetime) -> bool:
    """Count a try; False where it is one too many. Outside a scope, so that it is kept whatever follows."""
    began_before = now - limit.within
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [_digest(limit, whom), now, began_before, began_before])
        (count,) = cursor.fetchone()
        if count == 1:
            cursor.execute(_FORGET, [now - _KEPT, _FORGOTTEN_AT_ONCE])
    return bool(count <= limit.tries)


def forgive(limit: Limit, whom: str) -> None:
    """Forget the tries: the last one was right."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_triesinvain WHERE digest = %s", [_digest(limit, whom)])


def give_back(limit: Limit, whom: str) -> None:
    """Count one try less: it was right. For what many share; `forgive` would forget the others too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_triesinvain SET count = greatest(count - 1, 0) WHERE digest = %s",
            [_digest(limit, whom)],
        )


def network_of(address: IPAddress | None) -> str:
    """What is counted for an address: itself, or the /64 of an IPv6 one, all of which one caller has."""
    if address is None:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))


def _digest(limit: Limit, whom: str) -> bytes:
    return salted_hmac("interlend.tries", f"{limit.kind}:{whom}", algorithm="sha256").digest()


_TAKE = """
INSERT INTO people_triesinvain AS kept (digest, count, since) VALUES (%s, 1, %s)
ON CONFLICT (digest) DO UPDATE SET
    count = CASE WHEN kept.since <= %s THEN 1 ELSE least(kept.count + 1, 1000000) END,
    since = CASE WHEN kept.since <= %s THEN excluded.since ELSE kept.since END
RETURNING count
"""
_FORGET = """
DELETE FROM people_triesinvain WHERE id IN (
    SELECT id FROM people_triesinvain WHERE since < %s LIMIT %s FOR UPDATE SKIP LOCKED)
"""
