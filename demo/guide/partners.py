"""“Workflow profiles” and “Resource Sharing Partners”, with how each partner's catalog is searched."""

from __future__ import annotations

from datetime import datetime

from demo.consortium.institutions import INSTITUTIONS, Institution
from demo.consortium.sharing import (
    BORROWING_STEPS,
    BORROWING_WORKFLOW,
    EXPIRY_DAYS,
    LENDING_STEPS,
    LENDING_WORKFLOW,
)
from demo.introductions import Introduction
from interlend.domain.agencies import credentials
from interlend.domain.agencies.models import Agency
from interlend.domain.agencies.secrets import Unreadable
from interlend.domain.partners.models import LocateProfile, Partner, WorkflowProfile

KEY_HEADER = "X-Interlend-Key"


def set_up(
    institution: Institution,
    agencies: dict[str, Agency],
    introductions: dict[str, Introduction],
    now: datetime,
) -> dict[str, Partner]:
    """All other institutions as partners, in both directions; institution code → partner."""
    borrowing = _workflow(BORROWING_WORKFLOW, WorkflowProfile.Kind.BORROWING, list(BORROWING_STEPS))
    lending = _workflow(LENDING_WORKFLOW, WorkflowProfile.Kind.LENDING, list(LENDING_STEPS))
    partners = {}
    for code in institution.asks:
        other, introduction = INSTITUTIONS[code], introductions[code]
        _believe(agencies[institution.code], agencies[code], introduction.key, now)
        partners[code], _ = Partner.objects.update_or_create(
            agency=agencies[code],
            defaults={
                "code": code.upper(),
                "name": other.name,
                "system_type": "Interlend",
                "borrowing_workflow": borrowing,
                "lending_workflow": lending,
                "locate_profile": _locate_profile(institution, other, introduction),
                "expiry": Partner.Expiry.DAYS,
                "expiry_days": EXPIRY_DAYS,
                "url": introduction.url,
                "email": other.email,
                "phone": other.phone,
                "address": other.address,
            },
        )
    return partners


def _workflow(name: str, kind: WorkflowProfile.Kind, steps: list[str]) -> WorkflowProfile:
    profile, _ = WorkflowProfile.objects.update_or_create(name=name, defaults={"kind": kind, "steps": steps})
    return profile


def _locate_profile(ours: Institution, other: Institution, introduction: Introduction) -> LocateProfile:
    """Members of one installation share an index; other installations are asked by SRU."""
    if ours.installation == other.installation:
        profile, _ = LocateProfile.objects.update_or_create(
            code="LOCAL", defaults={"name": "Our network's index", "kind": LocateProfile.Kind.LOCAL}
        )
        return profile
    profile, _ = LocateProfile.objects.update_or_create(
        code=f"SRU_{other.code.upper()}",
        defaults={
            "name": f"Catalog of {other.name}",
            "kind": LocateProfile.Kind.SRU,
            "url": introduction.sru_url,
        },
    )
    return profile


def _believe(our_agency: Agency, their_agency: Agency, key: str, now: datetime) -> None:
    """Keep the key that the partner gave us, unless it is the one that we keep already."""
    try:
        kept = credentials.present(our_agency_id=our_agency.pk, their_agency_id=their_agency.pk)
    except Unreadable:
        kept = {}
    if kept.get(KEY_HEADER) != key:
        credentials.keep(
            our_agency=our_agency, their_agency=their_agency, secret=key, header_name=KEY_HEADER, now=now
        )
