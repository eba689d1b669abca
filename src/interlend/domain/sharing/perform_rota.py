"""Effects on a borrowing request's rota: whom we ask, whom we part with, what we tell the lender."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from interlend.domain.exchange.models import Conversation
from interlend.domain.jobs.defer import defer
from interlend.domain.sharing import conversing, saying
from interlend.domain.sharing.models import RotaEntry
from interlend.domain.sharing.perform_either import Performer
from interlend.domain.sharing.refusal import NotPossible
from interlend.domain.sharing.story import Story
from interlend.domain.sharing.subjects import BorrowingSubject
from interlend.domain.zones import rows, scope
from interlend.kernel.iso18626.codes import Action
from interlend.kernel.iso18626.open_codes import LOAN_CONDITION
from interlend.kernel.lifecycle.happenings import ConditionOffered, Shipped, Unfilled

Borrowed = Story[BorrowingSubject]
Standing = RotaEntry.Standing


def _start_locate(story: Borrowed, _argument: str) -> None:
    defer("locate_borrowing", zone_id=scope.current_zone_id(), request_id=story.subject.request.pk)


def _ask_next(story: Borrowed, _argument: str) -> None:
    defer("ask_next", zone_id=scope.current_zone_id(), request_id=story.subject.request.pk)


def _start_answer_clock(story: Borrowed, _argument: str) -> None:
    entry = _active(story)
    entry.asked_at = story.now
    rows.update(entry, "asked_at")


def _reject_active(story: Borrowed, _argument: str) -> None:
    expired = isinstance(story.happening, Unfilled) and story.happening.expired
    _part(story, Standing.EXPIRED if expired else Standing.REJECTED)


def _leave_active(story: Borrowed, _argument: str) -> None:
    was_asked_to_cancel = bool(story.subject.request.cancel_asked_by)
    conversation = _conversation(story)
    _part(story, Standing.LEFT)
    if not was_asked_to_cancel:
        conversing.tell(conversation, Action.CANCEL, now=story.now)


def _complete_active(story: Borrowed, _argument: str) -> None:
    entry = _active(story)
    entry.standing = Standing.SUPPLIED
    rows.update(entry, "standing")


def _part(story: Borrowed, standing: Standing) -> None:
    entry = _active(story)
    entry.standing = standing
    entry.reason = ": ".join(filter(None, [story.happening.label, saying.words_of(story.happening)]))[:400]
    rows.update(entry, "standing", "reason")
    story.subject.entry = None
    story.subject.request.condition = ""


def _remember_cancel(story: Borrowed, _argument: str) -> None:
    request = story.subject.request
    request.cancel_asked_by = story.by.cause
    request.state_before_cancel = story.before


def _return_to(story: Borrowed, argument: str) -> None:
    story.subject.request.state_before_cancel = argument


def _send_cancel(story: Borrowed, _argument: str) -> None:
    conversing.tell(_conversation(story), Action.CANCEL, now=story.now, note=_note(story))


def _send_condition_accepted(story: Borrowed, _argument: str) -> None:
    with translation.override(settings.LANGUAGE_CODE):  # the partner's, not that of whoever clicked
        note = _note(story) or _("We accept your condition.")
    conversing.tell(_conversation(story), Action.NOTIFICATION, now=story.now, note=note)


def _send_received(story: Story[Any], _argument: str) -> None:
    conversing.tell(_conversation(story), Action.RECEIVED, now=story.now, note=_note(story))


def _send_returned(story: Story[Any], _argument: str) -> None:
    conversing.tell(_conversation(story), Action.SHIPPED_RETURN, now=story.now, note=_note(story))


def _record_condition(story: Borrowed, _argument: str) -> None:
    offered = story.happening
    if isinstance(offered, ConditionOffered):
        cost = f"{offered.cost} {offered.currency}".strip() if offered.cost is not None else ""
        conditions = [LOAN_CONDITION.label(code) for code in offered.conditions]
        story.subject.request.condition = "; ".join(filter(None, [*conditions, cost, offered.note]))


def _record_shipment(story: Borrowed, _argument: str) -> None:
    shipped = story.happening
    if not isinstance(shipped, Shipped):
        return
    story.subject.request.lender_due_at = shipped.due or story.subject.request.lender_due_at
    if shipped.item_ids:
        entry = _active(story)
        entry.item_barcode = shipped.item_ids[0][:60]
        rows.update(entry, "item_barcode")


def _record_due_date(story: Borrowed, _argument: str) -> None:
    due = getattr(story.happening, "due", None)
    story.subject.request.lender_due_at = due or story.subject.request.lender_due_at


def _note(story: Story[Any]) -> str:
    note: str = getattr(story.happening, "note", "")
    return note


def _active(story: Borrowed) -> RotaEntry:
    entry = story.subject.entry
    if entry is None:
        raise NotPossible(_("The request is just on its way to the next lender: try again in a moment."))
    return entry


def _conversation(story: Story[Any]) -> Conversation:
    entry: RotaEntry | None = story.subject.entry
    if entry is None or entry.conversation is None:
        raise NotPossible(_("No lender has been asked."))
    return entry.conversation


ROTA_EFFECTS: dict[str, Performer] = {
    "start_locate": _start_locate,
    "ask_next": _ask_next,
    "start_answer_clock": _start_answer_clock,
    "reject_active": _reject_active,
    "leave_active": _leave_active,
    "complete_active": _complete_active,
    "remember_cancel": _remember_cancel,
    "return_to": _return_to,
    "send_cancel": _send_cancel,
    "send_condition_accepted": _send_condition_accepted,
    "send_received": _send_received,
    "send_returned": _send_returned,
    "record_condition": _record_condition,
    "record_shipment": _record_shipment,
    "record_due_date": _record_due_date,
}
