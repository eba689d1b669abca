"""The rules table of this room: what a borrowed item becomes here, for each resource sharing library."""

from django.utils.translation import gettext_lazy as _

from interlend.domain.circulation.models import TemporaryItemRule
from interlend.domain.rulebook.tables import Definition, Fact, register

TEMPORARY_ITEM = register(
    Definition(
        name="temporary_item",
        label=_("Temporary item creation rules"),
        rule=TemporaryItemRule,
        facts=(
            Fact("partner", _("Partner"), column="partner"),
            Fact("user_group", _("User group"), column="user_group"),
        ),
        divided_by=("library_id",),
        gives=("location", "item_policy"),
    )
)
