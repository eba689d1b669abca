"""One worker process: jobs, deliveries and sweeps, until it is told to stop.

Several may run beside each other. One that is killed leaves nothing behind that the others, or its
successor, do not take up within a minute: a claimed message when its lease has run out, a job when its
worker has given no sign of life.
"""

from __future__ import annotations

import threading

import structlog
from django.conf import settings

from interlend.interfaces.clock.deliverer import Deliverer
from interlend.interfaces.clock.sweeper import Sweeper
from interlend.interfaces.clock.work import worker_app

SECONDS_TO_STOP = 8.0

log = structlog.get_logger(__name__)


def run() -> int:
    """Work until SIGTERM or SIGINT; return the exit code."""
    deliverer = Deliverer(threads=settings.INTERLEND_DELIVERY_THREADS)
    sweeper = Sweeper()
    threads = [
        threading.Thread(target=deliverer.run, name="deliverer", daemon=True),
        threading.Thread(target=sweeper.run, name="sweeper", daemon=True),
    ]
    for thread in threads:
        thread.start()
    log.info("worker started")
    try:
        worker_app().run_worker(
            concurrency=settings.INTERLEND_WORKER_JOBS,
            delete_jobs="successful",
            shutdown_graceful_timeout=SECONDS_TO_STOP,
        )
    finally:
        deliverer.stop()
        sweeper.stop()
        for thread in threads:
            thread.join(SECONDS_TO_STOP)
    log.info("worker stopped")
    return 0
