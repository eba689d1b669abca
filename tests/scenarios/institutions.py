"""The institutions of one scenario, in a running pair of installations.

They are those of the demo, configured by its guide, under names of their own: what one scenario does no other
can see. Howard, American and Georgetown live in one installation, Albany and Buffalo in the other; Albany
lies on Lord Howe Island, where clocks are half an hour off and change by half an hour.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from django.utils import timezone

from demo.consortium.institutions import INSTITUTIONS, Institution
from demo.guide import fulfillment, libraries, partners, people, rota
from demo.introductions import Introduction
from interlend.domain.agencies import credentials, symbols
from interlend.domain.agencies.models import Agency
from interlend.domain.catalog.load import load
from interlend.domain.libraries.models import Library
from interlend.domain.people import keys
from interlend.domain.people.models import Patron, Role
from interlend.domain.zones import scope
from interlend.domain.zones.models import Membership, Zone
from interlend.kernel.marc import iso2709
from interlend.kernel.marc.composing import compose
from interlend.kernel.marc.describing import Description
from interlend.kernel.marc.items import ItemFacts
from tests.scenarios.installation import Installation

TIME_ZONES: Final = {"albany": "Australia/Lord_Howe"}
CANARY: Final = "canary"
"""Stands in the name, barcode and address of every patron, and must never be seen outside its library."""
READERS: Final = {"rita": "GRADUATE", "paul": "FACULTY", "vic": "VISITOR"}
ROLES: Final = (Role.DISCOVERY, Role.SERVICES_MANAGER, Role.DESK_OPERATOR)


@dataclass(frozen=True)
class Book:
    """A title, and the barcodes of its copies."""

    title: str
    barcodes: tuple[str, ...]


@dataclass
class Built:
    """One institution of a scenario: where it runs, and by which keys it is spoken to."""

    name: str
    plan: Institution
    installation: Installation
    zone_id: int = 0
    rota: Sequence[str] = ()
    """Whom it asks, in order."""
    keys: dict[str, str] = field(default_factory=dict)
    inbound: dict[str, str] = field(default_factory=dict)
    """Their name → the key by which they call us."""
    url: str = ""
    """Where it takes messages."""

    def patron(self, reader: str) -> str:
        """The barcode of one of its readers."""
        return f"{self.plan.code}-{reader}-{CANARY}"


def build(
    scenario: str,
    pair: Mapping[str, Installation],
    *,
    rotas: Mapping[str, Sequence[str]],
    books: Mapping[str, Sequence[Book]],
    stand_alone: Sequence[str] = (),
) -> dict[str, Built]:
    """Build the institutions that occur in `rotas` (borrower → whom it asks, in order).

    `books`: what each of them holds. `stand_alone`: whose resource sharing library is not its main one.
    """
    now = timezone.now()
    names = list(dict.fromkeys([*rotas, *(lender for lenders in rotas.values() for lender in lenders)]))
    built = {}
    for name in names:
        asks = dict.fromkeys([*rotas.get(name, ()), *(other for other in names if other != name)])
        plan = replace(
            INSTITUTIONS[name],
            code=f"{scenario}-{name}",
            symbol=f"{scenario.upper()}:{name.upper()}",
            asks=tuple(asks),
            stand_alone="RES_SHARE" if name in stand_alone else "",
        )
        built[name] = Built(name, plan, pair[plan.installation], rota=rotas.get(name, ()))
    for installation in {id(each.installation): each.installation for each in built.values()}.values():
        with installation.inside():
            _introduce(scenario, built, installation, now)
    for each in built.values():
        with each.installation.inside():
            _set_up(each, built, books.get(each.name, ()), now)
    return built


def _introduce(scenario: str, built: dict[str, Built], here: Installation, now: datetime) -> None:
    """Zones and agencies of everybody, as this installation knows them; and keys for whoever calls."""
    network = Zone.objects.create(code=scenario, name=f"Network of {scenario}", kind=Zone.Kind.NETWORK)
    agencies = {}
    for name, each in built.items():
        zone = None
        if each.installation is here:
            zone = Zone.objects.create(code=each.plan.code, name=each.plan.name)
            Membership.objects.create(network=network, member=zone)
            each.zone_id = zone.pk
            each.keys = {
                role: keys.make_key(zone=zone, name=f"{each.plan.name}: {role.label}", role=role)[1]
                for role in ROLES
            }
        agencies[name] = Agency.objects.create(name=each.plan.name, zone=zone)
        authority, symbol = symbols.split(each.plan.symbol)
        symbols.give_symbol(agency=agencies[name], authority=authority, symbol=symbol, now=now)
    for name, each in built.items():
        if each.installation is not here:
            continue
        each.url = f"{here.address}/iso18626/{agencies[name].uuid}"
        with scope.entered(each.zone_id):
            for other in each.plan.asks:
                made = credentials.make(our_agency=agencies[name], their_agency=agencies[other])
                each.inbound[other] = made.shown_once


def _set_up(ours: Built, built: dict[str, Built], books: Sequence[Book], now: datetime) -> None:
    """One institution, section by section as the guide says; then its catalog and its readers."""
    agencies = symbols.agency_of([each.plan.symbol for each in built.values()])
    by_name = {name: agencies[each.plan.symbol] for name, each in built.items()}
    told = {
        name: Introduction(
            url=built[name].url,
            sru_url=f"{built[name].installation.address}/sru/{built[name].plan.code}",
            key=built[name].inbound[ours.name],
        )
        for name in ours.plan.asks
    }
    with scope.entered(ours.zone_id):
        houses = libraries.set_up(ours.plan, by_name[ours.name])
        groups = people.set_up(ours.plan, houses.sharing)
        agencies_of_guide = by_name | {ours.plan.code: by_name[ours.name]}
        known = partners.set_up(ours.plan, agencies_of_guide, told, now)
        fulfillment.set_up(houses, list(known.values()), groups)
        rota.set_up([known[name] for name in ours.rota or known])
        if ours.name in TIME_ZONES:
            Library.objects.update(time_zone=TIME_ZONES[ours.name])
        for reader, group in READERS.items():
            Patron.objects.create(
                barcode=ours.patron(reader),
                name=f"{reader.title()} {CANARY.title()}",
                email=f"{reader}.{CANARY}@{ours.plan.code}.example",
                user_group=groups[group],
                resource_sharing_library=houses.sharing,
            )
    load_books(ours, books)


def load_books(ours: Built, books: Sequence[Book]) -> None:
    """Put titles into its catalog, by the loader that a library would use. Inside its installation."""
    records = [
        compose(
            Description(control_number=f"{ours.plan.code}-{book.title}", title=book.title, material="Book"),
            [
                ItemFacts(barcode=barcode, library=ours.plan.main_library, location="STACKS", policy="BOOK")
                for barcode in book.barcodes
            ],
        )
        for book in books
    ]
    if records:
        file = io.BytesIO(b"".join(iso2709.encode(record, "utf-8") for record in records))
        report = load(file, zone_id=ours.zone_id, library="", tell=lambda refused, reason: None)
        assert report.refused == 0, report
