"""All that the page of a request shows. Its statements do not grow with history, rota or messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from interlend.domain.circulation.holds import OPEN
from interlend.domain.people.permissions import Action
from interlend.domain.sharing import journey, queries
from interlend.domain.sharing.models import HistoryEntry, LendingRequest, RotaEntry
from interlend.domain.sharing.notes import notes_of
from interlend.domain.sharing.placing import CLOSED
from interlend.domain.sharing.subjects import NAMED, BorrowingSubject, LeftSubject, LendingSubject
from interlend.interfaces.desk.request import story, verbs
from interlend.interfaces.desk.request.forms import Said, Written
from interlend.interfaces.desk.request.offers import Offer, Offers, ids_at, offers
from interlend.interfaces.desk.request.sides import BORROWING, LENDING, Side
from interlend.interfaces.desk.request.standing import standing
from interlend.interfaces.screens.here import Here

NOTHING: Mapping[str, Said] = {}


@dataclass(frozen=True)
class Place:
    """A partner in the rota: why it is there or is not asked, and what is left to do with it.

    `waits`: it may still be asked.
    """

    entry: RotaEntry
    is_lender: bool
    waits: bool
    sending: story.Why | None
    left: Offers | None
    left_label: str


def borrowing(here: Here, number: str, filled_in: Mapping[str, Said] = NOTHING) -> dict[str, Any]:
    """The page of a borrowing request. Raises NotFound."""
    request = queries.borrowing_request(number, "item__location", "hold", "loan", "patron__user_group")
    entries = list(
        queries.rota(request)
        .select_related("partner__borrowing_workflow", "conversation")
        .order_by("position", "id")
    )
    subject = BorrowingSubject(request)
    subject.entry = next((entry for entry in entries if entry.standing in NAMED), None)
    lender = subject.entry.partner if subject.entry else None
    names = {
        "partner": lender.name if lender else _("The lender"),
        "patron": request.patron.name,
        "pickup": request.pickup_library.name,
    }
    for entry in entries:
        entry.request = request
    history = story.history(request)
    return {
        **_both(here, BORROWING, subject, history, names=names, filled_in=filled_in),
        "partner": lender,
        "journey": journey.of_borrowing(request, entries, history),
        "timeline": story.lines(history, entries),
        "rota": [_place(here, number, entry, filled_in) for entry in entries],
    }


def lending(here: Here, number: str, filled_in: Mapping[str, Said] = NOTHING) -> dict[str, Any]:
    """The page of a lending request. Raises NotFound."""
    request = queries.lending_request(number, "partner__lending_workflow", "item__home__library")
    subject = LendingSubject(request)
    names = {"partner": request.partner.name}
    history = story.history(request)
    return {
        **_both(here, LENDING, subject, history, names=names, filled_in=filled_in),
        "partner": request.partner,
        "send_on": _send_on(here, request),
        "journey": journey.of_lending(request, history),
        "timeline": story.lines(history),
    }


def _both(
    here: Here,
    side: Side,
    subject: BorrowingSubject | LendingSubject,
    history: Sequence[HistoryEntry],
    *,
    names: Mapping[str, str],
    filled_in: Mapping[str, Said],
) -> dict[str, Any]:
    request = subject.request
    letters = story.letters(request) if here.may(Action.MESSAGES_READ) else []
    notes = list(notes_of(request))
    written_at = {what: side.at(what, here, request.number) for what in ("note", "message")}
    looked_at = side.verbs["dismiss-attention"]
    return {
        "side": side.name,
        "wanted": request,
        "standing": standing(
            subject.stands,
            card=subject.table.cards[subject.stands],
            history=history,
            act_by=request.act_by,
            names=names,
            now=timezone.now(),
        ),
        "offers": offers(
            here,
            subject,
            side.verbs,
            initial=_proposed(request),
            filled_in=filled_in,
            address=lambda verb: side.at("do", here, request.number, verb=verb),
        ),
        "looked_at": _plain(here, side, request.number, looked_at),
        "letters": letters,
        "notes": notes,
        "writing": {
            what: (at, filled_in.get(at) or Written(auto_id=ids_at(at)))
            for what, at in written_at.items()
            if here.may(side.notes if what == "note" else Action.MESSAGES_WRITE)
        },
        "reads_messages": here.may(Action.MESSAGES_READ),
        "seen": {
            "history": history[-1].pk if history else 0,
            "note": notes[-1].pk if notes else 0,
            "message": letters[-1].id if letters else 0,
        },
    }


def _proposed(request: verbs.AnyRequest) -> dict[str, str]:
    """The barcode of the copy that we lend; one that comes to us is scanned."""
    is_ours = isinstance(request, LendingRequest) and request.item is not None
    return {"barcode": request.item.barcode} if is_ours and request.item else {}


def _plain(here: Here, side: Side, number: str, verb: verbs.Verb) -> Offer | None:
    """Something to do of which no table speaks."""
    if not here.may(verb.action):
        return None
    return Offer(verb, verb.form(), side.at("do", here, number, verb=verb.path))


def _send_on(here: Here, request: LendingRequest) -> Offer | None:
    """The way to the library that ships it, where the reserved copy is kept in another one."""
    item, hold = request.item, request.hold
    if item is None or hold is None or hold.state not in OPEN:
        return None
    if item.home.library_id == request.library_id or item.availability == item.Availability.IN_TRANSIT:
        return None
    return _plain(here, LENDING, request.number, LENDING.verbs["send-to-lending-library"])


def _place(here: Here, number: str, entry: RotaEntry, filled_in: Mapping[str, Said]) -> Place:
    is_left = entry.conversation_id is not None and entry.standing not in NAMED
    subject = LeftSubject(entry) if is_left else None
    return Place(
        entry=entry,
        is_lender=entry.standing in NAMED,
        waits=entry.standing == entry.Standing.PENDING and entry.request.state not in CLOSED,
        sending=story.why(entry.sending_decision),
        left=_after_leaving(here, number, subject, filled_in) if subject else None,
        left_label=_(subject.table.cards[subject.stands].label) if subject else "",
    )


def _after_leaving(here: Here, number: str, subject: LeftSubject, filled_in: Mapping[str, Said]) -> Offers:
    code = subject.entry.partner.code
    return offers(
        here,
        subject,
        verbs.LEFT,
        initial={},
        filled_in=filled_in,
        address=lambda verb: BORROWING.at("left", here, number, partner=code, verb=verb),
    )
