"""Rota templates, and the two rules tables that choose a rota and whether it is sent by itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from interlend.domain.rulebook.models import OrderedRule, RuleCondition
from interlend.domain.zones.scoped import TenantRow


class RotaTemplate(TenantRow):
    """A list of partners to ask."""

    class Ordering(models.TextChoices):
        ORDERED = "ordered", _("Ordered")
        RANDOM = "random", _("Random")

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    ordering = models.CharField(max_length=10, choices=Ordering.choices, default=Ordering.ORDERED)

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["zone", "code"], name="one_rota_template_a_code")]

    def __str__(self) -> str:
        return self.name


class RotaTemplateMember(TenantRow):
    """A partner in a rota template."""

    template = models.ForeignKey(RotaTemplate, on_delete=models.CASCADE, related_name="members")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()

    class Meta(TenantRow.Meta):
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["template", "partner"], name="one_place_in_a_template")
        ]


class RotaAssignmentRule(OrderedRule):
    """Which rota templates, in which order, make the rota of a request."""


class RotaAssignmentTemplate(TenantRow):
    """A template that a rota assignment rule gives."""

    rule = models.ForeignKey(RotaAssignmentRule, on_delete=models.CASCADE, related_name="templates")
    template = models.ForeignKey(RotaTemplate, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()

    class Meta(TenantRow.Meta):
        ordering = ["position", "id"]


class RotaAssignmentCondition(RuleCondition):
    """A condition of a rota assignment rule."""

    rule = models.ForeignKey(RotaAssignmentRule, on_delete=models.CASCADE, related_name="conditions")


class RotaAssignmentValue(TenantRow):
    """A thing that a condition names."""

    condition = models.ForeignKey(RotaAssignmentCondition, on_delete=models.CASCADE, related_name="things")
    user_group = models.ForeignKey("people.UserGroup", on_delete=models.PROTECT, null=True, related_name="+")
    library = models.ForeignKey("libraries.Library", on_delete=models.PROTECT, null=True, related_name="+")


class SendingRule(OrderedRule):
    """Sending borrowing request rule: whether a request to this partner goes out by itself."""

    sends_automatically = models.BooleanField()


class SendingCondition(RuleCondition):
    """A condition of a sending borrowing request rule."""

    rule = models.ForeignKey(SendingRule, on_delete=models.CASCADE, related_name="conditions")


class SendingValue(TenantRow):
    """A thing that a condition names."""

    condition = models.ForeignKey(SendingCondition, on_delete=models.CASCADE, related_name="things")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, null=True, related_name="+")
    user_group = models.ForeignKey("people.UserGroup", on_delete=models.PROTECT, null=True, related_name="+")
    library = models.ForeignKey("libraries.Library", on_delete=models.PROTECT, null=True, related_name="+")
