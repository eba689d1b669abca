"""A patron as known here beside what the file says: what would change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from interlend.domain.libraries.models import Library
from interlend.domain.people.load.person import Person
from interlend.domain.people.models import Patron, UserGroup

LABELS = {
    "name": _lazy("name"),
    "email": _lazy("e-mail"),
    "user_group": _lazy("user group"),
    "resource_sharing_library": _lazy("library"),
    "expires_on": _lazy("expires on"),
    "is_blocked": _lazy("blocked"),
    "block_reason": _lazy("reason"),
}
"""The fields of a patron that a file may change, in words."""


class Change(NamedTuple):
    """A field with the old and the new value in words."""

    field: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{LABELS[self.field]}: {self.old or '–'} → {self.new or '–'}"


def change(
    patron: Patron,
    person: Person,
    *,
    group: UserGroup | None,
    libraries: Mapping[str, Library],
) -> list[Change]:
    """Set on the patron, unsaved, what the person's row says, and tell what changed.

    `group` None leaves the group as it is; `libraries` are known by their codes in lower case, and one that
    is not among them leaves the library as it is.
    """
    wanted: dict[str, Any] = dict(person.values)
    if group is not None:
        wanted["user_group"] = group
    if person.library == "":
        wanted["resource_sharing_library"] = None
    elif person.library is not None and person.library.lower() in libraries:
        wanted["resource_sharing_library"] = libraries[person.library.lower()]
    changes = []
    for field in LABELS:
        if field not in wanted:
            continue
        old = _shown(patron, field)
        setattr(patron, field, wanted[field])
        new = _shown(patron, field)
        if old != new:
            changes.append(Change(field, old, new))
    return changes


def _shown(patron: Patron, field: str) -> str:
    return _IN_WORDS[field](patron)


_IN_WORDS: dict[str, Callable[[Patron], str]] = {
    "name": lambda patron: patron.name,
    "email": lambda patron: patron.email,
    "user_group": lambda patron: patron.user_group.code if _has_group(patron) else "",
    "resource_sharing_library": lambda patron: _code(patron.resource_sharing_library),
    "expires_on": lambda patron: patron.expires_on.isoformat() if patron.expires_on else "",
    "is_blocked": lambda patron: _("yes") if patron.is_blocked else _("no"),
    "block_reason": lambda patron: patron.block_reason,
}


def _has_group(patron: Patron) -> bool:
    return patron.user_group_id is not None or Patron.user_group.is_cached(patron)


def _code(library: Library | None) -> str:
    return "" if library is None else library.code
