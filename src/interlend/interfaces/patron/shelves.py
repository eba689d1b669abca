"""Where the copies of an edition stand, as a reader wants to know it: our own first, then those of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interlend.domain.catalog.search import Hit, Holder, Place

_OTHERS_NAMED = 3


class Way(StrEnum):
    """How a reader gets a book: it decides the one button of its page."""

    ON_SHELF = "on_shelf"
    """Fetch it from our shelf."""
    OUT = "out"
    """Ours is with somebody else: ask at the desk."""
    ONLINE = "online"
    """Read it online with us."""
    REQUEST = "request"
    """Ask for it; another library lends it."""


@dataclass(frozen=True)
class Shelf:
    """One place, as a sentence; `is_in`: a copy stands there now."""

    words: str
    is_in: bool


@dataclass(frozen=True)
class Shelves:
    """An edition for a reader of an institution. `record` leads to its page."""

    hit: Hit
    record: int
    way: Way
    own: tuple[Shelf, ...]
    others: tuple[Shelf, ...]


def shelves_of(hit: Hit, zone_id: int) -> Shelves:
    """Where an edition is, seen from an institution."""
    own = [holder for holder in hit.holders if holder.zone_id == zone_id]
    others = [holder for holder in hit.holders if holder.zone_id != zone_id]
    return Shelves(
        hit=hit,
        record=(own or others)[0].record_id,
        way=_way(own),
        own=tuple(shelf for holder in own for shelf in _ours(holder)),
        others=tuple(_theirs(others)),
    )


def _way(own: Sequence[Holder]) -> Way:
    if any(holder.available for holder in own):
        return Way.ON_SHELF
    if any(holder.is_electronic for holder in own):
        return Way.ONLINE
    return Way.OUT if any(holder.places for holder in own) else Way.REQUEST


def _ours(holder: Holder) -> Iterator[Shelf]:
    if holder.is_electronic:
        yield Shelf(_("Online at our library"), is_in=True)
    for place in holder.places:
        words = _("On our shelf: %(place)s") if place.available else _("Ours is out now: %(place)s")
        yield Shelf(words % {"place": _where(place)}, is_in=bool(place.available))


def _theirs(others: Sequence[Holder]) -> Iterator[Shelf]:
    """Those who have a copy in before those who have none, the first few by name."""
    named = sorted(_by_name(others), key=lambda shelf: not shelf.is_in)
    yield from named[:_OTHERS_NAMED]
    more = len(named) - _OTHERS_NAMED
    if more > 0:
        words = ngettext("and at %(count)d more library", "and at %(count)d more libraries", more)
        yield Shelf(words % {"count": more}, is_in=False)


def _by_name(others: Sequence[Holder]) -> Iterator[Shelf]:
    for name in dict.fromkeys(holder.zone_name for holder in others):
        of_one = [holder for holder in others if holder.zone_name == name]
        if any(holder.available for holder in of_one):
            yield Shelf(_("Held at %(library)s, on shelf") % {"library": name}, is_in=True)
        elif any(holder.places for holder in of_one):
            yield Shelf(_("Held at %(library)s, out now") % {"library": name}, is_in=False)
        elif any(holder.is_electronic for holder in of_one):
            yield Shelf(_("Online at %(library)s, for its own readers") % {"library": name}, is_in=False)


def _where(place: Place) -> str:
    parts = (place.library_name, place.location_name, place.call_number)
    return ", ".join(part for part in parts if part)
