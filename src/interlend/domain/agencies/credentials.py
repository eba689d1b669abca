"""Credentials: who is calling, proven; and what we say to be believed. Never read from the XML.

One that we check opens no scope by itself: `identify` finds it before a zone is known, through the one SQL
function that may, and answers whose it is. Everything else here runs in the scope of our agency's zone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from interlend.domain.agencies import secrets
from interlend.domain.agencies.models import Agency, Credential
from interlend.domain.zones import scope
from interlend.domain.zones.compiled import compiled

PREFIX = "ilp"
Carrier = Credential.Carrier
Direction = Credential.Direction


class NotOurAgency(ValueError):
    """A credential was to be kept for an agency that does not belong to the open zone."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is calling, as its credential proves: this agency, to that agency of ours, in its zone.

    The symbols are those that each of the two goes by, old ones included (`symbols.canonical`).
    """

    credential_id: int
    zone_id: int
    our_agency_id: int
    their_agency_id: int
    our_symbols: frozenset[str]
    their_symbols: frozenset[str]


@dataclass(frozen=True, slots=True)
class Made:
    """A credential that was just made. `shown_once` goes to the peer; it is kept nowhere."""

    credential: Credential
    shown_once: str = field(repr=False)


def make(*, our_agency: Agency, their_agency: Agency, carrier: Credential.Carrier = Carrier.HEADER) -> Made:
    """Make the key by which their agency calls ours: in a header, or as the last part of a URL.

    Earlier ones stay good until they are revoked, so that the peer can change over. Raises NotOurAgency.
    """
    _must_be_ours(our_agency)
    key = secrets.make_key(PREFIX)
    credential = Credential.objects.create(
        our_agency=our_agency,
        their_agency=their_agency,
        direction=Direction.INBOUND,
        carrier=carrier,
        public_id=key.public_id,
        digest=key.digest,
    )
    return Made(credential, key.shown_once)


def identify(*, presented: str, carrier: Credential.Carrier) -> Caller | None:
    """Whose key this is, or None. One statement and one comparison, whatever is presented.

    A key made for a header is none in a URL, which ends up in the logs of proxies, and the other way round.
    """
    public_id, secret = secrets.split_key(PREFIX, presented)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, zone_id, our_agency_id, their_agency_id, our_symbols, their_symbols, carrier, digest "
            "FROM agencies_credential_of(%s)",
            [public_id],
        )
        row = cursor.fetchone()
    *known, made_for, digest = row or ("", None)
    if not secrets.is_secret_of(digest, secret) or made_for != carrier:
        return None
    credential_id, zone_id, our_agency_id, their_agency_id, our_symbols, their_symbols = known
    return Caller(
        credential_id=credential_id,
        zone_id=zone_id,
        our_agency_id=our_agency_id,
        their_agency_id=their_agency_id,
        our_symbols=frozenset(our_symbols),
        their_symbols=frozenset(their_symbols),
    )


@transaction.atomic
def keep(
    *, our_agency: Agency, their_agency: Agency, secret: str, header_name: str, now: datetime
) -> Credential:
    """Keep the key that their agency gave us, in place of the one before it. Raises NotOurAgency."""
    _must_be_ours(our_agency)
    _presented(our_agency.pk, their_agency.pk).update(revoked_at=now)
    return Credential.objects.create(
        our_agency=our_agency,
        their_agency=their_agency,
        direction=Direction.OUTBOUND,
        carrier=Carrier.HEADER,
        secret=secrets.encrypt(secret),
        header_name=header_name,
    )


def present(*, our_agency_id: int, their_agency_id: int) -> dict[str, str]:
    """The headers by which our agency proves itself to theirs; none where no key is kept. One statement.

    The answer is for the call alone: not for a log, a page or an error. Raises secrets.Unreadable.
    """
    kept = _last_presented(our_agency_id=our_agency_id, their_agency_id=their_agency_id)
    if not kept or kept[0].secret is None:
        return {}
    return {kept[0].header_name: secrets.decrypt(kept[0].secret)}


def revoke(*, credential: Credential, now: datetime) -> None:
    """From now on nobody is believed by this credential, and we do not present it any more."""
    Credential.objects.filter(pk=credential.pk, revoked_at=None).update(revoked_at=now)


@transaction.atomic
def rotate() -> int:
    """Encrypt the open zone's kept keys again, under the installation's first key; answers how many.

    Run for every zone before an old key leaves INTERLEND_FIELD_KEYS. Raises secrets.Unreadable.
    """
    kept = list(Credential.objects.select_for_update().filter(secret__isnull=False))
    for credential in kept:
        if credential.secret is not None:
            credential.secret = secrets.encrypt_again(credential.secret)
    Credential.objects.bulk_update(kept, ["secret"])
    return len(kept)


@compiled
def _last_presented(our_agency_id: Any, their_agency_id: Any) -> QuerySet[Credential]:
    return _presented(our_agency_id, their_agency_id).only("header_name", "secret")[:1]


def _presented(our_agency_id: Any, their_agency_id: Any) -> QuerySet[Credential]:
    return Credential.objects.filter(
        our_agency_id=our_agency_id,
        their_agency_id=their_agency_id,
        direction=Direction.OUTBOUND,
        revoked_at=None,
    ).order_by("-id")


def _must_be_ours(agency: Agency) -> None:
    if agency.zone_id != scope.current_zone_id():
        raise NotOurAgency(_("%(agency)s is no agency of this institution.") % {"agency": agency.name})
