"""The rules tables of this room: which rota a request gets, and whether it is sent by itself."""

from django.utils.translation import gettext_lazy as _

from interlend.domain.rota.models import RotaAssignmentRule, SendingRule
from interlend.domain.rulebook.tables import Definition, Fact, register

_OF_THE_REQUEST = (
    Fact("user_group", _("User group"), column="user_group"),
    Fact("library", _("Resource sharing library"), column="library"),
    Fact("pickup_library", _("Pickup library"), column="library"),
    Fact("format", _("Requested format")),
)

ROTA_ASSIGNMENT = register(
    Definition(
        name="rota_assignment",
        label=_("Rota assignment rules"),
        rule=RotaAssignmentRule,
        facts=_OF_THE_REQUEST,
    )
)

SENDING = register(
    Definition(
        name="sending",
        label=_("Sending borrowing request rules"),
        rule=SendingRule,
        facts=(Fact("partner", _("Partner"), column="partner"), *_OF_THE_REQUEST),
    )
)
