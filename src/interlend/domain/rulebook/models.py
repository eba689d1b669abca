"""Rules tables: ordered rules, first match wins; and the decisions that were taken by them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from interlend.domain.zones.scoped import TenantRow


class Operator(models.TextChoices):
    """How a condition compares; `kernel.rules.conditions` says what each means."""

    EQUAL = "=", "="
    NOT_EQUAL = "≠", "≠"
    IN_LIST = "in list", _("in list")
    NOT_IN_LIST = "not in list", _("not in list")
    CONTAINS = "contains", _("contains")
    EMPTY = "empty", _("empty")
    NOT_EMPTY = "not empty", _("not empty")
    LESS = "<", "<"
    MORE = ">", ">"


class OrderedRule(TenantRow):
    """A rule of some table. Conditions are joined by *and*; a rule without any always matches."""

    position = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    is_enabled = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)

    class Meta(TenantRow.Meta):
        abstract = True
        ordering = ["is_default", "position", "id"]

    def __str__(self) -> str:
        return self.name


class RuleCondition(TenantRow):
    """Fact, operator, value. Plain values stand in `text_values`; values that name a thing are keys, in
    the value rows of the concrete table."""

    fact = models.CharField(max_length=60)
    operator = models.CharField(max_length=12, choices=Operator.choices)
    text_values = ArrayField(models.CharField(max_length=200), default=list, blank=True)

    class Meta(TenantRow.Meta):
        abstract = True


class Decision(TenantRow):
    """Why something was chosen automatically: rule and passed-over ones, as text of that moment."""

    table = models.CharField(max_length=60)
    rule_name = models.CharField(max_length=200)
    outcome = models.CharField(max_length=400)
    explanation = models.JSONField()
    facts = models.JSONField()
    decided_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.rule_name}: {self.outcome}"
