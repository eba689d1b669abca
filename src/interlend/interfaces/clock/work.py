"""What the clock does: the one table from a kind of work to the verb that does it.

Jobs are left by the domain (`domain/jobs/defer.py`); sweeps come round by themselves. A verb opens its own
scopes, may be stopped at any moment, and may be called twice for the same thing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from django.utils import timezone
from procrastinate import App, RetryStrategy
from procrastinate.contrib.django.db_cleanup import DjangoApp
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from interlend.domain.jobs.defer import Kind
from interlend.domain.jobs.points import Point, reach
from interlend.domain.letters import outbox as letters
from interlend.domain.people import answers, links, sessions
from interlend.domain.sharing import expiry, locating
from interlend.interfaces.clock import stalled, unapplied

Verb = Callable[..., Any]

JOBS: Final[Mapping[Kind, Verb]] = MappingProxyType(
    {
        Kind.LOCATE_BORROWING: locating.locate,
        Kind.LOCATE_LENDING: locating.locate_lending,
        Kind.ASK_NEXT: locating.ask_next,
        Kind.MAIL_PASSWORD_LINK: links.mail_password_link,
        Kind.MAIL_PIN_LINK: links.mail_pin_link,
    }
)
"""Each kind of job, and its verb: `verb(<the ids it was deferred with>, now=...)`."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """Work that comes round every so many seconds, at whole multiples of them by the clock."""

    name: str
    every: int
    verb: Callable[[datetime], object]


SWEEPS: Final = (
    Sweep("requests fall due", 15, lambda now: expiry.fall_due(now=now)),
    Sweep("letters", 5, lambda now: letters.send_due(limit=200, now=now)),
    Sweep("unapplied messages", 20, lambda now: unapplied.try_again(now=now)),
    Sweep("stalled jobs", 15, lambda now: stalled.rescue(now=now)),
    Sweep("old jobs", 3600, lambda now: stalled.forget_old()),
    Sweep("old answers", 3600, lambda now: answers.forget_old_answers(now=now)),
    Sweep("old sessions", 3600, lambda now: sessions.forget_old(now=now)),
)
"""All that comes round. A deadline is looked for at every full minute and three times between."""

_RETRY = RetryStrategy(max_attempts=12, exponential_wait=3)


def worker_app() -> App:
    """The jobs of the table, ready for a worker process; with connections of its own."""
    app = DjangoApp(connector=PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4))
    for kind, verb in JOBS.items():
        app.task(name=kind.value, retry=_RETRY)(_as_job(verb))
    return app


def _as_job(verb: Verb) -> Verb:
    def job(**ids: int) -> None:
        verb(**ids, now=timezone.now())
        reach(Point.WORKER_IN_JOB)

    return job
