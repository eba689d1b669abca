"""Health for those who watch: alive, ready, and figures for Prometheus.

`/health/live`   this process answers; it looks at nothing else.
`/health/ready`  it may be sent requests: 503 where the database does not answer, a migration is missing, or
                 it is not safe to serve (`guard`). The age of the outbox is told, but never makes it 503:
                 taking away the web server because a partner is paused would only lose what others send.
`/metrics`       of all processes that share the folder PROMETHEUS_MULTIPROC_DIR (`interlend serve` makes one
                 for its own processes; give the worker the same one to have its figures too). With
                 INTERLEND_METRICS_TOKEN set, for whoever presents it as a bearer token; without, for
                 callers on this machine, and never for what a proxy forwards for somebody else.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Callable
from functools import cache
from typing import Any

import structlog
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from interlend.domain.exchange.metrics import measure_outbox
from interlend.project import guard

LATE_AFTER_SECONDS = 900

log = structlog.get_logger(__name__)
Part = dict[str, Any]


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return JsonResponse({"ok": True})


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Whether requests may be sent here, part by part."""
    parts = look()
    is_ready = all(part["ok"] for part in parts.values())
    return JsonResponse({"ok": is_ready, "parts": parts}, status=200 if is_ready else 503)


def look() -> dict[str, Part]:
    """Every part with `ok` and, where it is not, one sentence that says what to do.

    Without a database nothing else is asked, since each question would wait for it.
    """
    parts: dict[str, Part] = {}
    for name, part in _PARTS.items():
        parts[name] = _carefully(name, part)
        if not parts["database"]["ok"]:
            break
    return parts


def _carefully(name: str, part: Callable[[], Part]) -> Part:
    try:
        return part()
    except Error as fault:
        log.warning("not ready", part=name, error=type(fault).__name__)
        return {"ok": False, "detail": _("The database does not answer.")}


def _database() -> Part:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"ok": True}


def _migrations() -> Part:
    applied = MigrationRecorder(connection).applied_migrations()
    missing = sorted(f"{app}.{name}" for app, name in _last_migrations() if (app, name) not in applied)
    if missing:
        return {
            "ok": False,
            "detail": _("Not applied: %(names)s. Run `interlend migrate` as the owner.")
            % {"names": ", ".join(missing)},
        }
    return {"ok": True}


@cache
def _last_migrations() -> frozenset[tuple[str, str]]:
    """The last migration of each app, read from its files once."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _role() -> Part:
    return _unless(guard.faults_of_role())


def _walls() -> Part:
    return _unless(guard.faults_of_walls())


def _unless(faults: list[str]) -> Part:
    return {"ok": False, "detail": " ".join(faults)} if faults else {"ok": True}


def _outbox() -> Part:
    age = measure_outbox(timezone.now())
    return {"ok": True, "oldest_due_seconds": round(age, 1), "is_late": age > LATE_AFTER_SECONDS}


_PARTS: dict[str, Callable[[], Part]] = {
    "database": _database,
    "migrations": _migrations,
    "role": _role,
    "walls": _walls,
    "outbox": _outbox,
}


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus; 404 for whoever may not see them."""
    if not _may_see_metrics(request):
        return HttpResponse(status=404)
    try:
        measure_outbox(timezone.now())
    except Error as fault:
        log.warning("the outbox could not be measured", error=type(fault).__name__)
    return HttpResponse(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _registry() -> CollectorRegistry:
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry


def _may_see_metrics(request: HttpRequest) -> bool:
    token = os.environ.get("INTERLEND_METRICS_TOKEN", "")
    if token:
        presented = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return secrets.compare_digest(presented.encode(), token.encode())
    is_forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded"))
    return not is_forwarded and _is_of_this_machine(request.META.get("REMOTE_ADDR", ""))


def _is_of_this_machine(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
