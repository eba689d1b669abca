"""Effects on a lending request: the copy that we hold, ship and take back, and what we answer."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from interlend.domain.catalog.models import Item
from interlend.domain.circulation import holds, partner_loans, transit
from interlend.domain.fulfillment.models import TermsKind
from interlend.domain.fulfillment.terms import terms_for
from interlend.domain.jobs.defer import defer
from interlend.domain.libraries.calendar import calendar_of
from interlend.domain.libraries.models import Library
from interlend.domain.sharing import conversing, wording
from interlend.domain.sharing.lender_answers import does_not_lend
from interlend.domain.sharing.perform_either import Performer
from interlend.domain.sharing.refusal import NotPossible
from interlend.domain.sharing.story import Story
from interlend.domain.sharing.subjects import LendingSubject
from interlend.domain.zones import scope
from interlend.kernel.iso18626.codes import ReasonForMessage, Status
from interlend.kernel.iso18626.events import EXPIRED
from interlend.kernel.lifecycle.happenings import (
    CheckIn,
    Located,
    LocateOutcome,
    OfferCondition,
    Reject,
    RequestArrived,
    Ship,
)

Lent = Story[LendingSubject]

UNFILLED_BECAUSE = {
    Located.NONE_HELD: "NotHeld",
    Located.SEVERAL: "NotHeld",
    Located.NONE_AVAILABLE: "NotOnShelf",
    Located.NONE_REQUESTABLE: "NonCirculating",
    Located.ONLY_ELECTRONIC: "NotAvailableForILL",
}
"""Codes of reasonUnfilled for what our own locate found."""


class NothingToHold(NotPossible):
    """The copies that the locate found were taken by somebody else meanwhile."""


def _start_lending_locate(story: Lent, _argument: str) -> None:
    defer("locate_lending", zone_id=scope.current_zone_id(), request_id=story.subject.request.pk)


def _hold_item(story: Lent, _argument: str) -> None:
    request = story.subject.request
    hold = holds.hold_for_partner(
        item_ids=story.item_ids,
        library=request.library,
        number=request.number,
        now=story.now,
    )
    if hold is None:
        raise NothingToHold(_("No copy of it is on its shelf."))
    request.hold = hold
    request.item_id = hold.item_id


def _release_item(story: Lent, _argument: str) -> None:
    request = story.subject.request
    if request.hold:
        holds.release(hold=request.hold)
    request.hold = request.item = None


def _move_to_lending(story: Lent, _argument: str) -> None:
    request, shipping = story.subject.request, story.happening
    if not isinstance(shipping, Ship):
        raise NotPossible(_("Scan the item that is shipped."))
    if request.library.lending_location is None:
        raise NotPossible(
            _("%(library)s has no lending location: choose one in its lending information.")
            % {"library": request.library.name}
        )
    item = _scanned(story, shipping.barcode)
    if item.availability == Item.Availability.IN_TRANSIT:
        transit.arrive(item=item, at_library=request.library, now=story.now)
    request.due_at = shipping.due or _due(story, item)
    partner_loans.ship(item=item, lending_location=request.library.lending_location, hold=request.hold)
    request.item = item


def _scanned(story: Lent, barcode: str) -> Item:
    """The scanned item, if it is the reserved one or another copy of the same record."""
    request = story.subject.request
    item = (
        Item.objects.select_related("home__fulfillment_unit", "location", "item_policy", "record")
        .filter(barcode=barcode)
        .exclude(availability=Item.Availability.WITHDRAWN)
        .first()
    )
    if item is None:
        raise NotPossible(_("No item here has the barcode %(barcode)s.") % {"barcode": barcode})
    if item.is_temporary:
        raise NotPossible(
            _("%(barcode)s belongs to a partner: it is not ours to lend.") % {"barcode": barcode}
        )
    wanted = request.item
    if wanted is not None and item.record_id != wanted.record_id:
        raise NotPossible(
            _("%(barcode)s is “%(title)s”; the request is for “%(wanted)s” (%(its)s).")
            % {
                "barcode": barcode,
                "title": item.record.title,
                "wanted": request.title,
                "its": wanted.barcode,
            }
        )
    return item


def _due(story: Lent, item: Item) -> datetime:
    request = story.subject.request
    found = terms_for(
        TermsKind.LENDING,
        item.home.fulfillment_unit_id,
        {"partner": request.partner, "item_policy": item.item_policy, "location": item.home},
    )
    if found.terms is None:
        raise NotPossible(_("No Lending terms of use cover this item: give the due date by hand."))
    story.decision = found.record()
    request.terms_name = found.terms.name
    return found.terms.due(story.now, calendar_of(request.library))


def _return_item_to_shelf(story: Lent, _argument: str) -> None:
    request, check_in = story.subject.request, story.happening
    item = request.item
    if item is None:
        raise NotPossible(_("The item was never recorded as shipped."))
    if isinstance(check_in, CheckIn) and check_in.barcode and check_in.barcode != item.barcode:
        raise NotPossible(
            _("%(scanned)s is not the item of this request, which is %(barcode)s.")
            % {"scanned": check_in.barcode, "barcode": item.barcode}
        )
    at_library = (
        Library.objects.get(pk=story.by.library_id)
        if story.by.library_id and story.by.library_id != request.library_id
        else request.library
    )
    way_home = partner_loans.take_back(item=item, at_library=at_library, now=story.now)
    if way_home:
        story.said.append(_("In transit to its own library."))


def _send_will_supply(story: Lent, _argument: str) -> None:
    _answer(story, Status.WILL_SUPPLY)


def _send_condition(story: Lent, _argument: str) -> None:
    offer = story.happening
    if isinstance(offer, OfferCondition):
        conversing.offer_condition(story.subject.request, offer, now=story.now)


def _send_unfilled(story: Lent, _argument: str) -> None:
    said = story.happening
    if isinstance(said, Reject):
        reason = said.reason
    elif isinstance(said, LocateOutcome):
        reason = UNFILLED_BECAUSE[said.kind]
    elif isinstance(said, RequestArrived):
        reason = "NotAvailableForILL"
        request = story.subject.request
        story.said.append(does_not_lend(request.library, at=request.created_at))
    else:
        reason = "NotOnShelf"
    story.subject.request.reject_reason = reason
    _answer(story, Status.UNFILLED, unfilled=reason)


def _send_unfilled_expired(story: Lent, _argument: str) -> None:
    story.subject.request.reject_reason = EXPIRED
    _answer(story, Status.UNFILLED, unfilled=EXPIRED, note=_("Expired: not answered in time."))


def _send_shipped(story: Lent, _argument: str) -> None:
    request = story.subject.request
    parts = wording.answer(request, status=Status.LOANED, now=story.now, note=_note(story))
    conversing.answer(request, *parts, now=story.now, delivery=wording.delivery_info(request, now=story.now))


def _send_cancel_yes(story: Lent, _argument: str) -> None:
    _answer(story, Status.CANCELLED, reason=ReasonForMessage.CANCEL_RESPONSE, agreed=True)


def _send_cancel_no(story: Lent, _argument: str) -> None:
    status = wording.STATUS_OF[story.subject.request.state]
    _answer(story, status, reason=ReasonForMessage.CANCEL_RESPONSE, agreed=False)


def _send_completed(story: Lent, _argument: str) -> None:
    _answer(story, Status.LOAN_COMPLETED)


def _send_completed_without_return(story: Lent, _argument: str) -> None:
    _answer(story, Status.COMPLETED_WITHOUT_RETURN)


def _send_status(story: Lent, _argument: str) -> None:
    status = wording.STATUS_OF[story.subject.request.state]
    _answer(story, status, reason=ReasonForMessage.STATUS_REQUEST_RESPONSE)


def _answer(
    story: Lent,
    status: Status,
    *,
    reason: ReasonForMessage = ReasonForMessage.STATUS_CHANGE,
    agreed: bool | None = None,
    unfilled: str = "",
    note: str = "",
) -> None:
    request = story.subject.request
    parts = wording.answer(
        request,
        status=status,
        now=story.now,
        reason=reason,
        agreed=agreed,
        unfilled=unfilled,
        note=note or _note(story),
    )
    conversing.answer(request, *parts, now=story.now)


def _note(story: Lent) -> str:
    """What staff wrote for the partner; a peer's own note is never sent back to it."""
    return getattr(story.happening, "note", "") if story.by.cause == "staff" else ""


LENDING_EFFECTS: dict[str, Performer] = {
    "start_lending_locate": _start_lending_locate,
    "hold_item": _hold_item,
    "release_item": _release_item,
    "move_to_lending": _move_to_lending,
    "return_item_to_shelf": _return_item_to_shelf,
    "send_will_supply": _send_will_supply,
    "send_condition": _send_condition,
    "send_unfilled": _send_unfilled,
    "send_unfilled_expired": _send_unfilled_expired,
    "send_shipped": _send_shipped,
    "send_cancel_yes": _send_cancel_yes,
    "send_cancel_no": _send_cancel_no,
    "send_completed": _send_completed,
    "send_completed_without_return": _send_completed_without_return,
    "send_status": _send_status,
}
