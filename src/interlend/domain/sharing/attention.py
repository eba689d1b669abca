"""Needs attention: what staff have not looked at yet, the latest first. Nothing but staff takes it away.

Whoever of the staff does something with a request has it before their eyes; what a partner, the clock or our
own work brings about meanwhile is added to what stands there.
"""

from __future__ import annotations

from typing import Any

from interlend.domain.sharing.models import BorrowingRequest
from interlend.domain.sharing.story import Story
from interlend.domain.sharing.subjects import LeftSubject
from interlend.kernel.lifecycle.happenings import Cause

BETWEEN = " · "
_LONGEST = BorrowingRequest._meta.get_field("needs_attention").max_length or 0


def show(story: Story[Any]) -> None:
    """Write what this happening leaves to be looked at onto the request, which the caller saves."""
    request = story.subject.request
    # What staff do in a conversation that was left says nothing about the request itself.
    is_seen = story.by.cause is Cause.STAFF and not isinstance(story.subject, LeftSubject)
    request.needs_attention = added("" if is_seen else request.needs_attention, story.attention or "")


def added(shown: str, new: str) -> str:
    """What is shown with something new before it; the same is not said twice, and the oldest is cut off."""
    if not new or new in shown.split(BETWEEN):
        return shown
    return BETWEEN.join(filter(None, [new, shown]))[:_LONGEST]
