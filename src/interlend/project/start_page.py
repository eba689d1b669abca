"""The start page: what this installation is, and where to go from here."""

from __future__ import annotations

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from interlend.domain.zones.models import Zone
from interlend.project import health
from interlend.project.pages import page


@require_safe
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """What this is, who lends and borrows here, and whether all is well."""
    parts = health.look()
    faults = [part["detail"] for part in parts.values() if not part["ok"]]
    facts = {
        "name": settings.INTERLEND_NAME,
        "faults": faults,
        "notice": "" if faults else _outbox_notice(parts),
        "institutions": [] if faults else _institutions(),
    }
    return page(request, "start_page.html", facts)


def _outbox_notice(parts: dict[str, health.Part]) -> str:
    if not parts["outbox"]["is_late"]:
        return ""
    minutes = int(parts["outbox"]["oldest_due_seconds"] // 60)
    return _("Messages have been waiting to be sent for %(minutes)d minutes.") % {"minutes": minutes}


def _institutions() -> list[Zone]:
    try:
        return list(Zone.objects.filter(kind=Zone.Kind.INSTITUTION).order_by("name"))
    except Error:
        return []
