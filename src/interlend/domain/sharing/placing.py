"""A patron asks: the checks that come first, and the request that follows."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interlend.domain.catalog.citation import Citation
from interlend.domain.catalog.lookups.local import own_holdings
from interlend.domain.fulfillment.models import TermsKind
from interlend.domain.fulfillment.terms import Found, terms_for
from interlend.domain.libraries.calendar import calendar_of
from interlend.domain.libraries.models import Delivery, ItemCreation, Library
from interlend.domain.people.models import Patron
from interlend.domain.people.patrons import may_request
from interlend.domain.sharing.advance import advance
from interlend.domain.sharing.by import By
from interlend.domain.sharing.models import BorrowingRequest
from interlend.domain.sharing.numbers import new_number
from interlend.domain.sharing.refusal import NotFound, NotPossible
from interlend.domain.sharing.subjects import BorrowingSubject
from interlend.domain.zones import known_settings
from interlend.kernel.lifecycle.borrowing import BORROWING, Borrowing
from interlend.kernel.lifecycle.happenings import Placed
from interlend.kernel.marc.numbers import isbn13

FARTHEST = timedelta(days=3660)
CLOSED = BORROWING.closed


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a patron asks for. Only the title is needed; the more is known, the surer it is found."""

    title: str
    author: str = ""
    edition: str = ""
    publisher: str = ""
    year: str = ""
    volume: str = ""
    isbn: str = ""
    issn: str = ""
    lccn: str = ""
    system_number: str = ""


def place(
    *,
    patron_barcode: str,
    wanted: Wanted,
    by: By,
    now: datetime,
    pickup_library_code: str = "",
    needed_by: date | None = None,
    note: str = "",
    specific_edition: bool = False,
    despite_own_holdings: bool = False,
    number: str = "",
) -> BorrowingRequest:
    """Place a request for a patron and start the search for a lender.

    `despite_own_holdings` is for staff, who see that our own copy will not do. `number` is one that was made
    before (`numbers.new_number`), for a form that may be sent twice; empty: a new one.
    Raises NotPossible with the reason, NotFound for an unknown patron or pickup library.
    """
    patron = _patron(patron_barcode)
    library = resource_sharing_library(patron)
    calendar = calendar_of(library)
    today = calendar.day_of(now)
    found = _governing(patron, library, today)
    if needed_by and needed_by < today:
        raise NotPossible(_("The day by which it is needed has passed."))
    if needed_by and needed_by > today + FARTHEST:
        raise NotPossible(_("The day by which it is needed is more than ten years away."))
    if not wanted.title.strip():
        raise NotPossible(_("A request needs a title."))
    _refuse_beyond_limit(_allowance(patron, library, found))
    _refuse_duplicate(patron, wanted)
    if not despite_own_holdings and (own := own_holdings(_cited(wanted), library.locate_by)):
        raise NotPossible(
            _("We hold it ourselves (%(title)s, record %(number)s): ask for our own copy instead.")
            % {"title": own[0].title, "number": own[0].number}
        )
    request = BorrowingRequest.objects.create(
        number=number or new_number("B"),
        library=library,
        patron=patron,
        pickup_library=_pickup(library, pickup_library_code),
        state=Borrowing.CREATED,
        needed_by=needed_by,
        patron_note=note,
        specific_edition=specific_edition,
        terms_name=found.terms.name if found.terms else "",
        **{field.name: getattr(wanted, field.name) for field in fields(Wanted)},
    )
    advance(BorrowingSubject(request), Placed(), by=by, now=now, decision=found.record())
    return request


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """What a patron may ask for: by which library, how many requests are open and may be (None: no limit)."""

    library: Library
    open_requests: int
    limit: int | None

    @property
    def is_used_up(self) -> bool:
        """Whether one request has to end before another may be placed."""
        return self.limit is not None and self.open_requests >= self.limit


def allowance(patron: Patron, *, now: datetime) -> Allowance:
    """What a patron may ask for now, before saying what. Raises NotPossible where it is nothing at all."""
    library = resource_sharing_library(patron)
    found = _governing(patron, library, calendar_of(library).day_of(now))
    return _allowance(patron, library, found)


def placed_before(patron: Patron, number: str) -> BorrowingRequest | None:
    """The request that this patron has placed under a number already, where the same form is sent again.

    Waits for one that is being placed at this moment: the patron stays locked until the transaction ends.
    """
    _patron(patron.barcode)
    return BorrowingRequest.objects.filter(patron=patron, number=number).first()


def pickup_places(library: Library) -> list[Library]:
    """Where what this library borrows can be picked up, the usual place first."""
    usual = library.pickup_library or library
    delivered_to = Delivery.objects.filter(library=library).values("to")
    others = Library.objects.filter(Q(pk=library.pk) | Q(pk__in=delivered_to)).exclude(pk=usual.pk)
    return [usual, *others.order_by("name", "id")]


def resource_sharing_library(patron: Patron) -> Library:
    """Which library borrows for this patron: the patron's own, else the only one, else the setting's.

    Raises NotPossible where none is found.
    """
    chosen = patron.resource_sharing_library
    if chosen is not None and chosen.is_resource_sharing:
        return chosen
    libraries = list(Library.objects.filter(is_resource_sharing=True).select_related("pickup_library")[:2])
    if len(libraries) == 1:
        return libraries[0]
    setting = ItemCreation.objects.select_related("library__pickup_library").first()
    if setting is None or not setting.library.is_resource_sharing:
        raise NotPossible(
            _("No resource sharing library is chosen: set ill_item_creation_lib_code in the other settings.")
        )
    return setting.library


def _cited(wanted: Wanted) -> Citation:
    return Citation(
        title=wanted.title,
        author=wanted.author,
        isbn=wanted.isbn,
        issn=wanted.issn,
        lccn=wanted.lccn,
        system_number=wanted.system_number,
    )


def _patron(barcode: str) -> Patron:
    """The patron, locked: two requests of one patron at once are counted one after the other."""
    patron = (
        Patron.objects.select_for_update(of=("self",), no_key=True)
        .select_related("user_group", "resource_sharing_library__pickup_library")
        .filter(barcode=barcode)
        .first()
    )
    if patron is None:
        raise NotFound(_("No patron here has the barcode %(barcode)s.") % {"barcode": barcode})
    return patron


def _refuse_inactive(library: Library, today: date) -> None:
    begin, end = library.not_borrowing_from, library.not_borrowing_to
    if begin and begin <= today and (end is None or today <= end):
        until = _("until %(day)s") % {"day": end.isoformat()} if end else _("until further notice")
        raise NotPossible(
            _("%(library)s does not borrow %(until)s.") % {"library": library.name, "until": until}
        )


def _governing(patron: Patron, library: Library, today: date) -> Found:
    """The terms of use under which a patron may ask at all."""
    _refuse_inactive(library, today)
    if refusal := may_request(patron=patron, today=today):
        raise NotPossible(refusal.sentence)
    return _terms(patron, library)


def _allowance(patron: Patron, library: Library, found: Found) -> Allowance:
    open_requests = BorrowingRequest.objects.filter(patron=patron).exclude(state__in=CLOSED).count()
    limit = found.terms.active_requests_limit if found.terms else None
    return Allowance(library=library, open_requests=open_requests, limit=limit)


def _terms(patron: Patron, library: Library) -> Found:
    location = library.borrowing_location
    if location is None:
        raise NotPossible(
            _("%(library)s has no borrowing location: choose one in its borrowing information.")
            % {"library": library.name}
        )
    case = {"user_group": patron.user_group, "format": BorrowingRequest.Format.PHYSICAL.value}
    found = terms_for(TermsKind.BORROWING, location.fulfillment_unit_id, case)
    if found.terms is None or not found.terms.allows_requesting:
        raise NotPossible(
            _("The terms of use do not let %(group)s ask for items from other libraries.")
            % {"group": patron.user_group.name}
        )
    return found


def _refuse_beyond_limit(allowed: Allowance) -> None:
    if allowed.is_used_up:
        raise NotPossible(
            ngettext(
                "%(count)d request is open; the terms of use allow %(limit)d at a time.",
                "%(count)d requests are open; the terms of use allow %(limit)d at a time.",
                allowed.open_requests,
            )
            % {"count": allowed.open_requests, "limit": allowed.limit}
        )


def _refuse_duplicate(patron: Patron, wanted: Wanted) -> None:
    if not known_settings.value_of("check_patron_duplicate_borrowing_requests"):
        return
    title, author = wanted.title.strip().casefold(), wanted.author.strip().casefold()
    isbn = isbn13(wanted.isbn)
    for double in BorrowingRequest.objects.filter(patron=patron).exclude(state__in=CLOSED):
        is_same_title = (double.title.strip().casefold(), double.author.strip().casefold()) == (title, author)
        if is_same_title or (isbn and isbn == isbn13(double.isbn)):
            raise NotPossible(_("Request %(number)s asks for it already.") % {"number": double.number})


def _pickup(library: Library, code: str) -> Library:
    if not code:
        return library.pickup_library or library
    chosen = Library.objects.filter(code=code).first()
    if chosen is None:
        raise NotFound(_("There is no library %(code)s here.") % {"code": code})
    always_possible = chosen.pk in (library.pk, library.pickup_library_id)
    if not always_possible and not Delivery.objects.filter(library=library, to=chosen).exists():
        raise NotPossible(
            _("%(library)s does not deliver to %(pickup)s.")
            % {"library": library.name, "pickup": chosen.name}
        )
    return chosen
