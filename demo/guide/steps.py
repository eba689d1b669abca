"""The two steps in which an installation is configured: introduce ourselves, then meet the others."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from django.conf import settings

from demo import introductions, log_ins
from demo.consortium.institutions import INSTALLATIONS, INSTITUTIONS, KEYS, Institution, of_installation
from demo.guide import fulfillment, libraries, partners, people, rota, zones
from demo.introductions import Introduction
from interlend.domain.agencies import credentials
from interlend.domain.agencies.models import Agency
from interlend.domain.people import keys
from interlend.domain.people.models import Role
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone


class NotIntroduced(Exception):
    """An institution has not heard of another one yet."""


def introduce(code: str, folder: Path, now: datetime) -> None:
    """Say to everybody else where our institutions are to be reached, and by which key."""
    ours = zones.set_up_network(INSTALLATIONS[code])
    agencies = zones.set_up_agencies(ours, now)
    for our_code, zone in ours.items():
        with scope.entered(zone.pk):
            for their_code in INSTITUTIONS:
                if their_code != our_code:
                    before = introductions.read(folder, of=our_code, to=their_code)
                    key = _key_for(agencies[our_code], agencies[their_code], before)
                    introduction = Introduction(
                        url=f"{settings.INTERLEND_BASE_URL}/iso18626/{agencies[our_code].uuid}",
                        sru_url=f"{settings.INTERLEND_BASE_URL}/sru/{our_code}",
                        key=key,
                    )
                    introductions.write(folder, introduction, of=our_code, to=their_code)


def _key_for(ours: Agency, theirs: Agency, before: Introduction | None) -> str:
    """The key that we gave them, where it still opens; else a new one."""
    if before is not None:
        caller = credentials.identify(presented=before.key, carrier=credentials.Carrier.HEADER)
        if caller and (caller.our_agency_id, caller.their_agency_id) == (ours.pk, theirs.pk):
            return before.key
    return credentials.make(our_agency=ours, their_agency=theirs).shown_once


def meet(code: str, folder: Path, now: datetime) -> None:
    """Set up every institution of the installation, section by section. Raises NotIntroduced."""
    ours = zones.set_up_network(INSTALLATIONS[code])
    agencies = zones.set_up_agencies(ours, now)
    opens = log_ins.kept(folder)
    for institution in of_installation(code):
        told = _told(institution, folder)
        with scope.entered(ours[institution.code].pk):
            houses = libraries.set_up(institution, agencies[institution.code])
            groups = people.set_up(institution, houses.sharing, opens)
            known = list(partners.set_up(institution, agencies, told, now).values())
            fulfillment.set_up(houses, known, groups)
            rota.set_up(known)
    _make_keys(ours, folder / code / "keys.json")


def _told(institution: Institution, folder: Path) -> dict[str, Introduction]:
    told = {}
    for other in institution.asks:
        introduction = introductions.read(folder, of=other, to=institution.code)
        if introduction is None:
            raise NotIntroduced(f"{institution.name} has not heard of {INSTITUTIONS[other].name}.")
        told[other] = introduction
    return told


def _make_keys(ours: dict[str, Zone], path: Path) -> None:
    """Keys to the API, by institution and role; those that still open are kept."""
    kept: dict[str, dict[str, str]] = json.loads(path.read_text()) if path.exists() else {}
    for code, zone in ours.items():
        of_institution = kept.setdefault(code, {})
        for role, label in KEYS.items():
            found = keys.find(of_institution.get(role, ""))
            if found is None or (found.zone_id, found.role) != (zone.pk, role):
                _, of_institution[role] = keys.make_key(zone=zone, name=f"Demo: {label}", role=Role(role))
    introductions.write_private(path, kept)
