"""Effects on either side: what staff are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interlend.domain.sharing import saying
from interlend.domain.sharing.story import Story

Performer = Callable[[Story[Any], str], None]


def _notify_staff(story: Story[Any], _argument: str) -> None:
    detail = saying.words_of(story.happening)
    story.attention = f"{story.happening.label}: {detail}" if detail else story.happening.label


def _show_message(story: Story[Any], _argument: str) -> None:
    note = getattr(story.happening, "note", "")
    if note:
        story.attention = f"{story.happening.label}: {note}"


EITHER_EFFECTS: dict[str, Performer] = {
    "notify_staff": _notify_staff,
    "show_message": _show_message,
}
