"""What a desk is told when something cannot be done."""

from __future__ import annotations


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
