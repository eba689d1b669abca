"""What something can happen to: a borrowing request, a lending request, or a conversation that we left.

A subject is loaded and locked in one statement and knows its table, where it stands, the steps that are
switched on for its partner, and whatever an effect needs.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from interlend.domain.exchange.models import Conversation
from interlend.domain.partners.models import Partner
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest, RotaEntry
from interlend.domain.sharing.refusal import NotFound
from interlend.domain.zones import known_settings
from interlend.domain.zones.compiled import compiled
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
        if isinstance(number_or_id, int):
            found = _borrowing_of_id(id=number_or_id)
        else:
            found = _borrowing_of_number(number=number_or_id)
        if not found:
            raise NotFound(_("There is no borrowing request %(number)s here.") % {"number": number_or_id})
        return cls(found[0])

    @property
    def stands(self) -> Borrowing:
        """The state it stands at."""
        return Borrowing(self.request.state)

    @cached_property
    def entry(self) -> RotaEntry | None:
        """The rota entry of the lender that was asked last and not refused."""
        found = _named(request_id=self.request.pk)
        if not found:
            return None
        found[0].request = self.request
        return found[0]

    def next_entry(self) -> RotaEntry | None:
        """The next lender of the rota that can be asked."""
        return next(iter(_next_pending(request_id=self.request.pk)), None)

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
        if isinstance(number_or_id, int):
            found = _lending_of_id(id=number_or_id)
        else:
            found = _lending_of_number(number=number_or_id)
        if not found:
            raise NotFound(_("There is no lending request %(number)s here.") % {"number": number_or_id})
        return cls(found[0])

    @classmethod
    def of_conversation(cls, conversation: Conversation) -> LendingSubject:
        """The request of a conversation, locked. Its partner is taken from there, not read again.

        Raises NotFound.
        """
        found = _lending_of_conversation(conversation_id=conversation.pk)
        if not found:
            raise NotFound(f"No lending request has conversation {conversation.pk}.")
        found[0].conversation, found[0].partner = conversation, conversation.partner
        return cls(found[0])

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
        found = _left(entry_id=entry_id)
        if not found:
            raise NotFound(_("This lender was not left."))
        return cls(found[0])

    @property
    def stands(self) -> Left:
        """The state it stands at."""
        if self.entry.state:
            return Left(self.entry.state)
        return Left.LEFT if self.entry.standing == Standing.LEFT else Left.CLOSED


def borrowing_by_conversation(conversation: Conversation) -> BorrowingSubject | LeftSubject:
    """Whatever a lender's message in this conversation is about, locked in one statement.

    The partner is taken from the conversation; what a refusal will want to know comes along.
    """
    found = _of_conversation(conversation_id=conversation.pk)
    if not found:
        raise NotFound(f"No borrowing request has conversation {conversation.pk}.")
    entry = found[0]
    entry.conversation, entry.partner = conversation, conversation.partner
    request = entry.request
    setattr(request, NEXT, getattr(entry, NEXT))
    setattr(request, KEPT, getattr(entry, KEPT))
    if request.pickup_library_id == request.library_id:
        request.pickup_library = request.library
    return BorrowingSubject(request, entry) if entry.standing in NAMED else LeftSubject(entry)


def _pending(request_id: Any) -> QuerySet[RotaEntry]:
    """Those still to be asked; a partner that has become inactive since is passed over."""
    pending = RotaEntry.objects.filter(
        request_id=request_id,
        standing=Standing.PENDING,
        partner__status=Partner.Status.ACTIVE,
        partner__takes_new_requests=True,
    )
    return pending.order_by("position", "id")


@compiled
def _next_pending(request_id: Any) -> QuerySet[RotaEntry]:
    return _pending(request_id).select_related(
        "partner__agency", "partner__borrowing_workflow", "sending_decision"
    )[:1]


@compiled
def _named(request_id: Any) -> QuerySet[RotaEntry]:
    named = RotaEntry.objects.filter(request_id=request_id, standing__in=NAMED).order_by("id")
    return named.select_related("partner__borrowing_workflow", "conversation")[:1]


@compiled
def _left(entry_id: Any) -> QuerySet[RotaEntry]:
    locked = RotaEntry.objects.select_for_update(of=REQUEST_FIRST)
    left = locked.filter(pk=entry_id, conversation__isnull=False).exclude(standing__in=NAMED)
    return left.select_related("request__library", "partner", "conversation")


@compiled
def _of_conversation(conversation_id: Any) -> QuerySet[RotaEntry]:
    """With what a refusal will want to know: whether another lender waits, and what the zone keeps open."""
    locked = RotaEntry.objects.select_for_update(of=REQUEST_FIRST).filter(conversation_id=conversation_id)
    next_sent = _pending(OuterRef("request_id")).values("sends_automatically")[:1]
    kept = Setting.objects.filter(key=KEEP_REJECTED).values("value")[:1]
    return locked.select_related("request__library", "request__patron").annotate(
        **{NEXT: Subquery(next_sent), KEPT: Subquery(kept)}
    )


def _borrowing() -> QuerySet[BorrowingRequest]:
    locked = BorrowingRequest.objects.select_for_update(of=("self",))
    return locked.select_related("library", "pickup_library", "patron")


@compiled
def _borrowing_of_id(id: Any) -> QuerySet[BorrowingRequest]:
    return _borrowing().filter(pk=id)


@compiled
def _borrowing_of_number(number: Any) -> QuerySet[BorrowingRequest]:
    return _borrowing().filter(number=number)


def _lending() -> QuerySet[LendingRequest]:
    locked = LendingRequest.objects.select_for_update(of=("self",))
    return locked.select_related("library", "partner__lending_workflow", "conversation")


@compiled
def _lending_of_id(id: Any) -> QuerySet[LendingRequest]:
    return _lending().filter(pk=id)


@compiled
def _lending_of_number(number: Any) -> QuerySet[LendingRequest]:
    return _lending().filter(number=number)


@compiled
def _lending_of_conversation(conversation_id: Any) -> QuerySet[LendingRequest]:
    locked = LendingRequest.objects.select_for_update(of=("self",))
    return locked.select_related("library").filter(conversation_id=conversation_id)
