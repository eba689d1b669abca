"""Zones: an institution or a network of institutions. One table, since both own the same kinds of rows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from interlend.domain.zones.scoped import TenantRow


class Zone(models.Model):
    """An institution, or a network whose members share configuration."""

    class Kind(models.TextChoices):
        INSTITUTION = "institution", _("Institution")
        NETWORK = "network", _("Network")

    code = models.SlugField(unique=True, max_length=40)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.INSTITUTION)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """An institution belongs to a network."""

    network = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="memberships")
    member = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="networks")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["network", "member"], name="one_membership_a_network"),
            models.CheckConstraint(condition=~models.Q(network=models.F("member")), name="no_zone_in_itself"),
        ]


class Setting(TenantRow):
    """One of the zone's other settings; `known_settings` gives meaning, kind and default."""

    key = models.CharField(max_length=80)
    value = models.JSONField()

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["zone", "key"], name="one_value_a_setting")]
