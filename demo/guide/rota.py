"""“Rota Template”, “Rota Assignment Rule”, “Sending Borrowing Request Rule”, “Resource Sharing Jobs”."""

from __future__ import annotations

from demo.consortium.sharing import EXPIRED_REQUESTS_JOB, ROTA_TEMPLATE
from demo.guide.fulfillment import TOP, add_missing_rule
from interlend.domain.jobs.models import Schedule
from interlend.domain.partners.models import Partner
from interlend.domain.rota.models import RotaAssignmentTemplate, RotaTemplate, RotaTemplateMember
from interlend.domain.rota.rules_tables import ROTA_ASSIGNMENT, SENDING


def set_up(partners: list[Partner]) -> None:
    """A rota of the partners in this order, given to every request and sent without anybody's help."""
    code, name = ROTA_TEMPLATE
    template, _ = RotaTemplate.objects.update_or_create(
        code=code, defaults={"name": name, "ordering": RotaTemplate.Ordering.ORDERED}
    )
    for position, partner in enumerate(partners, 1):
        RotaTemplateMember.objects.update_or_create(
            template=template, partner=partner, defaults={"position": position}
        )
    rule = add_missing_rule(ROTA_ASSIGNMENT, "Peer to peer libraries first", place=TOP)
    RotaAssignmentTemplate.objects.get_or_create(rule=rule, template=template, defaults={"position": 1})
    add_missing_rule(
        SENDING,
        "Peer to peer libraries",
        ("partner", "in list", *partners),
        place=TOP,
        sends_automatically=True,
    )
    Schedule.objects.update_or_create(kind=EXPIRED_REQUESTS_JOB, defaults={"is_active": True})
