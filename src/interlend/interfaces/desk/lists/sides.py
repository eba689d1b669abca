"""The two lists, as far as they differ: who may see them, what they are called, what they are for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from interlend.domain.people.permissions import Action
from interlend.domain.sharing.refusal import NotFound
from interlend.domain.sharing.searching.query import Side
from interlend.domain.sharing.searching.search import Sort
from interlend.interfaces.screens.here import Here

USUAL = "is:open"
"""What a list shows when nothing is asked for."""


@dataclass(frozen=True)
class List:
    """`sees` may look; `dismisses` may say that what needed attention was seen. `is_for` teaches."""

    side: Side
    name: str | Promise
    is_for: str | Promise
    sees: Action
    dismisses: Action

    def at(self, here: Here, **values: str | int) -> str:
        """The address of this list with these values in its query string; empty ones are left out."""
        address = reverse(f"desk:{self.side}", kwargs={"zone": here.zone.code})
        given = {name: value for name, value in values.items() if value or name == "q"}
        return f"{address}?{urlencode(given)}" if given else address


LISTS: Mapping[Side, List] = {
    Side.BORROWING: List(
        side=Side.BORROWING,
        name=_("Borrowing"),
        is_for=_(
            "Here stand the requests of your readers to other libraries, from the wish to the way home."
        ),
        sees=Action.BORROWING_LIST,
        dismisses=Action.BORROWING_SEND,
    ),
    Side.LENDING: List(
        side=Side.LENDING,
        name=_("Lending"),
        is_for=_("Here stand the requests of other libraries to you, from the question to the way home."),
        sees=Action.LENDING_LIST,
        dismisses=Action.LENDING_ANSWER,
    ),
}

VIEWS: Mapping[Side, tuple[tuple[str | Promise, str], ...]] = {
    Side.BORROWING: (
        (_("Open"), "is:open"),
        (_("Needs attention"), "is:attention"),
        (_("Waiting for us"), "is:waiting-for-us"),
        (_("On its way"), "is:on-its-way"),
        (_("Overdue"), "is:overdue"),
        (_("Late"), "is:late"),
    ),
    Side.LENDING: (
        (_("Open"), "is:open"),
        (_("Needs attention"), "is:attention"),
        (_("To pull"), "is:to-pull"),
        (_("To answer"), "is:to-answer"),
        (_("On its way"), "is:on-its-way"),
        (_("Overdue"), "is:overdue"),
    ),
}
"""The views that everybody has."""


def list_named(side: str) -> List:
    """The list of this side, as an address names it. Raises NotFound."""
    if side not in set(Side):
        raise NotFound(_now("There is no such list."))
    return LISTS[Side(side)]


def sort_named(name: str) -> Sort:
    """The order of this name; the newest first where there is none."""
    return Sort(name) if name in set(Sort) else Sort.NEWEST
