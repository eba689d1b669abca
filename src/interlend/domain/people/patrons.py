"""Patrons: who may ask for something at all. For what, the terms of use say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from interlend.domain.people.models import Patron


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a patron may not ask: a code for programs, a sentence for people."""

    code: str
    sentence: str


def may_request(*, patron: Patron, today: date) -> Refusal | None:
    """Why this patron may not place a request, or None. `today` is the library's day; the last day counts."""
    if patron.is_blocked:
        if patron.block_reason:
            return Refusal("blocked", _("Blocked: %(reason)s") % {"reason": patron.block_reason})
        return Refusal("blocked", _("Blocked."))
    if patron.expires_on is not None and patron.expires_on < today:
        return Refusal("expired", _("Expired on %(day)s.") % {"day": patron.expires_on.isoformat()})
    return None
