"""What the frame of every screen shows: the way to each task, and who and where somebody is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interlend.domain.people.permissions import Action
from interlend.interfaces.screens.here import Here
from interlend.interfaces.screens.vendored import vendored


@dataclass(frozen=True)
class Task:
    """A task in the side bar: its address, its icon and its name, and who has it."""

    screen: str
    icon: str
    name: str | Promise
    action: Action | None


TASKS = (
    Task("desk:today", "home", _("Today"), None),
    Task("desk:scan", "barcode", _("Scan"), Action.SCAN),
    Task("desk:borrowing", "package-import", _("Borrowing"), Action.BORROWING_LIST),
    Task("desk:lending", "package-export", _("Lending"), Action.LENDING_LIST),
    Task("desk:pull-list", "list-check", _("Pull list"), Action.LENDING_PULL),
    Task("desk:hold-shelf", "books", _("Hold shelf"), Action.DESK_ARRIVAL),
)
"""The tasks of the desk, in the order of the day."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """For every template: where the one who looks stands, and the tasks that are theirs."""
    here: Here | None = getattr(request, "here", None)
    known: dict[str, Any] = {
        "here": here,
        "installation": settings.INTERLEND_NAME,
        "languages": settings.LANGUAGES,
        "assets": {
            "tabler": vendored("tabler", "tabler.min.css"),
            "htmx": vendored("htmx", "htmx.min.js"),
        },
    }
    if here is not None and here.user is not None:
        known["tasks"] = [task for task in TASKS if _may(task, here)]
        known["current"] = request.resolver_match.view_name if request.resolver_match else ""
    return known


def _may(task: Task, here: Here) -> bool:
    return task.action is None or here.may(task.action)
