"""Where a process can be stopped on purpose, so that a test can kill it exactly there.

`INTERLEND_STOP_AT` names a point and `INTERLEND_STOP_FILE` a file; both are read once, at start. A process
that reaches the point writes its name into the file and stands still until it is killed. Where the variable
is not set, a point costs one comparison.
"""

from __future__ import annotations

import os
import time
from enum import StrEnum
from pathlib import Path


class Point(StrEnum):
    """The ten moments of an exchange at which a process may die without anything lost or done twice."""

    INBOX_BEFORE_INSERT = "inbox-before-insert"
    """A message was read; nothing is written yet."""
    INBOX_AFTER_INSERT = "inbox-after-insert"
    """The message is written, its effect is not; nothing is committed."""
    DURING_ADVANCE = "during-advance"
    """Message and effect are written; nothing is committed."""
    INBOX_AFTER_COMMIT = "inbox-after-commit"
    """All is committed; the sender has no answer yet."""
    OUTBOX_BEFORE_CLAIM = "outbox-before-claim"
    """A message is due and nobody has taken it."""
    OUTBOX_AFTER_CLAIM = "outbox-after-claim"
    """The message is taken and not sent."""
    OUTBOX_AFTER_SEND = "outbox-after-send"
    """The peer has answered; nothing of it is written."""
    OUTBOX_BEFORE_COMMIT = "outbox-before-commit"
    """The outcome is written and not committed."""
    WORKER_IN_JOB = "worker-in-job"
    """A job has done its work and does not count as done yet."""
    SCHEDULER_IN_SWEEP = "scheduler-in-sweep"
    """A sweep has begun and is not over."""


_STOP_AT = os.environ.get("INTERLEND_STOP_AT", "")


def reach(point: Point) -> None:
    """Go on, unless this process was told to stop at this point."""
    if point == _STOP_AT:
        _stand_still()


def _stand_still() -> None:
    Path(os.environ["INTERLEND_STOP_FILE"]).write_text(_STOP_AT, encoding="utf-8")
    while True:
        time.sleep(3600)
