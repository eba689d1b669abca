"""What a library of this installation would answer if it were asked for something: in the lender's scope.

The lender itself asks here when a request arrives; a borrower of the same installation asks here when it
locates. Both go by the lender's settings: its locate-by fields, its Lending terms of use.
"""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from interlend.domain.catalog.citation import Cited
from interlend.domain.catalog.locate import Located
from interlend.domain.catalog.lookups import local
from interlend.domain.fulfillment.models import TermsKind
from interlend.domain.fulfillment.terms import TermsBook, open_book
from interlend.domain.libraries.calendar import calendar_of
from interlend.domain.libraries.models import ItemPolicy, Library, Location
from interlend.domain.partners.models import Partner
from interlend.domain.zones.compiled import compiled


def resource_sharing_library_of(agency_id: int) -> Library | None:
    """The library that lends under this agency."""
    return next(iter(_resource_sharing(agency_id=agency_id)), None)


@compiled
def _resource_sharing(agency_id: Any) -> QuerySet[Library]:
    libraries = Library.objects.filter(agency_id=agency_id, is_resource_sharing=True).order_by("id")
    return libraries.select_related("lending_location")[:1]


def does_not_lend(library: Library, *, at: datetime) -> str:
    """Why this library is inactive for lending at this moment, as a sentence; blank where it lends."""
    begin, end = library.not_lending_from, library.not_lending_to
    if begin is None and end is None:
        return ""
    today = calendar_of(library).day_of(at)
    if (begin and today < begin) or (end and today > end):
        return ""
    until = _("until %(day)s") % {"day": end.isoformat()} if end else _("until further notice")
    return _("%(library)s does not lend %(until)s.") % {"library": library.name, "until": until}


def what_can_be_lent(
    cited: Cited, *, library: Library, borrower_agency_id: int, library_code: str = ""
) -> Located:
    """What our catalog has of it, and which copies the terms of use let us lend to this borrower."""
    lending = _LendingTerms(borrower_agency_id)
    return local.look_up(
        cited,
        locate_by=library.locate_by,
        may_lend=lending.cover,
        ignores_electronic=library.ignores_electronic,
        library_code=library_code,
    )


class _LendingTerms:
    """Which copies we may lend to a borrower; read when the first copy is asked about, if one is."""

    def __init__(self, borrower_agency_id: int) -> None:
        self._borrower_agency_id = borrower_agency_id

    def cover(self, item_policy_id: int | None, location_id: int) -> bool:
        """Whether a copy with this item policy, that belongs to this location, may go to the borrower."""
        location = self._locations[location_id]
        if self._partner is None or location.kind == Location.Kind.UNAVAILABLE:
            return False
        policy = self._policies.get(item_policy_id) if item_policy_id else None
        case = {"partner": self._partner, "item_policy": policy, "location": location}
        terms = self._book.find(TermsKind.LENDING, location.fulfillment_unit_id, case).terms
        return terms is not None and terms.is_lendable

    @cached_property
    def _partner(self) -> Partner | None:
        not_retired = Partner.objects.exclude(status=Partner.Status.RETIRED)
        ours = not_retired.filter(agency_id=self._borrower_agency_id)
        return ours.order_by("-takes_new_requests", "id").first()

    @cached_property
    def _locations(self) -> dict[int, Location]:
        return {location.pk: location for location in Location.objects.all()}

    @cached_property
    def _policies(self) -> dict[int, ItemPolicy]:
        return {policy.pk: policy for policy in ItemPolicy.objects.all()}

    @cached_property
    def _book(self) -> TermsBook:
        units = {location.fulfillment_unit_id for location in self._locations.values()}
        return open_book([TermsKind.LENDING], units)
