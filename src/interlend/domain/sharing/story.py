"""One happening while it is dealt with: what the effects need to know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from interlend.domain.sharing.by import By
from interlend.kernel.lifecycle.happenings import Happening

if TYPE_CHECKING:
    from interlend.domain.exchange.models import Message
    from interlend.domain.rulebook.models import Decision

S = TypeVar("S")


@dataclass(slots=True)
class Story(Generic[S]):
    """A happening, to whom, by whom and when. `item_ids` are the copies that may be held.

    `before` is the state that it stood at. `said` collects what a clerk should read about the effects, for
    the history; `attention` is what staff are to be shown, None where there is nothing new.
    """

    subject: S
    happening: Happening
    by: By
    now: datetime
    before: str = ""
    message: Message | None = None
    decision: Decision | None = None
    item_ids: Sequence[int] = ()
    said: list[str] = field(default_factory=list)
    attention: str | None = None
