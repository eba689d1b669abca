"""What something can happen to: a borrowing request, a lending request, or a conversation that we left.

A subject is loaded and locked in one statement and knows its table, where it stands, the steps that are
switched on for its partner, and whatever an effect needs.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from functools import cached_property
from typing import Protocol, TypeVar

from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery

from interlend.domain.exchange.models import Conversation
from interlend.domain.partners.models import Partner
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest, RotaEntry
from interlend.domain.sharing.refusal import NotFound
from interlend.domain.zones import known_settings
from interlend.domain.zones.models import Setting
from interlend.kernel.lifecycle.borrowing import BORROWING, Borrowing
from interlend.kernel.lifecycle.left import LEFT_BEHIND, Left
from interlend.kernel.lifecycle.lending import LENDING, Lending
from interlend.kernel.lifecycle.steps import BorrowingStep, LendingStep, Step
from interlend.kernel.lifecycle.table import Table

Standing = RotaEntry.Standing
NEXT = "next_sends_automatically"
KEPT = "kept_rejected"
KEEP_REJECTED = "rs_keep_rejected_request_active"
NAMED = frozenset({Standing.ACTIVE, Standing.SUPPLIED})
REQUEST_FIRST = ("request", "self")
"""The order of the locks: whoever holds the request goes on to its rota, never the other way round."""


class Subject(Protocol):
    """What `advance` needs to know of anything that a happening can befall."""

    table: Table

    @property
    def stands(self) -> StrEnum:
        """The state it stands at."""
        ...

    @property
    def steps(self) -> Collection[Step]:
        """The optional steps that are switched on."""
        ...


class BorrowingSubject:
    """A borrowing request with its rota. `as_loaded` is what its fields held when it was loaded."""

    table = BORROWING

    def __init__(self, request: BorrowingRequest, entry: RotaEntry | None = None) -> None:
        self.request = request
        self.as_loaded = dict(request.__dict__)
        if entry is not None:
            self.entry = entry

    @classmethod
    def locked(cls, number_or_id: str | int) -> BorrowingSubject:
        """The request of this number (or id), locked. Raises NotFound."""
        field = "pk" if isinstance(number_or_id, int) else "number"
        request = (
            BorrowingRequest.objects.select_for_update(of=("self",))
            .select_related("library", "pickup_library", "patron")
            .filter(**{field: number_or_id})
            .first()
        )
        if request is None:
            raise NotFound(f"There is no borrowing request {number_or_id} here.")
        return cls(request)

    @property
    def stands(self) -> Borrowing:
        """The state it stands at."""
        return Borrowing(self.request.state)

    @cached_property
    def entry(self) -> RotaEntry | None:
        """The rota entry of the lender that was asked last and not refused."""
        entry = (
            RotaEntry.objects.filter(request=self.request, standing__in=NAMED)
            .select_related("partner__borrowing_workflow", "conversation")
            .first()
        )
        if entry is not None:
            entry.request = self.request
        return entry

    def next_entry(self) -> RotaEntry | None:
        """The next lender of the rota that can be asked."""
        return (
            _pending(self.request.pk)
            .select_related("partner__agency", "partner__borrowing_workflow", "sending_decision")
            .first()
        )

    @property
    def next_is_sent_automatically(self) -> bool | None:
        """Whether the next lender of the rota is asked without staff; None where there is none."""
        known = getattr(self.request, NEXT, NEXT)
        if known is NEXT:
            known = _pending(self.request.pk).values_list("sends_automatically", flat=True).first()
            setattr(self.request, NEXT, known)
        return None if known is None else bool(known)

    @property
    def keeps_rejected(self) -> str:
        """The zone's `rs_keep_rejected_request_active`."""
        if not hasattr(self.request, KEPT):
            setattr(self.request, KEPT, known_settings.value_of(KEEP_REJECTED))
        return getattr(self.request, KEPT) or str(known_settings.KNOWN[KEEP_REJECTED].default)

    @property
    def steps(self) -> Collection[Step]:
        """The steps of the active partner's borrowing profile; all of them where there is none."""
        workflow = self.entry.partner.borrowing_workflow if self.entry else None
        return {BorrowingStep(step) for step in workflow.steps} if workflow else frozenset(BorrowingStep)


class LendingSubject:
    """A lending request."""

    table = LENDING

    def __init__(self, request: LendingRequest) -> None:
        self.request = request
        self.as_loaded = dict(request.__dict__)

    @classmethod
    def locked(cls, number_or_id: str | int) -> LendingSubject:
        """The request of this number (or id), locked. Raises NotFound."""
        return cls._locked(**{"pk" if isinstance(number_or_id, int) else "number": number_or_id})

    @classmethod
    def of_conversation(cls, conversation: Conversation) -> LendingSubject:
        """The request of a conversation, locked. Its partner is taken from there, not read again.

        Raises NotFound.
        """
        subject = cls._locked("library", conversation_id=conversation.pk)
        subject.request.conversation = conversation
        subject.request.partner = conversation.partner
        return subject

    @classmethod
    def _locked(cls, *with_it: str, **wanted: str | int) -> LendingSubject:
        related = with_it or ("library", "partner__lending_workflow", "conversation")
        locked = LendingRequest.objects.select_for_update(of=("self",)).select_related(*related)
        request = _only(locked.filter(**wanted))
        if request is None:
            raise NotFound(f"There is no lending request {next(iter(wanted.values()))} here.")
        return cls(request)

    @property
    def stands(self) -> Lending:
        """The state it stands at."""
        return Lending(self.request.state)

    @property
    def steps(self) -> Collection[Step]:
        """The steps of the partner's lending profile; all of them where there is none."""
        workflow = self.request.partner.lending_workflow
        return {LendingStep(step) for step in workflow.steps} if workflow else frozenset(LendingStep)


class LeftSubject:
    """A conversation that the request has gone on without."""

    table = LEFT_BEHIND
    steps: Collection[Step] = ()

    def __init__(self, entry: RotaEntry) -> None:
        self.entry = entry
        self.request = entry.request

    @classmethod
    def locked(cls, entry_id: int) -> LeftSubject:
        """The rota entry of this id, locked. Raises NotFound where the request has not gone on without it."""
        entry = (
            RotaEntry.objects.select_for_update(of=REQUEST_FIRST)
            .select_related("request__library", "partner", "conversation")
            .filter(pk=entry_id, conversation__isnull=False)
            .exclude(standing__in=NAMED)
            .first()
        )
        if entry is None:
            raise NotFound("This lender was not left.")
        return cls(entry)

    @property
    def stands(self) -> Left:
        """The state it stands at."""
        if self.entry.state:
            return Left(self.entry.state)
        return Left.LEFT if self.entry.standing == Standing.LEFT else Left.CLOSED


Found = TypeVar("Found", bound=models.Model)


def _only(found: QuerySet[Found]) -> Found | None:
    """The one row, without the ordering that `first` would add."""
    return next(iter(found[:1]), None)


def _pending(request_id: int | OuterRef) -> QuerySet[RotaEntry]:
    """Those still to be asked; a partner that has become inactive since is passed over."""
    pending = RotaEntry.objects.filter(
        request_id=request_id,
        standing=Standing.PENDING,
        partner__status=Partner.Status.ACTIVE,
        partner__takes_new_requests=True,
    )
    return pending.order_by("position", "id")


def borrowing_by_conversation(conversation: Conversation) -> BorrowingSubject | LeftSubject:
    """Whatever a lender's message in this conversation is about, locked in one statement.

    The partner is taken from the conversation; what a refusal will want to know comes along.
    """
    entry = _only(
        RotaEntry.objects.select_for_update(of=REQUEST_FIRST)
        .select_related("request__library", "request__patron")
        .annotate(
            **{
                NEXT: Subquery(_pending(OuterRef("request_id")).values("sends_automatically")[:1]),
                KEPT: Subquery(Setting.objects.filter(key=KEEP_REJECTED).values("value")[:1]),
            }
        )
        .filter(conversation_id=conversation.pk)
    )
    if entry is None:
        raise NotFound(f"No borrowing request has conversation {conversation.pk}.")
    entry.conversation, entry.partner = conversation, conversation.partner
    request = entry.request
    setattr(request, NEXT, getattr(entry, NEXT))
    setattr(request, KEPT, getattr(entry, KEPT))
    if request.pickup_library_id == request.library_id:
        request.pickup_library = request.library
    return BorrowingSubject(request, entry) if entry.standing in NAMED else LeftSubject(entry)
