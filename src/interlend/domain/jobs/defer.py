"""Leave work for later: a job written in the transaction of whoever wants it, and carried out by the clock.

The domain knows kinds by name only; which verb a kind starts stands in `interfaces/clock/work.py`, and a
check at start compares the two. Arguments are ids, never rows.
"""

from __future__ import annotations

from enum import StrEnum

from procrastinate.contrib.django import app


class Kind(StrEnum):
    """The kinds of work that the domain leaves for later."""

    LOCATE_BORROWING = "locate_borrowing"
    """Build the rota of a borrowing request and ask which of its partners can lend."""
    ASK_NEXT = "ask_next"
    """Send a borrowing request to the next lender of its rota."""
    LOCATE_LENDING = "locate_lending"
    """Search our catalog for what a partner asks."""


def defer(kind: str, **ids: int) -> None:
    """Write a job of this kind, in one statement; it runs only if the open transaction commits.

    Raises ValueError for a kind that is not in `Kind`.
    """
    app.configure_task(Kind(kind).value).defer(**ids)
