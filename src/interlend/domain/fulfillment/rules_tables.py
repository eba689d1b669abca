"""The rules table of this room: which terms of use govern, for each fulfillment unit and kind of terms.

Loan rules ask about item policy, location and user group; lending rules about partner, item policy and
location; borrowing rules about user group and format. A rule that asks for more is passed over, since the
case does not have that fact.
"""

from django.utils.translation import gettext_lazy as _

from interlend.domain.fulfillment.models import FulfillmentUnitRule
from interlend.domain.rulebook.tables import Definition, Fact, register

FULFILLMENT_UNIT = register(
    Definition(
        name="fulfillment_unit",
        label=_("Fulfillment unit rules"),
        rule=FulfillmentUnitRule,
        facts=(
            Fact("item_policy", _("Item policy"), column="item_policy", shown_by="description"),
            Fact("location", _("Location"), column="location"),
            Fact("user_group", _("User group"), column="user_group"),
            Fact("partner", _("Partner"), column="partner"),
            Fact("format", _("Requested format")),
        ),
        divided_by=("unit_id", "kind"),
        gives=("terms",),
    )
)
