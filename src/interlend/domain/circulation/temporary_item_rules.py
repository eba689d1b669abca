"""Where the temporary item of a borrowed copy stands, and which item policy it carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from interlend.domain.circulation.models import TemporaryItemRule
from interlend.domain.circulation.rules_tables import TEMPORARY_ITEM
from interlend.domain.libraries.models import ItemCreation, ItemPolicy, Library, Location
from interlend.domain.rulebook.deciding import Outcome
from interlend.domain.rulebook.loading import load
from interlend.domain.rulebook.models import Decision


class TemporaryPlace(NamedTuple):
    """Location and item policy of a temporary item; None where nothing gives one."""

    location: Location | None
    item_policy: ItemPolicy | None
    outcome: Outcome[TemporaryItemRule]

    def record(self) -> Decision:
        """Store the decision."""
        location = self.location.name if self.location else _("no location")
        policy = self.item_policy.description if self.item_policy else _("no item policy")
        return self.outcome.record(f"{location}, {policy}")


def decide(library: Library, case: Mapping[str, object]) -> TemporaryPlace:
    """What the temporary item creation rules of a resource sharing library give.

    `case`: partner, user_group. A rule may leave the location open, and there may be no rule: then it is
    the library's temporary borrowing location, else the one of the zone's item creation setting. One
    statement, and one more for each of these two.
    """
    outcome = load(TEMPORARY_ITEM, library_id=library.pk).decide(case)
    rule = outcome.rule
    given = rule.location if rule else None
    location = given or library.borrowing_location or _location_of_the_zone()
    return TemporaryPlace(location, rule.item_policy if rule else None, outcome)


def _location_of_the_zone() -> Location | None:
    setting = ItemCreation.objects.select_related("location").first()
    return setting.location if setting else None
