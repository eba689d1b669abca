"""The one function that everything comes to: a request, and something that happened to it.

It runs inside an open scope, with the subject's row locked, in the caller's transaction:

1. who causes it may do so;
2. facts are looked up as the table asks for them;
3. `kernel.lifecycle.decide` reads the table;
4. the new state, the effects and a HistoryEntry are written, or the refusal is.

Nobody else assigns a state.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from interlend.domain.sharing import attention, deadlines, saying
from interlend.domain.sharing.by import By
from interlend.domain.sharing.facts import Facts
from interlend.domain.sharing.models import HistoryEntry
from interlend.domain.sharing.perform import perform
from interlend.domain.sharing.refusal import NotPossible
from interlend.domain.sharing.story import Story
from interlend.domain.sharing.subjects import BorrowingSubject, LeftSubject, LendingSubject
from interlend.domain.zones import rows
from interlend.kernel.lifecycle.borrowing import Borrowing
from interlend.kernel.lifecycle.happenings import ConditionOffered, Happening, RequestAccepted, WillSupply
from interlend.kernel.lifecycle.table import Decided, Refused, decide

if TYPE_CHECKING:
    from interlend.domain.exchange.models import Message
    from interlend.domain.rulebook.models import Decision

AnySubject = BorrowingSubject | LendingSubject | LeftSubject

PROMISES = (RequestAccepted, WillSupply, ConditionOffered)
OVERTAKEN = Refused(reason="Overtaken by later news of the lender.", switched_off_by=None, recorded=True)
"""An older promise would undo what the lender said since; other older news happens if the table has a row."""


def advance(
    subject: AnySubject,
    happening: Happening,
    *,
    by: By,
    now: datetime,
    message: Message | None = None,
    decision: Decision | None = None,
    item_ids: Sequence[int] = (),
    is_late_news: bool = False,
) -> bool:
    """Let something happen. True where a row of the table took it, False where it was only recorded.

    Raises NotPossible, and changes nothing, where somebody stands there who can be told why not. What a
    partner or our own work reports and no row foresees is recorded and, unless it `is_late_news` that was
    overtaken, shown to staff.
    """
    if by.cause not in happening.may_be_caused_by:
        raise NotPossible(
            _("%(what)s is not for %(who)s to do.") % {"what": _(happening.label), "who": by.cause}
        )
    before = subject.stands
    known = Facts(subject, by)
    verdict = decide(subject.table, before, happening, known, subject.steps)
    if is_late_news and isinstance(happening, PROMISES):
        verdict = OVERTAKEN
    story = Story(
        subject=subject,
        happening=happening,
        by=by,
        now=now,
        before=before,
        message=message,
        decision=decision,
        item_ids=item_ids,
    )
    if isinstance(verdict, Refused):
        return _refuse(story, verdict, known, is_late_news=is_late_news)
    _stand_at(subject, verdict)
    for effect in verdict.effects:
        perform(effect, story)
    if verdict.becomes != before:
        _forget_answered_cancel(subject, before)
    deadlines.reckon(story)
    _save(subject, story)
    _write_history(story, known, from_state=before, to_state=verdict.becomes, row=str(verdict.row_number))
    return True


def _stand_at(subject: AnySubject, verdict: Decided) -> None:
    if isinstance(subject, LeftSubject):
        subject.entry.state = verdict.becomes
    else:
        subject.request.state = verdict.becomes


def _forget_answered_cancel(subject: AnySubject, before: StrEnum) -> None:
    """A cancel that was answered is over: the next lender, or the next cancel, has nothing to do with it."""
    if isinstance(subject, BorrowingSubject) and before is Borrowing.WAITING_FOR_CANCEL_RESPONSE:
        subject.request.cancel_asked_by = subject.request.state_before_cancel = ""


def _save(subject: AnySubject, story: Story[Any]) -> None:
    attention.show(story)
    if isinstance(subject, LeftSubject):
        rows.update(subject.entry, "state")
        if story.attention:
            rows.update(subject.request, "needs_attention", "changed_at")
        return
    now_held = subject.request.__dict__
    changed = [field for field in _CHANGING[type(subject)] if now_held[field] != subject.as_loaded[field]]
    if changed:
        rows.update(subject.request, *changed, "changed_at")


_PROGRESS = ["state", "act_by", "needs_attention"]
_CHANGING = {
    BorrowingSubject: [
        *_PROGRESS,
        "answer_due_at",
        "cancel_asked_by",
        "state_before_cancel",
        "lender_due_at",
        "condition",
        "item_id",
        "hold_id",
        "loan_id",
        "asked_count",
    ],
    LendingSubject: [*_PROGRESS, "expires_at", "reject_reason", "item_id", "hold_id", "due_at", "terms_name"],
}
"""What a happening may change on a request; only what it did change is written."""


def _refuse(story: Story[Any], verdict: Refused, known: Facts, *, is_late_news: bool) -> bool:
    if not verdict.recorded:
        raise NotPossible(_(verdict.reason), step=verdict.switched_off_by or "")
    story.said.append(verdict.reason)
    if not is_late_news:
        story.attention = f"{story.happening.label}: {verdict.reason}"
        attention.show(story)
        rows.update(story.subject.request, "needs_attention", "changed_at")
    stands = story.subject.stands
    _write_history(story, known, from_state=stands, to_state=stands, row="", was_refused=True)
    return False


def _write_history(
    story: Story[Any],
    known: Facts,
    *,
    from_state: str,
    to_state: str,
    row: str,
    was_refused: bool = False,
) -> None:
    is_lending = isinstance(story.subject, LendingSubject)
    code = saying.code_of(story.happening)
    entry = HistoryEntry(
        zone_id=story.subject.request.zone_id,
        borrowing_request_id=None if is_lending else story.subject.request.pk,
        lending_request_id=story.subject.request.pk if is_lending else None,
        at=story.now,
        happening=type(story.happening).__name__,
        cause=story.by.cause,
        actor_id=story.by.id,
        actor_name=story.by.name,
        from_state=from_state,
        to_state=to_state,
        row=row,
        was_refused=was_refused,
        text=" ".join(filter(None, [*story.said, saying.words_of(story.happening)])),
        facts=known.read() | ({"reason": code} if code else {}),
        message=story.message,
        decision=story.decision,
    )
    rows.insert(entry)
