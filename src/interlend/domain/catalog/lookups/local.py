"""Look a citation up in this installation's own index."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interlend.domain.catalog.citation import Cited, ways_to_match
from interlend.domain.catalog.conditions import condition
from interlend.domain.catalog.locate import Candidate, Located, Match, only_counting_physical
from interlend.domain.catalog.models import Item
from interlend.domain.zones import scope
from interlend.kernel.lifecycle.happenings import Located as Outcome

MayLend = Callable[[int | None, int], bool]

_MOST_MATCHES = 50
_MATCHING = """
SELECT number, title, author, year, id, is_electronic FROM catalog_record
WHERE zone_id = %s AND NOT is_brief AND {condition} ORDER BY id LIMIT {most}
"""
_IN_PLACE = Item.Availability.ON_SHELF


def look_up(
    cited: Cited,
    *,
    may_lend: MayLend,
    locate_by: Collection[str] = (),
    ignores_electronic: bool = True,
    library_code: str = "",
) -> Located:
    """Look for the citation in the catalog of the open scope, which is the lender's; the caller opens it.

    `may_lend(item_policy_id, location_id)` says whether such a copy may be lent; `location_id` is where the
    copy belongs. `library_code` narrows the search to one library (the partner's holding code).
    """
    found = only_counting_physical(matching(cited, locate_by), ignores_electronic=ignores_electronic)
    if not found:
        return Located(outcome=Outcome.NONE_HELD, reason=_("No title matches."), lendable=False)
    records = tuple(found)
    items = _items(found, library_code)
    if library_code and not items:
        reason = _("Library %(library)s holds no copy.") % {"library": library_code}
        return Located(outcome=Outcome.NONE_HELD, reason=reason, lendable=False, records=records)
    lendable = [item for item in items if may_lend(item.item_policy_id, item.home_id)]
    candidates = tuple(_candidate(item) for item in lendable if item.availability == _IN_PLACE)
    outcome, reason = _outcome(found, items, lendable, candidates)
    return Located(
        outcome=outcome, reason=reason, lendable=bool(candidates), records=records, candidates=candidates
    )


def own_holdings(cited: Cited, locate_by: Collection[str] = ()) -> list[Match]:
    """What the institution of the open scope holds of the citation itself (the self-ownership check).

    A record counts where it is electronic or has a copy of the institution's own, withdrawn ones aside.
    """
    found = matching(cited, locate_by)
    held = {item.record_id for item in _items(found, "")} if found else set()
    return [match for match in found if match.is_electronic or match.record_id in held]


def matching(cited: Cited, locate_by: Collection[str] = ()) -> list[Match]:
    """The records of the open scope that match, by the first way that finds any. A statement a way."""
    zone_id = scope.current_zone_id()
    with connection.cursor() as cursor:
        for query in ways_to_match(cited, locate_by):
            wanted = condition(query)
            statement = _MATCHING.format(condition=wanted.sql, most=_MOST_MATCHES)
            cursor.execute(statement, [zone_id, *wanted.values])
            if rows := cursor.fetchall():
                return [Match(*row) for row in rows]
    return []


def _items(found: list[Match], library_code: str) -> list[Item]:
    copies = (
        Item.objects.filter(record_id__in=[match.record_id for match in found], is_temporary=False)
        .exclude(availability=Item.Availability.WITHDRAWN)
        .select_related("home")
        .order_by("pk")
    )
    if library_code:
        copies = copies.filter(home__library__code__iexact=library_code)
    return list(copies)


def _outcome(
    found: list[Match], items: list[Item], lendable: list[Item], candidates: tuple[Candidate, ...]
) -> tuple[Outcome, str]:
    if len(found) > 1:
        return Outcome.SEVERAL, _("%(number)s records match: one must be chosen.") % {"number": len(found)}
    if found[0].is_electronic and not items:
        return Outcome.ONLY_ELECTRONIC, _("The title is held in electronic form only.")
    if not items:
        return Outcome.NONE_AVAILABLE, _("The title is there, but no copy of it.")
    if not lendable:
        return Outcome.NONE_REQUESTABLE, _("No copy of this title may be lent.")
    if not candidates:
        return Outcome.NONE_AVAILABLE, _whereabouts(lendable)
    reason = ngettext("%(number)s copy can be lent.", "%(number)s copies can be lent.", len(candidates))
    return Outcome.AVAILABLE, reason % {"number": len(candidates)}


def _whereabouts(items: list[Item]) -> str:
    labels = sorted({str(Item.Availability(item.availability).label) for item in items})
    return _("No copy that may be lent is in its place: %(whereabouts)s.") % {
        "whereabouts": ", ".join(labels)
    }


def _candidate(item: Any) -> Candidate:
    return Candidate(
        item_id=item.pk,
        barcode=item.barcode,
        record_id=item.record_id,
        location_id=item.home_id,
        library_id=item.home.library_id,
        item_policy_id=item.item_policy_id,
        description=item.description,
    )
