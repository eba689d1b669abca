"""Peers: how delivery to each partner stands; pause it, resume it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from ninja import Schema
from pydantic import AwareDatetime, Field

from interlend.domain.exchange.models import Message
from interlend.domain.partners import peers as verbs
from interlend.domain.partners.models import Partner, PeerConnection
from interlend.domain.people.permissions import Action
from interlend.interfaces.api.door import Call, Task
from interlend.interfaces.api.pages import Page, page_of
from interlend.interfaces.api.values import After, Code, Limit

peers = Task("Peers")


class Connection(Schema):
    """How delivery from one agency of ours to the partner's agency stands."""

    our_agency: str
    is_paused: bool
    paused_by: str
    failures: int = Field(description="Failures in a row.")
    not_before: AwareDatetime | None = Field(description="Until then nothing is tried.")
    last_success_at: AwareDatetime | None
    last_error: str


class Peer(Schema):
    """A partner as a peer on the wire. No connection: nothing was ever sent, or paused."""

    partner: str
    partner_name: str
    waiting: int = Field(description="Messages that wait to be sent.")
    connections: list[Connection]


@peers.reads("/peers", Action.PARTNERS_READ, Page[Peer])
def list_peers(request: Call, limit: Limit = 50, after: After = 0) -> dict[str, Any]:
    """The partners, with how delivery to each stands."""
    rows = Partner.objects.exclude(status=Partner.Status.RETIRED)
    page = page_of(rows, lambda partner: partner, limit=limit, after=after)
    return {"items": _shown(page["items"]), "next": page["next"]}


@peers.does("/peers/{partner}/pause", Action.PEERS_PAUSE, Peer)
def pause_peer(request: Call, partner: Code) -> Peer:
    """Send nothing to this partner until somebody resumes; messages queue up, nothing is lost."""
    return _shown([verbs.pause(partner, by=request.key.name)])[0]


@peers.does("/peers/{partner}/resume", Action.PEERS_PAUSE, Peer)
def resume_peer(request: Call, partner: Code) -> Peer:
    """Send again, and at once."""
    return _shown([verbs.resume(partner)])[0]


def _shown(partners: list[Partner]) -> list[Peer]:
    agencies = [partner.agency_id for partner in partners]
    known: dict[int, list[Connection]] = {}
    rows = PeerConnection.objects.filter(their_agency_id__in=agencies).select_related("our_agency")
    for row in rows.order_by("id"):
        known.setdefault(row.their_agency_id, []).append(_connection(row))
    waiting = dict(
        Message.objects.filter(
            state__in=[Message.State.QUEUED, Message.State.SENDING],
            conversation__their_agency_id__in=agencies,
        )
        .values_list("conversation__their_agency_id")
        .annotate(Count("id"))
    )
    return [
        Peer(
            partner=partner.code,
            partner_name=partner.name,
            waiting=waiting.get(partner.agency_id, 0),
            connections=known.get(partner.agency_id, []),
        )
        for partner in partners
    ]


def _connection(row: PeerConnection) -> Connection:
    return Connection(
        our_agency=row.our_agency.name,
        is_paused=row.is_paused,
        paused_by=row.paused_by,
        failures=row.failures,
        not_before=row.not_before,
        last_success_at=row.last_success_at,
        last_error=row.last_error,
    )
