"""Building a rota: which partners are asked for a request, and in which order.

rota assignment rule -> its templates in order -> their members -> each partner once. A partner that cannot
be asked is left out, and the reason is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interlend.domain.partners.models import Partner
from interlend.domain.rota.models import (
    RotaAssignmentRule,
    RotaAssignmentTemplate,
    RotaTemplate,
    RotaTemplateMember,
)
from interlend.domain.rota.rules_tables import ROTA_ASSIGNMENT
from interlend.domain.rulebook.deciding import Outcome
from interlend.domain.rulebook.loading import load
from interlend.domain.rulebook.models import Decision
from interlend.domain.zones import scope


class Why(Enum):
    """Why a partner is left out."""

    RETIRED = "retired"
    INACTIVE = "inactive"
    OURSELVES = "ourselves"
    TAKES_NO_NEW_REQUESTS = "takes no new requests"
    NOT_FOR_BORROWING = "not for borrowing"

    @property
    def text(self) -> str:
        """The reason for people."""
        return str(_REASONS[self])


_REASONS: dict[Why, Promise] = {
    Why.RETIRED: gettext_lazy("is retired"),
    Why.INACTIVE: gettext_lazy("is inactive"),
    Why.OURSELVES: gettext_lazy("is an agency of our own"),
    Why.TAKES_NO_NEW_REQUESTS: gettext_lazy("takes no new requests"),
    Why.NOT_FOR_BORROWING: gettext_lazy("is not a partner that we borrow from"),
}


@dataclass(frozen=True)
class Place:
    """A partner in a rota, and the template that brought it there."""

    partner: Partner
    template: RotaTemplate


@dataclass(frozen=True)
class LeftOut:
    """A partner of a template that cannot be asked."""

    partner: Partner
    template: RotaTemplate
    why: Why

    @property
    def text(self) -> str:
        """One sentence for people."""
        return _("%(partner)s is left out: it %(reason)s.") % {
            "partner": self.partner.name,
            "reason": self.why.text,
        }


@dataclass(frozen=True)
class BuiltRota:
    """The partners to ask, in order, those left out, and the rule that chose the templates."""

    places: tuple[Place, ...]
    left_out: tuple[LeftOut, ...]
    outcome: Outcome[RotaAssignmentRule]

    @property
    def empty_because(self) -> str:
        """Why there is nobody to ask; blank where there is somebody."""
        if self.places:
            return ""
        if self.outcome.rule is None:
            return _("No rota assignment rule matches.")
        return _("The rota templates of this rule hold no partner that can be asked.")

    def record(self) -> Decision:
        """Store the decision, with the partners in order and those left out."""
        names = ", ".join(place.partner.name for place in self.places)
        return self.outcome.record(names or self.empty_because, also=[left.text for left in self.left_out])


def build(case: Mapping[str, object], loads: Mapping[int, int] | None = None, *, seed: str = "") -> BuiltRota:
    """The rota of a request, in at most three statements.

    `case`: user_group, library, pickup_library, format. An ordered template keeps the order of its
    members. A random one is drawn: from `seed` (the request's number), so that the same request draws the
    same order; with `loads` (open requests by partner id) those who have less to do come first.
    """
    outcome = load(ROTA_ASSIGNMENT).decide(case)
    places: dict[int, Place] = {}
    left_out: dict[int, LeftOut] = {}
    members = _members(outcome.rule, loads or {}, seed) if outcome.rule else ()
    for member in members:
        partner, template = member.partner, member.template
        why = _why_left_out(partner)
        if why is None:
            places.setdefault(partner.pk, Place(partner, template))
        else:
            left_out.setdefault(partner.pk, LeftOut(partner, template, why))
    return BuiltRota(tuple(places.values()), tuple(left_out.values()), outcome)


def _members(rule: RotaAssignmentRule, loads: Mapping[int, int], seed: str) -> Iterable[RotaTemplateMember]:
    """The members of a rule's templates, in the order in which they are asked."""
    given = RotaAssignmentTemplate.objects.filter(rule=rule)
    order = list(given.values_list("template_id", flat=True))
    members: dict[int, list[RotaTemplateMember]] = {template_id: [] for template_id in order}
    rows = RotaTemplateMember.objects.filter(template_id__in=order)
    for member in rows.select_related("template", "partner__agency"):
        members[member.template_id].append(member)
    for of_template in members.values():
        if of_template and of_template[0].template.ordering == RotaTemplate.Ordering.RANDOM:
            of_template.sort(key=lambda member: (loads.get(member.partner_id, 0), _draw(seed, member)))
        yield from of_template


def _draw(seed: str, member: RotaTemplateMember) -> bytes:
    """A partner's lot. A digest, so that it comes out the same on every machine and version."""
    return hashlib.sha256(f"{seed} {member.template_id} {member.partner_id}".encode()).digest()


def _why_left_out(partner: Partner) -> Why | None:
    if partner.status == Partner.Status.RETIRED:
        return Why.RETIRED
    if partner.status != Partner.Status.ACTIVE:
        return Why.INACTIVE
    if partner.agency.zone_id == scope.current_zone_id():
        return Why.OURSELVES
    if not partner.takes_new_requests:
        return Why.TAKES_NO_NEW_REQUESTS
    if not partner.supports_borrowing:
        return Why.NOT_FOR_BORROWING
    return None
