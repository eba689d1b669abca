"""The hand of the clock: runs each sweep of the table at its time."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

import structlog
from django.db import connection
from django.utils import timezone

from interlend.domain.jobs.points import Point, reach
from interlend.interfaces.clock.work import SWEEPS, Sweep

log = structlog.get_logger(__name__)


class Sweeper:
    """Runs sweeps in one thread, each at whole multiples of its seconds, until it is stopped.

    Several workers may sweep at once: the verbs lock what they take. One that fails comes round again.
    """

    def __init__(self, sweeps: Sequence[Sweep] = SWEEPS) -> None:
        self._sweeps = sweeps
        self._stopping = threading.Event()

    def run(self) -> None:
        """Sweep once at the start, then by the clock, until stopped."""
        next_at = {sweep.name: 0.0 for sweep in self._sweeps}
        while not self._stopping.is_set():
            for sweep in self._sweeps:
                if time.time() >= next_at[sweep.name] and not self._stopping.is_set():
                    self.once(sweep)
                    next_at[sweep.name] = (time.time() // sweep.every + 1) * sweep.every
            self._stopping.wait(max(0.05, min(next_at.values()) - time.time()))

    def once(self, sweep: Sweep) -> None:
        """Run one sweep now; what goes wrong is logged."""
        try:
            reach(Point.SCHEDULER_IN_SWEEP)
            sweep.verb(timezone.now())
        except Exception:
            log.exception("sweep failed", sweep=sweep.name)
        finally:
            connection.close()

    def stop(self) -> None:
        """Stop after the sweep that runs now."""
        self._stopping.set()
