"""Which identity providers an institution offers, for the buttons of a sign-in page."""

from __future__ import annotations

from interlend.domain.people.models import IdentityProvider
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone


def offered(zone: Zone, to: IdentityProvider.IsFor) -> list[IdentityProvider]:
    """Those that are switched on, for staff or for readers."""
    both = IdentityProvider.IsFor.BOTH
    with scope.entered(zone.pk):
        found = IdentityProvider.objects.filter(is_enabled=True, is_for__in=[to, both])
        return list(found.only("code", "name", "zone_id").order_by("name"))
