"""Look a citation up in another catalog, by SRU, in the way and within the time of a locate profile."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from interlend.domain.catalog.citation import Cited, ways_to_match
from interlend.domain.catalog.locate import Located, Match, only_counting_physical, unanswered
from interlend.domain.catalog.lookups.fetch import Fetcher, NoAnswer
from interlend.domain.partners.models import LocateProfile
from interlend.kernel.lifecycle.happenings import Located as Outcome
from interlend.kernel.marc.describing import describe
from interlend.kernel.sru.answer import Answer, Hit, Unusable, read_answer
from interlend.kernel.sru.asking import ALMA_NAMES, in_both_forms, search_url
from interlend.kernel.sru.conventions import Convention
from interlend.kernel.sru.diagnostics import Diagnostic
from interlend.kernel.sru.holdings import Availability, Holding, overall
from interlend.kernel.sru.query import Query

_MOST_RECORDS = 10


class _Held(NamedTuple):
    """A record of the other catalog, and the copies it tells of."""

    match: Match
    holdings: tuple[Holding, ...]


def look_up(
    cited: Cited,
    profile: LocateProfile,
    *,
    locate_by: Collection[str] = (),
    ignores_electronic: bool = True,
    library_code: str = "",
) -> Located:
    """Ask the catalog of a locate profile for a citation. Never raises for what the other side does.

    A copy that is there counts as lendable; which copies the other library lends to us, only it knows. No
    transaction should be open: the answer may take as long as the profile allows.
    """
    ways = ways_to_match(cited, locate_by)
    return _asked(ways, profile, library_code, ignores_electronic=ignores_electronic)


def search(query: Query, profile: LocateProfile) -> Located:
    """Ask the catalog of a locate profile for whatever a person searches for; as `look_up` otherwise."""
    return _asked([query], profile, "", ignores_electronic=False)


def _asked(
    ways: list[Query], profile: LocateProfile, library_code: str, *, ignores_electronic: bool
) -> Located:
    refusals: list[str] = []
    try:
        with Fetcher(profile.seconds_to_answer) as fetcher:
            for query in ways:
                try:
                    answer = _ask(fetcher, profile, query)
                except Diagnostic as refusal:
                    refusals.append(str(refusal))
                    continue
                if answer.total:
                    return _judged(answer, library_code, ignores_electronic=ignores_electronic)
    except (NoAnswer, Unusable) as fault:
        return unanswered(_("No answer from the catalog: %(fault)s.") % {"fault": fault})
    if refusals and len(refusals) == len(ways):
        return unanswered(_("The catalog refused the search: %(refusal)s.") % {"refusal": refusals[0]})
    return _not_held()


def _ask(fetcher: Fetcher, profile: LocateProfile, query: Query) -> Answer:
    convention = Convention(profile.holdings_convention)
    fetched = fetcher.get(
        search_url(
            profile.url,
            in_both_forms(query),
            version=profile.sru_version,
            schema=profile.record_schema,
            most=_MOST_RECORDS,
            names=ALMA_NAMES if convention is Convention.ALMA else None,
        )
    )
    return read_answer(
        status=fetched.status,
        content_type=fetched.content_type,
        body=fetched.body,
        convention=convention,
    )


def _judged(answer: Answer, library_code: str, *, ignores_electronic: bool) -> Located:
    held = [_Held(_match(hit), _of_library(hit.holdings, library_code)) for hit in answer.hits]
    counting = only_counting_physical([each.match for each in held], ignores_electronic=ignores_electronic)
    held = [each for each in held if each.match in counting]
    if answer.hits and not held:
        return _not_held()
    if library_code and not any(each.holdings for each in held):
        return _not_held(tuple(counting))
    records = tuple(counting)
    copies = [holding for each in held for holding in each.holdings]
    said = overall(copies)
    if records and all(match.is_electronic for match in records):
        reason = _("The catalog has the title in electronic form only.")
        return Located(outcome=Outcome.ONLY_ELECTRONIC, reason=reason, lendable=False, records=records)
    if said is Availability.AVAILABLE:
        reason = _("A copy is available: %(places)s.") % {"places": _places(copies, said)}
        return Located(outcome=Outcome.AVAILABLE, reason=reason, lendable=True, records=records)
    if said is Availability.UNAVAILABLE:
        reason = _("No copy is available: %(places)s.") % {"places": _places(copies, said)}
        return Located(outcome=Outcome.NONE_AVAILABLE, reason=reason, lendable=False, records=records)
    reason = _("The title is held; the catalog does not say whether a copy is available.")
    return Located(outcome=Outcome.AVAILABLE, reason=reason, lendable=None, records=records)


def _not_held(records: tuple[Match, ...] = ()) -> Located:
    reason = _("The catalog does not hold the title.")
    return Located(outcome=Outcome.NONE_HELD, reason=reason, lendable=False, records=records)


def _match(hit: Hit) -> Match:
    if hit.record is None:
        return Match(number=hit.identifier, title="")
    described = describe(hit.record)
    return Match(
        number=hit.identifier,
        title=described.title,
        author=described.author,
        year=str(described.year or ""),
        is_electronic=described.material.startswith("Online") and not hit.holdings,
    )


def _of_library(holdings: Iterable[Holding], library_code: str) -> tuple[Holding, ...]:
    wanted = library_code.casefold()
    return tuple(each for each in holdings if not wanted or each.library.casefold() == wanted)


def _places(holdings: list[Holding], availability: Availability) -> str:
    """Where the copies stand, and what their system calls them, each place once."""
    told = (
        " ".join(part for part in (each.library, each.location, each.status) if part)
        for each in holdings
        if each.availability is availability
    )
    return "; ".join(dict.fromkeys(text for text in told if text)) or availability.value
