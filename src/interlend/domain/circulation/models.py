"""Circulation: loans, holds, transit, and the rules for temporary items."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interlend.domain.rulebook.models import OrderedRule, RuleCondition
from interlend.domain.zones.scoped import TenantRow


class Loan(TenantRow):
    """An item lent to a patron of this institution."""

    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="loans")
    patron = models.ForeignKey("people.Patron", on_delete=models.PROTECT, related_name="loans")
    desk = models.ForeignKey(
        "libraries.CirculationDesk", on_delete=models.PROTECT, null=True, related_name="+"
    )
    lent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(returned_at__isnull=True), name="one_open_loan_an_item"
            )
        ]


class Hold(TenantRow):
    """Somebody waits for an item: a partner (it stands on the pull list) or a patron (on the hold shelf)."""

    class Kind(models.TextChoices):
        PULL = "pull", _("To pull for a partner")
        PICKUP = "pickup", _("To be picked up by a patron")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        READY = "ready", _("On hold shelf")
        FILLED = "filled", _("Filled")
        RELEASED = "released", _("Released")

    kind = models.CharField(max_length=6, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="holds")
    patron = models.ForeignKey("people.Patron", on_delete=models.PROTECT, null=True, related_name="holds")
    library = models.ForeignKey("libraries.Library", on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    number = models.CharField(max_length=40, blank=True)

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=models.Q(state__in=["waiting", "ready"]),
                name="one_open_hold_an_item",
            )
        ]
        indexes = [models.Index(fields=["zone", "kind", "state"], name="hold_lists")]


class Transit(TenantRow):
    """An item on its way between two libraries of this institution."""

    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="transits")
    from_library = models.ForeignKey("libraries.Library", on_delete=models.PROTECT, related_name="+")
    to_library = models.ForeignKey("libraries.Library", on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(ended_at__isnull=True), name="one_open_transit_an_item"
            )
        ]


class TemporaryItemRule(OrderedRule):
    """Temporary item creation rule: which location and item policy a borrowed item gets."""

    library = models.ForeignKey("libraries.Library", on_delete=models.CASCADE, related_name="+")
    location = models.ForeignKey("libraries.Location", on_delete=models.PROTECT, null=True, related_name="+")
    item_policy = models.ForeignKey(
        "libraries.ItemPolicy", on_delete=models.PROTECT, null=True, related_name="+"
    )


class TemporaryItemCondition(RuleCondition):
    """A condition of a temporary item creation rule."""

    rule = models.ForeignKey(TemporaryItemRule, on_delete=models.CASCADE, related_name="conditions")


class TemporaryItemValue(TenantRow):
    """A thing that a condition names."""

    condition = models.ForeignKey(TemporaryItemCondition, on_delete=models.CASCADE, related_name="things")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, null=True, related_name="+")
    user_group = models.ForeignKey("people.UserGroup", on_delete=models.PROTECT, null=True, related_name="+")
