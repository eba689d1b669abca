"""Leave work for later: a job written in the transaction of whoever wants it, and carried out by the clock.

The domain knows kinds by name only; which verb a kind starts stands in `interfaces/clock/work.py`, and a
check at start compares the two. Arguments are ids, never rows.
"""

from __future__ import annotations

from enum import StrEnum

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task


class Kind(StrEnum):
    """The kinds of work that the domain leaves for later."""

    LOCATE_BORROWING = "locate_borrowing"
    """Build the rota of a borrowing request and ask which of its partners can lend."""
    ASK_NEXT = "ask_next"
    """Send a borrowing request to the next lender of its rota."""
    LOCATE_LENDING = "locate_lending"
    """Search our catalog for what a partner asks."""
    MAIL_PASSWORD_LINK = "mail_password_link"  # noqa: S105 -- the name of a kind of work
    """Mail somebody of the staff a link to choose a password."""
    MAIL_PIN_LINK = "mail_pin_link"
    """Mail a reader a link to choose a PIN."""


# Of our own and never the worker's: jobs must be written by Django's connection, in its open transaction.
_jobs = JobManager(DjangoConnector())


def defer(kind: str, **ids: int) -> None:
    """Write a job of this kind, in one statement; it runs only if the open transaction commits.

    Raises ValueError for a kind that is not in `Kind`.
    """
    configure_task(name=Kind(kind).value, job_manager=_jobs).defer(**ids)
