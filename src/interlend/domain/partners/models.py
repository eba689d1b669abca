"""Partners: how this zone deals with an agency. The agency is who it is; the partner is our side of it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from interlend.domain.zones.scoped import TenantRow


class WorkflowProfile(TenantRow):
    """Which optional steps of a lifecycle are on for the partners that name this profile."""

    class Kind(models.TextChoices):
        BORROWING = "borrowing", _("Borrowing")
        LENDING = "lending", _("Lending")

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    steps = ArrayField(models.CharField(max_length=60), default=list, blank=True)

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["zone", "name"], name="one_workflow_profile_a_name")]

    def __str__(self) -> str:
        return self.name


class LocateProfile(TenantRow):
    """How a partner's catalog is searched: in this installation's own index, or by SRU."""

    class Kind(models.TextChoices):
        LOCAL = "local", _("This installation's index")
        SRU = "sru", _("SRU")

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    url = models.URLField(blank=True, max_length=400)
    sru_version = models.CharField(max_length=4, default="1.2")
    record_schema = models.CharField(max_length=40, default="marcxml")
    holdings_convention = models.CharField(max_length=40, default="interlend")
    seconds_to_answer = models.PositiveSmallIntegerField(default=10)

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["zone", "code"], name="one_locate_profile_a_code")]

    def __str__(self) -> str:
        return self.name


class Partner(TenantRow):
    """How this zone deals with an agency: code, name, status, profiles, parameters, expiry."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        INACTIVE = "inactive", _("Inactive")
        RETIRED = "retired", _("Retired")

    class ProfileType(models.TextChoices):
        ISO_18626 = "iso_18626", _("ISO 18626")

    class Expiry(models.TextChoices):
        NONE = "none", _("No expiry")
        DAYS = "days", _("Expiry time (days)")
        INTEREST_DATE = "interest_date", _("Interest date")

    class SchemaVersion(models.TextChoices):
        V1_2 = "1.2", "ISO 18626:2017 (1.2)"
        V2021_2 = "2021-2", "ISO 18626:2021 (2021-2)"

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    profile_type = models.CharField(max_length=20, choices=ProfileType.choices, default=ProfileType.ISO_18626)
    system_type = models.CharField(max_length=40, blank=True)
    takes_new_requests = models.BooleanField(default=True)
    supports_borrowing = models.BooleanField(default=True)
    supports_lending = models.BooleanField(default=True)
    borrowing_workflow = models.ForeignKey(
        WorkflowProfile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lending_workflow = models.ForeignKey(
        WorkflowProfile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    locate_profile = models.ForeignKey(
        LocateProfile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    holding_code = models.CharField(max_length=40, blank=True)
    average_supply_days = models.PositiveSmallIntegerField(default=0)
    delivery_delay_days = models.PositiveSmallIntegerField(default=0)
    expiry = models.CharField(max_length=14, choices=Expiry.choices, default=Expiry.NONE)
    expiry_days = models.PositiveSmallIntegerField(null=True, blank=True)

    # Parameters of ISO 18626
    url = models.URLField(blank=True, max_length=400)
    schema_version = models.CharField(max_length=8, choices=SchemaVersion.choices, default=SchemaVersion.V1_2)
    dialect = models.CharField(max_length=20, default="default")
    sends_requester_information = models.BooleanField(default=False)

    # Contact information
    address = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=60, blank=True)

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "code"], condition=~models.Q(status="retired"), name="one_partner_a_code"
            ),
            models.UniqueConstraint(
                fields=["zone", "agency", "profile_type"],
                condition=models.Q(takes_new_requests=True) & ~models.Q(status="retired"),
                name="one_partner_takes_new_requests",
            ),
            models.CheckConstraint(
                condition=~models.Q(expiry="days") | models.Q(expiry_days__gt=0),
                name="expiry_by_days_has_days",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PeerConnection(TenantRow):
    """The state of delivery to an agency as a whole: a dead or paused peer slows nobody else."""

    our_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    their_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    is_paused = models.BooleanField(default=False)
    paused_by = models.CharField(max_length=200, blank=True)
    failures = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=400, blank=True)

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["our_agency", "their_agency"], name="one_connection_a_pair")
        ]
