"""Effects on the borrowed item while it is with us, and what its patron is told."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from interlend.domain.catalog.models import Item
from interlend.domain.circulation import holds, loans, temporary_item_rules, temporary_items, transit
from interlend.domain.letters.compose import write
from interlend.domain.libraries.models import CirculationDesk, Library
from interlend.domain.sharing.perform_either import Performer
from interlend.domain.sharing.refusal import NotPossible
from interlend.domain.sharing.story import Story
from interlend.domain.sharing.subjects import BorrowingSubject
from interlend.kernel.lifecycle.happenings import LoanToPatron, Receive

Borrowed = Story[BorrowingSubject]
DAYS_WITHOUT_A_DESK = 7


def _create_temporary_item(story: Borrowed, _argument: str) -> None:
    request, entry = story.subject.request, story.subject.entry
    if entry is None or not isinstance(story.happening, Receive):
        raise NotPossible(_("No lender has been asked."))
    case = {"partner": entry.partner, "user_group": request.patron.user_group}
    place = temporary_item_rules.decide(request.library, case)
    if place.location is None:
        raise NotPossible(
            _("%(library)s has no borrowing location: choose one in its borrowing information.")
            % {"library": request.library.name}
        )
    story.decision = place.record()
    request.item = temporary_items.create(
        citation=request,
        barcode=story.happening.barcode or entry.item_barcode,
        location=place.location,
        item_policy=place.item_policy,
        number=request.number,
    )


def _place_on_hold_shelf(story: Borrowed, _argument: str) -> None:
    request, item = story.subject.request, _item(story)
    pickup = request.pickup_library
    if item.availability == Item.Availability.IN_TRANSIT:
        transit.arrive(item=item, at_library=pickup, now=story.now)
    request.hold = holds.put_on_hold_shelf(
        item=item,
        patron=request.patron,
        library=pickup,
        number=request.number,
        now=story.now,
        expires_at=story.now + timedelta(days=_hold_shelf_days(pickup)),
    )


def _hold_shelf_days(library: Library) -> int:
    desk = CirculationDesk.objects.filter(library=library, has_hold_shelf=True).order_by("id").first()
    return desk.hold_shelf_days if desk else DAYS_WITHOUT_A_DESK


def _send_in_transit(story: Borrowed, _argument: str) -> None:
    request, here = story.subject.request, story.by.library_id
    received_at = request.library if here in (None, request.library_id) else Library.objects.get(pk=here)
    transit.send(
        item=_item(story), from_library=received_at, to_library=request.pickup_library, now=story.now
    )


def _lend_temporary_item(story: Borrowed, _argument: str) -> None:
    request, item = story.subject.request, _item(story)
    if not isinstance(story.happening, LoanToPatron):
        raise NotPossible(_("A loan needs its due date."))
    if item.availability == Item.Availability.IN_TRANSIT:
        transit.arrive(item=item, at_library=request.pickup_library, now=story.now)
    desk = CirculationDesk.objects.filter(library=request.pickup_library).order_by("id").first()
    request.loan = loans.lend(
        item=item, patron=request.patron, desk=desk, now=story.now, due_at=story.happening.due
    )


def _check_in_temporary_item(story: Borrowed, _argument: str) -> None:
    request = story.subject.request
    desk_library_id = story.by.library_id or request.pickup_library_id
    at_library = Library.objects.get(pk=desk_library_id)
    loans.take_back(item=_item(story), at_library=at_library, now=story.now)
    if desk_library_id != request.library_id:
        story.said.append(
            _("In transit to %(library)s, which sends it home.") % {"library": request.library.name}
        )


def _withdraw_temporary_item(story: Borrowed, _argument: str) -> None:
    temporary_items.withdraw(item=_item(story), now=story.now)


def _letter(story: Borrowed, code: str) -> None:
    request = story.subject.request
    patron = request.patron
    write(
        code=code,
        facts={
            "number": request.number,
            "title": request.title,
            "author": request.author,
            "patron_name": patron.name,
            "pickup_library": request.pickup_library.name,
            "library": request.library.name,
        },
        to=patron.email,
        about=request.number,
        sender=request.library.email,
        now=story.now,
    )


def _item(story: Borrowed) -> Item:
    item = story.subject.request.item
    if item is None:
        raise NotPossible(_("The item has not been received."))
    return item


ITEM_EFFECTS: dict[str, Performer] = {
    "create_temporary_item": _create_temporary_item,
    "place_on_hold_shelf": _place_on_hold_shelf,
    "send_in_transit": _send_in_transit,
    "lend_temporary_item": _lend_temporary_item,
    "check_in_temporary_item": _check_in_temporary_item,
    "withdraw_temporary_item": _withdraw_temporary_item,
    "letter": _letter,
}
