"""Locate: which partners of a rota can lend, and which copy of ours is wanted. Called by the clock.

Our scope is open only while our rows are read and written. In between each partner's catalog is asked: a
member of this installation in its own scope, any other library by SRU.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _

from interlend.domain.catalog.citation import Citation
from interlend.domain.catalog.lookups import sru
from interlend.domain.partners.models import LocateProfile, Partner
from interlend.domain.rota.build import build
from interlend.domain.rota.sending import sends_automatically_each
from interlend.domain.rulebook.models import Decision
from interlend.domain.sharing import conversing
from interlend.domain.sharing.advance import advance
from interlend.domain.sharing.by import SYSTEM
from interlend.domain.sharing.lender_answers import (
    does_not_lend,
    resource_sharing_library_of,
    what_can_be_lent,
)
from interlend.domain.sharing.models import BorrowingRequest, RotaEntry
from interlend.domain.sharing.perform_lending import NothingToHold
from interlend.domain.sharing.placing import CLOSED
from interlend.domain.sharing.subjects import BorrowingSubject, LendingSubject
from interlend.domain.zones import rows, scope
from interlend.domain.zones.compiled import compiled
from interlend.kernel.lifecycle.borrowing import Borrowing
from interlend.kernel.lifecycle.happenings import Asked, Located, LocateFinished, LocateOutcome, RotaMissing
from interlend.kernel.lifecycle.lending import Lending

Standing = RotaEntry.Standing


@dataclass(frozen=True, slots=True)
class Answer:
    """What a partner's catalog said. `is_possible`: it may be asked; True also where it gave no answer."""

    is_possible: bool
    reason: str
    record: str = ""


def locate(zone_id: int, request_id: int, *, now: datetime) -> None:
    """Build the rota of a borrowing request where it has none, ask its partners' catalogs, and go on."""
    with scope.entered(zone_id):
        subject = BorrowingSubject.locked(request_id)
        if subject.stands is not Borrowing.LOCATE_IN_PROCESS:
            return
        request = subject.request
        entries, decision = _entries(request), None
        if not entries:
            decision = _build_rota(request)
            entries = _entries(request)
        if not entries:
            nobody = LocateFinished(found=0) if _was_asked_for(request) else RotaMissing()
            advance(subject, nobody, by=SYSTEM, now=now, decision=decision)
            return
        citation, our_agency_id = citation_of(request), request.library.agency_id or 0
    answers = {entry.pk: _ask(entry.partner, citation, our_agency_id, now) for entry in entries}
    with scope.entered(zone_id):
        subject = BorrowingSubject.locked(request_id)
        if subject.stands is not Borrowing.LOCATE_IN_PROCESS:
            return
        # As they stand now: meanwhile another locate of this request may have ended, and been gone on from.
        entries = [entry for entry in _entries(request) if entry.pk in answers]
        for entry in entries:
            answer = answers[entry.pk]
            entry.standing = Standing.PENDING if answer.is_possible else Standing.NOT_LOCATED
            entry.reason = answer.reason[:400]
            entry.located_record = answer.record[:60]
        RotaEntry.objects.bulk_update(entries, ["standing", "reason", "located_record"])
        found = sum(answers[entry.pk].is_possible for entry in entries)
        advance(subject, LocateFinished(found=found), by=SYSTEM, now=now, decision=decision)


def _entries(request: BorrowingRequest) -> list[RotaEntry]:
    """The partners that may still be asked: those not asked yet, found or not."""
    return _not_asked_yet(request_id=request.pk)


@compiled
def _not_asked_yet(request_id: Any) -> QuerySet[RotaEntry]:
    entries = RotaEntry.objects.filter(
        request_id=request_id, standing__in=[Standing.PENDING, Standing.NOT_LOCATED], conversation=None
    )
    return entries.select_related("partner__agency", "partner__locate_profile").order_by("position", "id")


def _was_asked_for(request: BorrowingRequest) -> bool:
    """Whether the request has had a rota: then nobody is left in it, which is not the same as none."""
    return RotaEntry.objects.filter(request=request).exists()


def _build_rota(request: BorrowingRequest) -> Decision:
    """Write the rota that the rules give, each entry with the decision whether it is sent by itself.

    Partners that the request has asked already are not asked again.
    """
    case = {
        "user_group": request.patron.user_group,
        "library": request.library,
        "pickup_library": request.pickup_library,
        "format": request.format,
    }
    built = build(case, _loads(), seed=request.number)
    earlier = RotaEntry.objects.filter(request=request)
    asked = set(earlier.values_list("partner_id", flat=True))
    partners = [place.partner for place in built.places if place.partner.pk not in asked]
    first = (earlier.aggregate(last=Max("position"))["last"] or 0) + 1
    sendings = sends_automatically_each(partners, case) if partners else {}
    decisions = Decision.objects.bulk_create([sendings[partner.pk].as_decision() for partner in partners])
    RotaEntry.objects.bulk_create(
        [
            RotaEntry(
                request=request,
                partner=partner,
                position=position,
                sends_automatically=sendings[partner.pk].automatically,
                sending_decision=decision,
            )
            for position, (partner, decision) in enumerate(zip(partners, decisions, strict=True), start=first)
        ]
    )
    return built.record()


def _loads() -> dict[int, int]:
    """How many open requests each partner has of us now."""
    counted = (
        RotaEntry.objects.filter(standing=Standing.ACTIVE)
        .exclude(request__state__in=CLOSED)
        .values_list("partner_id")
        .annotate(Count("id"))
    )
    return dict(counted)


def _ask(partner: Partner, citation: Citation, our_agency_id: int, now: datetime) -> Answer:
    """Whether one partner may be asked. What gives no answer may hold it, and stays in the rota."""
    profile = partner.locate_profile
    if partner.status != Partner.Status.ACTIVE or not partner.takes_new_requests:
        return Answer(is_possible=False, reason=_("It takes no new requests."))
    if profile is None:
        return Answer(is_possible=True, reason=_("Its catalog is not searched; it is asked all the same."))
    if profile.kind == LocateProfile.Kind.SRU:
        looked_up = sru.look_up(citation, profile, library_code=partner.holding_code)
    elif partner.agency.zone_id is None:
        return Answer(is_possible=True, reason=_("It is not in this installation; it is asked all the same."))
    else:
        with scope.entered(partner.agency.zone_id):
            library = resource_sharing_library_of(partner.agency_id)
            if library is None:
                return Answer(is_possible=False, reason=_("It has no resource sharing library."))
            if inactive := does_not_lend(library, at=now):
                return Answer(is_possible=False, reason=inactive)
            looked_up = what_can_be_lent(
                citation,
                library=library,
                borrower_agency_id=our_agency_id,
                library_code=partner.holding_code,
            )
    record = looked_up.records[0].number if looked_up.records else ""
    return Answer(is_possible=looked_up.lendable is not False, reason=looked_up.reason, record=record)


def ask_next(zone_id: int, request_id: int, *, now: datetime) -> None:
    """Send the request to the next lender of its rota."""
    with scope.entered(zone_id):
        subject = BorrowingSubject.locked(request_id)
        request, entry = subject.request, subject.next_entry()
        if subject.stands is not Borrowing.REQUEST_SENT or subject.entry is not None or entry is None:
            return
        entry.request = request
        entry.conversation = conversing.ask(
            request, entry, our_agency_id=request.library.agency_id or 0, now=now
        )
        entry.standing = Standing.ACTIVE
        entry.asked_at = now
        request.asked_count += 1
        rows.update(entry, "standing", "conversation", "asked_at")
        subject.entry = entry
        advance(subject, Asked(), by=SYSTEM, now=now, decision=entry.sending_decision)


def locate_lending(zone_id: int, request_id: int, *, now: datetime) -> None:
    """Search our own catalog for what a partner asks; hold a copy, or say why there is none."""
    with scope.entered(zone_id):
        subject = LendingSubject.locked(request_id)
        if subject.stands not in (Lending.CREATED, Lending.LOCATE_FAILED):
            return
        request = subject.request
        answer = what_can_be_lent(
            request, library=request.library, borrower_agency_id=request.conversation.their_agency_id
        )
        outcome = LocateOutcome(kind=answer.outcome or Located.SEVERAL, reason=answer.reason)
        item_ids = [candidate.item_id for candidate in answer.candidates]
        try:
            with scope.entered(zone_id):
                advance(subject, outcome, by=SYSTEM, now=now, item_ids=item_ids)
        except NothingToHold as taken:
            again = LendingSubject.locked(request_id)
            gone = LocateOutcome(kind=Located.NONE_AVAILABLE, reason=taken.reason)
            advance(again, gone, by=SYSTEM, now=now)


def citation_of(request: BorrowingRequest) -> Citation:
    """What a request asks for, on its own."""
    return Citation(
        title=request.title,
        author=request.author,
        isbn=request.isbn,
        issn=request.issn,
        lccn=request.lccn,
        system_number=request.system_number,
    )
