"""Agencies: who a library is on the wire, apart from how anybody deals with it.

Installation-wide: these tables are read before a zone is known. Only credentials belong to a zone.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interlend.domain.zones.scoped import TenantRow


class Agency(models.Model):
    """A library on the wire. Permanent: one agency is never edited into another one."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    zone = models.ForeignKey(
        "zones.Zone", on_delete=models.PROTECT, null=True, blank=True, related_name="agencies"
    )

    def __str__(self) -> str:
        return self.name


class AgencySymbol(models.Model):
    """`authority:symbol`, from and to. An old symbol stays an alias, so a peer that uses it is served."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="symbols")
    authority = models.CharField(max_length=40)
    symbol = models.CharField(max_length=60)
    in_force_from = models.DateTimeField(default=timezone.now)
    in_force_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Upper("authority"),
                Upper("symbol"),
                condition=models.Q(in_force_to__isnull=True),
                name="one_agency_a_symbol_in_force",
            )
        ]
        indexes = [models.Index(Upper("authority"), Upper("symbol"), name="symbol_as_written")]

    def __str__(self) -> str:
        return f"{self.authority}:{self.symbol}"


class Credential(TenantRow):
    """Proves who is calling: between one agency of ours and one other, in one direction.

    One that we check (`inbound`) is kept as the SHA-256 digest of its secret; one that we present
    (`outbound`) is kept encrypted and never shown again.
    """

    class Direction(models.TextChoices):
        INBOUND = "inbound", _("They call us")
        OUTBOUND = "outbound", _("We call them")

    class Carrier(models.TextChoices):
        HEADER = "header", _("Key in a header")
        URL = "url", _("Unguessable URL")

    our_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    their_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=8, choices=Direction.choices)
    carrier = models.CharField(max_length=6, choices=Carrier.choices, default=Carrier.HEADER)
    public_id = models.CharField(max_length=24, unique=True, null=True, blank=True)
    digest = models.BinaryField(max_length=32, null=True, blank=True)
    secret = models.BinaryField(null=True, blank=True)
    header_name = models.CharField(max_length=60, default="X-Interlend-Key")
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantRow.Meta):
        indexes = [
            models.Index(fields=["zone", "our_agency", "their_agency", "direction"], name="credential_pair")
        ]
