"""One installation with four institutions, set up by the guide: Howard borrows, American and Georgetown lend.

These three belong to one network; the Stranger, whose catalog holds the same book, to none. They know each
other as partners do, with keys and symbols, and speak to each other by real messages at the real addresses;
`tests.clockwork` turns the clock.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace

from django.utils import timezone

from demo.consortium.institutions import INSTITUTIONS, Institution
from demo.guide import fulfillment, libraries, partners, people, rota
from demo.introductions import Introduction
from interlend.domain.agencies import credentials, symbols
from interlend.domain.agencies.models import Agency
from interlend.domain.catalog.load import load
from interlend.domain.people import keys
from interlend.domain.people.models import Role
from interlend.domain.zones import scope
from interlend.domain.zones.models import Membership, Zone
from interlend.kernel.marc import iso2709
from interlend.kernel.marc.composing import compose
from interlend.kernel.marc.describing import Description
from interlend.kernel.marc.items import ItemFacts

HERE = "http://testserver"
RITA = "HOWARD-R1"
"""The barcode of a reader of Howard who may borrow."""
BOOK = "Their Eyes Were Watching God"

_PLANS = {
    "howard": replace(INSTITUTIONS["howard"], asks=("american", "georgetown")),
    "american": replace(INSTITUTIONS["american"], asks=("howard", "georgetown")),
    "georgetown": replace(INSTITUTIONS["georgetown"], asks=("howard", "american")),
    "stranger": replace(
        INSTITUTIONS["buffalo"], code="stranger", name="A Stranger", symbol="DEMO:STRANGER", asks=()
    ),
}


@dataclass
class House:
    """An institution: who it is, and its keys to the API by role."""

    plan: Institution
    zone: Zone
    agency: Agency
    keys: dict[Role, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    """Their code → the key by which they call us."""

    def holds(self, title: str, *barcodes: str) -> None:
        """Put copies of a title into its stacks."""
        record = compose(
            Description(control_number=f"{self.plan.code}-{title}", title=title, material="Book"),
            [
                ItemFacts(barcode=barcode, library=self.plan.main_library, location="STACKS", policy="BOOK")
                for barcode in barcodes
            ],
        )
        file = io.BytesIO(iso2709.encode(record, "utf-8"))
        report = load(file, zone_id=self.zone.pk, library="", tell=lambda refused, reason: None)
        assert (report.refused, report.items_refused) == (0, 0)


@dataclass
class World:
    """All that there is."""

    howard: House
    american: House
    georgetown: House
    stranger: House


def build() -> World:
    """Build the world. American has one copy of the book, Georgetown two, the Stranger one, Howard none."""
    network = Zone.objects.create(code="wrlc", name="WRLC", kind=Zone.Kind.NETWORK)
    houses = {code: _house(plan) for code, plan in _PLANS.items()}
    for house in houses.values():
        if house.plan.asks:
            Membership.objects.create(network=network, member=house.zone)
        with scope.entered(house.zone.pk):
            for other in house.plan.asks:
                made = credentials.make(our_agency=house.agency, their_agency=houses[other].agency)
                house.given[other] = made.shown_once
    for house in houses.values():
        _configure(house, houses)
    houses["american"].holds(BOOK, "AMERICAN-1")
    houses["georgetown"].holds(BOOK, "GEORGETOWN-1", "GEORGETOWN-2")
    houses["stranger"].holds(BOOK, "STRANGER-1")
    return World(**houses)


def zone_with_keys(code: str, name: str) -> tuple[Zone, dict[Role, str]]:
    """An institution with nothing in it but a key to the API for each role."""
    zone = Zone.objects.create(code=code, name=name)
    return zone, {role: keys.make_key(zone=zone, name=str(role.label), role=role)[1] for role in Role}


def _house(plan: Institution) -> House:
    zone, of_roles = zone_with_keys(plan.code, plan.name)
    agency = Agency.objects.create(name=plan.name, zone=zone)
    authority, symbol = symbols.split(plan.symbol)
    symbols.give_symbol(agency=agency, authority=authority, symbol=symbol, now=timezone.now())
    return House(plan, zone, agency, of_roles)


def _configure(house: House, houses: dict[str, House]) -> None:
    told = {
        other: Introduction(
            url=f"{HERE}/iso18626/{houses[other].agency.uuid}",
            sru_url=f"{HERE}/sru/{other}",
            key=houses[other].given[house.plan.code],
        )
        for other in house.plan.asks
    }
    agencies = {code: each.agency for code, each in houses.items()}
    with scope.entered(house.zone.pk):
        places = libraries.set_up(house.plan, house.agency)
        groups = people.set_up(house.plan, places.sharing)
        known = list(partners.set_up(house.plan, agencies, told, timezone.now()).values())
        if known:
            fulfillment.set_up(places, known, groups)
            rota.set_up(known)
