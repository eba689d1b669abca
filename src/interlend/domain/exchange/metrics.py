"""What an operator watches: messages in and out by outcome, and how long the oldest one has been due.

The counters are of this process; the age is of the whole installation.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from prometheus_client import Counter, Gauge

MESSAGES_IN = Counter(
    "interlend_messages_received", "Messages from partners, by kind and outcome.", ["kind", "outcome"]
)
MESSAGES_OUT = Counter(
    "interlend_messages_sent", "Attempts to send a message, by kind and outcome.", ["kind", "outcome"]
)
OUTBOX_AGE = Gauge(
    "interlend_outbox_age_seconds",
    "For how long the oldest message has been due.",
    multiprocess_mode="mostrecent",
)


def measure_outbox(now: datetime) -> float:
    """Set the gauge, and return the seconds for which the oldest message has been due; 0 where none is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT exchange_oldest_due()")
        (oldest,) = cursor.fetchone()
    age = max((now - oldest).total_seconds(), 0.0) if oldest else 0.0
    OUTBOX_AGE.set(age)
    return age
