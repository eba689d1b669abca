"""What staff, patrons and programs look at: lists, one request, its rota and its timeline.

The number of statements of each does not grow with its rows.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from interlend.domain.exchange.models import Message
from interlend.domain.sharing.models import BorrowingRequest, HistoryEntry, LendingRequest, RotaEntry, about
from interlend.domain.sharing.refusal import NotFound
from interlend.kernel.lifecycle.borrowing import BORROWING
from interlend.kernel.lifecycle.left import LEFT_BEHIND
from interlend.kernel.lifecycle.lending import LENDING

MOST = 200


def borrowing_requests(
    *, state: str = "", patron_barcode: str = "", needs_attention: bool | None = None
) -> QuerySet[BorrowingRequest]:
    """The borrowing requests of the zone, the newest first."""
    requests = BorrowingRequest.objects.select_related("patron", "library", "pickup_library", "item")
    if state:
        requests = requests.filter(state=state)
    if patron_barcode:
        requests = requests.filter(patron__barcode=patron_barcode)
    if needs_attention is not None:
        requests = (
            requests.exclude(needs_attention="") if needs_attention else requests.filter(needs_attention="")
        )
    return requests.order_by("-id")


def lending_requests(
    *, state: str = "", partner_code: str = "", needs_attention: bool | None = None
) -> QuerySet[LendingRequest]:
    """The lending requests of the zone, the newest first."""
    requests = LendingRequest.objects.select_related("partner", "library", "item__location", "hold")
    if state:
        requests = requests.filter(state=state)
    if partner_code:
        requests = requests.filter(partner__code=partner_code)
    if needs_attention is not None:
        requests = (
            requests.exclude(needs_attention="") if needs_attention else requests.filter(needs_attention="")
        )
    return requests.order_by("-id")


def borrowing_request(number: str, *with_it: str) -> BorrowingRequest:
    """One borrowing request, with what else is named (Django's look-ups). Raises NotFound."""
    request = borrowing_requests().select_related(*with_it).filter(number=number).first()
    if request is None:
        raise NotFound(_("There is no borrowing request %(number)s here.") % {"number": number})
    return request


def lending_request(number: str, *with_it: str) -> LendingRequest:
    """One lending request, with what else is named (Django's look-ups). Raises NotFound."""
    request = lending_requests().select_related(*with_it).filter(number=number).first()
    if request is None:
        raise NotFound(_("There is no lending request %(number)s here.") % {"number": number})
    return request


def rota(request: BorrowingRequest) -> QuerySet[RotaEntry]:
    """The rota of a request, in order, with why each is sent by itself or not."""
    return RotaEntry.objects.filter(request=request).select_related("partner", "sending_decision")


def timeline(request: BorrowingRequest | LendingRequest) -> QuerySet[HistoryEntry]:
    """Everything that happened to a request, the oldest first, with its decisions."""
    entries = HistoryEntry.objects.select_related("decision", "message")
    return entries.filter(**about(request)).order_by("id")


def messages(request: BorrowingRequest | LendingRequest) -> QuerySet[Message]:
    """The messages exchanged about a request, in the order in which they were stored."""
    rows = Message.objects.select_related("conversation__partner")
    if isinstance(request, BorrowingRequest):
        return rows.filter(conversation__rota_entry__request=request).order_by("id")
    return rows.filter(conversation__lending_request=request).order_by("id")


def counts_by_state() -> Mapping[str, Mapping[str, int]]:
    """How many requests stand where, on both sides. Two statements."""
    return {
        "borrowing": dict(BorrowingRequest.objects.values_list("state").annotate(Count("id"))),
        "lending": dict(LendingRequest.objects.values_list("state").annotate(Count("id"))),
    }


def state_label(state: str, *, is_lending: bool) -> str:
    """The name that staff know a state by, also that of a conversation which its request has left.

    What is no state is its own name.
    """
    return (_LENDING if is_lending else _BORROWING).get(state, state)


_BORROWING, _LENDING = (
    {state.value: card.label for table in tables for state, card in table.cards.items()}
    for tables in ((BORROWING, LEFT_BEHIND), (LENDING,))
)
