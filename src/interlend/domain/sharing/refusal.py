"""What a desk is told when something cannot be done."""

from __future__ import annotations

from typing import Final

from interlend.domain.circulation.refusal import Refused
from interlend.domain.exchange.conversations import NoSymbol
from interlend.domain.fulfillment.terms import NoDueDate
from interlend.domain.libraries.calendar import NeverOpen
from interlend.domain.partners.peers import NothingIsSent


class NotPossible(Exception):
    """Refused, with a sentence for people: what is in the way and, where there is one, what to do.

    Nothing was changed. `step` names the workflow step that would allow it, if that is the reason.
    """

    def __init__(self, reason: str, *, step: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.step = step


class NotFound(NotPossible):
    """No such request, item or patron in this institution."""


IN_THE_WAY: Final = (NotPossible, Refused, NoDueDate, NeverOpen, NoSymbol, NothingIsSent)
"""Why something is not done that a person may read, whichever room says it; nothing was changed then."""
