"""Zones, memberships and agencies: who is there at all."""

from __future__ import annotations

from datetime import datetime

from demo.consortium.institutions import INSTITUTIONS, Installation, Institution, of_installation
from interlend.domain.agencies import symbols
from interlend.domain.agencies.models import Agency
from interlend.domain.zones.models import Membership, Zone


def set_up_network(installation: Installation) -> dict[str, Zone]:
    """The network zone of an installation with its members; institution code → zone."""
    network, _ = Zone.objects.update_or_create(
        code=installation.code, defaults={"name": installation.name, "kind": Zone.Kind.NETWORK}
    )
    zones = {}
    for institution in of_installation(installation.code):
        zone, _ = Zone.objects.update_or_create(
            code=institution.code, defaults={"name": institution.name, "kind": Zone.Kind.INSTITUTION}
        )
        Membership.objects.get_or_create(network=network, member=zone)
        zones[institution.code] = zone
    return zones


def set_up_agencies(zones: dict[str, Zone], now: datetime) -> dict[str, Agency]:
    """The agencies of all institutions, those of other installations too; institution code → agency."""
    return {
        institution.code: _agency(institution, zones.get(institution.code), now)
        for institution in INSTITUTIONS.values()
    }


def _agency(institution: Institution, zone: Zone | None, now: datetime) -> Agency:
    found = symbols.agency_of([institution.symbol]).get(institution.symbol)
    if found is not None:
        return found
    agency = Agency.objects.create(name=institution.name, zone=zone)
    authority, symbol = symbols.split(institution.symbol)
    symbols.give_symbol(agency=agency, authority=authority, symbol=symbol, now=now)
    return agency
