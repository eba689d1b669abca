"""What a scan means for a copy of ours, by where it stands."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from interlend.domain.catalog.models import Item
from interlend.domain.circulation import own_items, transit
from interlend.domain.circulation.models import Hold, Loan, Transit
from interlend.domain.sharing import desk
from interlend.domain.sharing.models import LendingRequest
from interlend.domain.sharing.refusal import NotPossible
from interlend.domain.sharing.scanning import lent
from interlend.domain.sharing.scanning.finding import lending_requests
from interlend.domain.sharing.scanning.in_hand import A_MOMENT, InHand, place_of, send_to
from interlend.domain.sharing.scanning.scanned import Awaited, Scanned, SlipKind, Step

Availability = Item.Availability


def step(hand: InHand, item: Item) -> Scanned:
    """Do what the scan of this copy means."""
    do = _STEPS.get(Availability(item.availability))
    if do is None:
        return hand.stop(
            str(item.get_availability_display()),
            item,
            next=_("It is here after all: correct its status in the catalog. It belongs to %(place)s.")
            % {"place": place_of(item)},
        )
    return do(hand, item)


def _reserved(hand: InHand, item: Item) -> Scanned:
    """Reserved for a partner: it goes to the library that ships it, and from there to the partner."""
    request = lending_requests().filter(item=item, hold__state=Hold.State.WAITING).first()
    if request is None:
        raise NotPossible(_("It is reserved, but no request waits for it."))
    if hand.before.number not in ("", request.number):
        return hand.stop(
            _("Another request waits for this copy: %(number)s") % {"number": request.number},
            request,
            next=_("It is not for %(asked)s. Scan it again to go on with %(number)s.")
            % {"asked": hand.before.number, "number": request.number},
        )
    if hand.at.pk == request.library_id:
        return lent.ship(hand, request, item)
    if item.availability == Availability.IN_TRANSIT:
        return _on_its_way(hand, item, request.library.name)
    hand.begin(Step.SEND_ON)
    sent = desk.send_to_lending_library(request.number, now=hand.now)
    return hand.ok(
        Step.SEND_ON,
        send_to(sent.library.name),
        request,
        next=_("It is shipped to %(partner)s there.") % {"partner": sent.partner.name},
        destination=sent.library.name,
        slip=SlipKind.TRANSIT,
        can_undo=True,
    )


def _in_transit(hand: InHand, item: Item) -> Scanned:
    under_way = Transit.objects.select_related("to_library").filter(item=item, ended_at=None).first()
    if under_way is None:
        raise NotPossible(_("It is in transit, but nobody knows where to."))
    if Hold.objects.filter(item=item, state=Hold.State.WAITING).exists():
        return _reserved(hand, item)
    if under_way.to_library_id != hand.at.pk:
        return _on_its_way(hand, item, under_way.to_library.name)
    hand.begin(Step.ARRIVE)
    transit.arrive(item=item, at_library=hand.at, now=hand.now)
    return hand.ok(
        Step.ARRIVE, _("Home again: put it on its shelf"), item, next=place_of(item), can_undo=True
    )


def _on_its_way(hand: InHand, item: Item, library: str) -> Scanned:
    return hand.look(
        _("On its way to %(library)s") % {"library": library},
        item,
        next=_("Send it there."),
        destination=library,
        slip=SlipKind.TRANSIT,
    )


def _with_a_partner(hand: InHand, item: Item) -> Scanned:
    request = lending_requests().filter(item=item).order_by("-id").first()
    if request is None:
        raise NotPossible(_("It is with a partner, but no request says with which."))
    return lent.check_in(hand, request)


def _on_loan(hand: InHand, item: Item) -> Scanned:
    if Loan.objects.filter(item=item, returned_at=None, lent_at__gt=hand.now - A_MOMENT).exists():
        return hand.twice(Step.LOAN, item)
    hand.begin(Step.RETURN)
    own_items.take_back(barcode=item.barcode, at_library=hand.at, now=hand.now)
    belongs = item.location.library
    is_here = belongs.pk == hand.at.pk
    return hand.ok(
        Step.RETURN,
        _("Returned: put it on its shelf") if is_here else send_to(belongs.name),
        item,
        next=place_of(item),
        destination="" if is_here else belongs.name,
        slip=None if is_here else SlipKind.TRANSIT,
        can_undo=True,
    )


def _on_its_shelf(hand: InHand, item: Item) -> Scanned:
    if done := _done_a_moment_ago(hand, item):
        return hand.twice(done, item)
    if hand.before.patron:
        return _lend(hand, item)
    asked = _asks_for_such_a_copy(hand, item)
    if asked is not None:
        return _in_place_of_another(hand, item, asked)
    if hand.before.number:
        return _not_the_one(hand, item)
    if hand.at.pk != item.home.library_id:
        hand.begin(Step.SEND_ON)
        home = item.home.library
        transit.send(item=item, from_library=hand.at, to_library=home, now=hand.now)
        return hand.ok(
            Step.SEND_ON,
            send_to(home.name),
            item,
            next=place_of(item),
            destination=home.name,
            slip=SlipKind.TRANSIT,
            can_undo=True,
        )
    return hand.stop(
        _("Nobody asked for this copy"), item, next=_("It belongs to %(place)s.") % {"place": place_of(item)}
    )


def _done_a_moment_ago(hand: InHand, item: Item) -> Step | None:
    """What was done to a copy that has just come to its shelf. Three statements."""
    since = hand.now - A_MOMENT
    if hand.before.patron:
        return None
    if Transit.objects.filter(item=item, ended_at__gt=since).exists():
        return Step.ARRIVE
    if Loan.objects.filter(item=item, returned_at__gt=since).exists():
        return Step.RETURN
    request = LendingRequest.objects.filter(item=item).order_by("-id").first()
    return Step.CHECK_IN if request and hand.done_a_moment_ago(request) else None


def _lend(hand: InHand, item: Item) -> Scanned:
    hand.begin(Step.LOAN)
    loan = own_items.lend(
        barcode=item.barcode, patron_barcode=hand.before.patron, at_library=hand.at, now=hand.now
    )
    return hand.ok(
        Step.LOAN,
        _("Lent to %(patron)s until %(day)s") % {"patron": loan.patron.name, "day": hand.day(loan.due_at)},
        item,
        can_undo=True,
        awaits=hand.before,
    )


def _asks_for_such_a_copy(hand: InHand, item: Item) -> LendingRequest | None:
    """The request that waits for another copy of the same title: the one scanned before, else the oldest."""
    waiting = lending_requests().filter(item__record_id=item.record_id, state__in=lent.WAITS_FOR_ITS_COPY)
    if hand.before.number:
        waiting = waiting.filter(number=hand.before.number)
    return waiting.order_by("id").first()


def _in_place_of_another(hand: InHand, item: Item, request: LendingRequest) -> Scanned:
    wanted = request.item.barcode if request.item else ""
    if hand.at.pk == request.library_id and hand.confirmed is Step.SHIP:
        return lent.ship(hand, request, item)
    is_here = hand.at.pk == request.library_id
    return hand.look(
        _("Another copy: %(barcode)s was to be fetched") % {"barcode": wanted},
        request,
        barcode=item.barcode,
        next=_("Fetch %(barcode)s, or ship this one to %(partner)s.")
        % {"barcode": wanted, "partner": request.partner.name}
        if is_here
        else _("Fetch %(barcode)s; it is shipped by %(library)s.")
        % {"barcode": wanted, "library": request.library.name},
        offer=Step.SHIP if is_here else None,
        awaits=Awaited(number=request.number),
    )


def _not_the_one(hand: InHand, item: Item) -> Scanned:
    return hand.stop(
        _("Not what %(number)s asks for") % {"number": hand.before.number},
        item,
        next=_("This copy belongs to %(place)s.") % {"place": place_of(item)},
        awaits=hand.before,
    )


_STEPS: dict[Availability, Callable[[InHand, Item], Scanned]] = {
    Availability.ON_SHELF: _on_its_shelf,
    Availability.REQUESTED: _reserved,
    Availability.IN_TRANSIT: _in_transit,
    Availability.SHIPPED: _with_a_partner,
    Availability.ON_LOAN: _on_loan,
}
