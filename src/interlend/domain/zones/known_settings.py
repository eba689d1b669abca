"""The other settings of a zone that are plain values. Those that name a library stand in `libraries`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interlend.domain.zones.models import Setting


@dataclass(frozen=True, slots=True)
class Known:
    """A setting's key, its default and what it does; its value is one of the choices, or a list of them."""

    key: str
    default: Any
    meaning: Promise
    choices: tuple[Any, ...] = (True, False)
    takes_many: bool = False


KNOWN = {
    known.key: known
    for known in (
        Known(
            "rs_allow_actions_on_scan_in",
            False,
            _("Receive, ship and check in where any item is scanned in."),
        ),
        Known(
            "rs_auto_request_lending",
            False,
            _("When a lender's copy is found, put it on the pull list at once."),
        ),
        Known(
            "rs_disable_borrowing_auto_assign",
            False,
            _("Do not assign a borrowing request to whoever touches it first."),
        ),
        Known(
            "rs_disable_lending_auto_assign",
            False,
            _("Do not assign a lending request to whoever touches it first."),
        ),
        Known(
            "rs_keep_rejected_request_active",
            "both",
            _("Keep a request that every lender refused open for staff; else close it with a letter."),
            choices=("both", "borrowing only", "lending only", "none"),
        ),
        Known(
            "check_patron_duplicate_borrowing_requests",
            False,
            _("Refuse a request that the same patron has already open for the same title."),
        ),
        Known(
            "roles_that_need_a_second_factor",
            [],
            _("Ask whoever has one of these roles for a code of an authenticator app when signing in."),
            choices=(
                "fulfillment_administrator",
                "partners_manager",
                "services_operator",
                "services_manager",
                "desk_operator",
                "requests_operator",
                "catalog_loader",
                "discovery",
            ),
            takes_many=True,
        ),
    )
}


def value_of(key: str) -> Any:
    """The open zone's value of a setting, or its default. Raises KeyError for an unknown key."""
    known = KNOWN[key]
    row = Setting.objects.filter(key=key).values_list("value", flat=True).first()
    return known.default if row is None else row


def change(key: str, value: Any) -> None:
    """Set a value for the open zone. Raises KeyError for an unknown key, ValueError for a bad value."""
    known = KNOWN[key]
    if known.takes_many:
        if not isinstance(value, list) or any(each not in known.choices for each in value):
            raise ValueError(f"{key} takes a list of {', '.join(map(str, known.choices))}.")
    elif value not in known.choices:
        raise ValueError(f"{key} takes one of {', '.join(map(str, known.choices))}.")
    Setting.objects.update_or_create(key=key, defaults={"value": value})
