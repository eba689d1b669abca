"""What a scenario changes in the configuration of an institution, before it begins."""

from __future__ import annotations

from datetime import date
from typing import Any

from demo.guide.fulfillment import TOP, add_missing_rule
from interlend.domain.fulfillment.models import Policy, PolicyType
from interlend.domain.libraries.models import Closure, Library
from interlend.domain.partners.models import LocateProfile, Partner, WorkflowProfile
from interlend.domain.rota.rules_tables import SENDING
from interlend.domain.zones import known_settings, scope
from interlend.kernel.lifecycle.steps import Step
from tests.scenarios.steps import Institution


class Configuration:
    """The configuration of one institution; each verb changes one thing of it."""

    def __init__(self, institution: Institution) -> None:
        self._built = institution.built

    def setting(self, key: str, value: Any) -> None:
        """One of the other settings."""
        with self._built.installation.inside(), scope.entered(self._built.zone_id):
            known_settings.change(key, value)

    def library(self, **values: Any) -> None:
        """The borrowing and lending information of the resource sharing library."""
        with self._built.installation.inside(), scope.entered(self._built.zone_id):
            assert Library.objects.filter(is_resource_sharing=True).update(**values) == 1

    def partner(self, partner: Institution, **values: Any) -> None:
        """The partner record of another institution."""
        with self._built.installation.inside(), scope.entered(self._built.zone_id):
            assert Partner.objects.filter(code=partner.partner_code).update(**values) == 1

    def without(self, step: Step) -> None:
        """Switch a step of the workflow profiles off."""
        with self._built.installation.inside(), scope.entered(self._built.zone_id):
            for profile in WorkflowProfile.objects.all():
                profile.steps = [each for each in profile.steps if each != step]
                profile.save()

    def catalog_of(self, partner: Institution, **values: Any) -> None:
        """How the catalog of another institution is searched."""
        with self._built.installation.inside(), scope.entered(self._built.zone_id):
            profiles = LocateProfile.objects.filter(code=f"SRU_{partner.name.upper()}")
            assert profiles.update(**values) == 1

    def waits_for_staff_before(self, partner: Institution) -> None:
        """Requests to this partner are not sent by themselves."""
        with self._built.installation.inside(), scope.entered(self._built.zone_id):
            chosen = Partner.objects.get(code=partner.partner_code)
            add_missing_rule(
                SENDING,
                f"{chosen.name} is asked by hand",
                ("partner", "=", chosen),
                place=TOP,
                sends_automatically=False,
            )

    def active_requests_limit(self, limit: int) -> None:
        """How many open requests the terms of use allow a patron."""
        with self._built.installation.inside(), scope.entered(self._built.zone_id):
            policies = Policy.objects.filter(policy_type=PolicyType.ACTIVE_REQUESTS_LIMIT)
            assert policies.update(value=limit) == 1

    def closed(self, first_day: date, last_day: date) -> None:
        """A closure of the resource sharing library."""
        with self._built.installation.inside(), scope.entered(self._built.zone_id):
            Closure.objects.create(
                library=Library.objects.get(is_resource_sharing=True), first_day=first_day, last_day=last_day
            )
