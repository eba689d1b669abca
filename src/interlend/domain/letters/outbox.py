"""Letters on their way out: the table is the queue, the clock drains it.

A letter is claimed first (its next attempt is put off, and committed), then sent outside any transaction,
then marked. So two workers never send one letter, and one that is marked as sent is never sent again. The
one edge: a worker that dies, or loses its database, between the mail server's acceptance and our mark leaves
a letter that is sent once more when the claim has run out. It then has the same Message-ID, so that mail
programs can tell.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPException
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.db import connection
from django.db.models import F

from interlend.domain.letters.as_html import as_html
from interlend.domain.letters.models import Letter
from interlend.domain.zones import scope

log = structlog.get_logger(__name__)

CLAIM = timedelta(minutes=5)
"""How long a worker may take over one letter; far more than the mail server's time-out."""

ATTEMPTS = 12
LONGEST_WAIT = timedelta(days=1)


def send_due(*, limit: int, now: datetime) -> int:
    """Send up to `limit` letters that are due, over all zones; answers how many went out.

    Outside any scope: each letter is handled in its own zone's.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT zone_id, letter_id FROM letters_outbox(%s, %s)", [now, limit])
        due = cursor.fetchall()
    return sum(_send(zone_id, letter_id, now) for zone_id, letter_id in due)


def _send(zone_id: int, letter_id: int, now: datetime) -> bool:
    with scope.entered(zone_id):
        letter = _claimed(letter_id, now)
    if letter is None:
        return False
    error = _hand_over(letter)
    with scope.entered(zone_id):
        _mark(letter, error, now)
    return not error


def _claimed(letter_id: int, now: datetime) -> Letter | None:
    due = Letter.objects.filter(pk=letter_id, state=Letter.State.QUEUED, next_attempt_at__lte=now)
    if not due.update(next_attempt_at=now + CLAIM, attempts=F("attempts") + 1):
        return None
    return Letter.objects.get(pk=letter_id)


def _hand_over(letter: Letter) -> str:
    """Give the letter to the mail server; answers what went wrong, or nothing."""
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.body,
        from_email=letter.sender or None,
        to=[letter.to],
        headers={"Message-ID": f"<letter-{letter.zone_id}-{letter.pk}@{_our_host()}>"},
    )
    page = as_html(subject=letter.subject, body=letter.body, language=letter.language)
    mail.attach_alternative(page, "text/html")
    try:
        mail.send()
    except (OSError, SMTPException, BadHeaderError, ValueError) as error:
        log.warning("letter not sent", letter=letter.pk, attempt=letter.attempts, error=type(error).__name__)
        return f"{type(error).__name__}: {error}"[:400]
    return ""


def _mark(letter: Letter, error: str, now: datetime) -> None:
    outcome: dict[str, object]
    if not error:
        outcome = {"state": Letter.State.SENT, "sent_at": now, "last_error": ""}
    elif letter.attempts >= ATTEMPTS:
        outcome = {"state": Letter.State.FAILED, "last_error": error}
    else:
        outcome = {"next_attempt_at": now + wait_after(letter.attempts), "last_error": error}
    Letter.objects.filter(pk=letter.pk).update(**outcome)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: two minutes, doubled each time, a day at most."""
    return min(LONGEST_WAIT, timedelta(minutes=2**attempts))


def _our_host() -> str:
    return urlsplit(settings.INTERLEND_BASE_URL).hostname or "localhost"
