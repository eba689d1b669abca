"""Fulfillment policies, terms of use, and the rules that choose the terms for an item or a patron."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interlend.domain.rulebook.models import OrderedRule, RuleCondition
from interlend.domain.zones.scoped import TenantRow


class TermsKind(models.TextChoices):
    """What terms of use govern."""

    LOAN = "loan", pgettext_lazy("kind of terms of use", "Loan")
    LENDING = "lending", _("Lending Resource Sharing")
    BORROWING = "borrowing", _("Borrowing Resource Sharing")


class PolicyType(models.TextChoices):
    """What one policy says; `terms` reads its value."""

    ALLOW_REQUESTING = "allow_requesting", _("Allow requesting")
    ACTIVE_REQUESTS_LIMIT = "active_requests_limit", _("Active requests limit")
    DUE_DATE = "due_date", _("Due date")
    MAXIMUM_RENEWAL_PERIOD = "maximum_renewal_period", _("Maximum renewal period")
    IS_LOANABLE = "is_loanable", _("Is loanable")
    IS_RENEWABLE = "is_renewable", _("Is renewable")
    IS_LENDABLE = "is_lendable", _("May be lent to partners")


class Policy(TenantRow):
    """A value of one policy type, used by any number of terms of use.

    `value` is a boolean, a number (null: no limit), or a period: {"days": 42}.
    """

    policy_type = models.CharField(max_length=40, choices=PolicyType.choices)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    value = models.JSONField(null=True)

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["zone", "policy_type", "name"], name="one_policy_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class TermsOfUse(TenantRow):
    """A named set of policies, one of each policy type."""

    kind = models.CharField(max_length=10, choices=TermsKind.choices)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    policies = models.ManyToManyField(Policy, through="TermsPolicy", related_name="+")

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["zone", "kind", "name"], name="one_terms_of_use_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class TermsPolicy(TenantRow):
    """A policy in terms of use."""

    terms = models.ForeignKey(TermsOfUse, on_delete=models.CASCADE, related_name="+")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["terms", "policy"], name="one_policy_in_terms")]


class FulfillmentUnitRule(OrderedRule):
    """Which terms of use govern, for a fulfillment unit and a kind of terms."""

    unit = models.ForeignKey("libraries.FulfillmentUnit", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=TermsKind.choices)
    terms = models.ForeignKey(TermsOfUse, on_delete=models.PROTECT, related_name="+")


class FulfillmentUnitCondition(RuleCondition):
    """A condition of a fulfillment unit rule."""

    rule = models.ForeignKey(FulfillmentUnitRule, on_delete=models.CASCADE, related_name="conditions")


class FulfillmentUnitValue(TenantRow):
    """A thing that a condition names."""

    condition = models.ForeignKey(FulfillmentUnitCondition, on_delete=models.CASCADE, related_name="things")
    item_policy = models.ForeignKey(
        "libraries.ItemPolicy", on_delete=models.PROTECT, null=True, related_name="+"
    )
    location = models.ForeignKey("libraries.Location", on_delete=models.PROTECT, null=True, related_name="+")
    user_group = models.ForeignKey("people.UserGroup", on_delete=models.PROTECT, null=True, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, null=True, related_name="+")
