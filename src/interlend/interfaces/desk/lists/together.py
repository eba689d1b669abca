"""What is done to all rows that were selected, or to all that match: seen, or slips printed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from interlend.domain.people.permissions import Action
from interlend.domain.sharing import queries
from interlend.domain.sharing.refusal import NotPossible
from interlend.domain.sharing.scanning.printing import pull_slip_of
from interlend.domain.sharing.searching.query import LONGEST, Side, parse
from interlend.domain.sharing.searching.search import MOST_OF_A_PAGE, Sort, numbers, ordered
from interlend.domain.sharing.searching.together import dismiss_attention
from interlend.interfaces.desk.lists.sides import USUAL, list_named
from interlend.interfaces.screens.entering import staff
from interlend.interfaces.screens.here import Entered

MOST_SLIPS = 500


@require_POST
@staff()
def dismiss(request: Entered, side: str) -> HttpResponse:
    """Staff have looked at what was shown to them of these requests."""
    of, here = list_named(side), request.here
    if not here.may(of.dismisses):
        raise NotPossible(_("Your roles do not let you do this."))
    done = dismiss_attention(of.side, _chosen(request, of.side))
    said = ngettext("%(count)d request is marked as seen.", "%(count)d requests are marked as seen.", done)
    messages.success(request, said % {"count": done}, "ok")
    return redirect(of.at(here, q=request.POST.get("q", USUAL)[:LONGEST]))


@require_safe
@staff(Action.LENDING_PULL)
def pull_slips(request: Entered) -> HttpResponse:
    """Pull slips, in the order of the shelves, to print."""
    chosen = _chosen(request, Side.LENDING)
    if len(chosen) > MOST_SLIPS:
        raise NotPossible(
            _("These are %(count)d slips; at most %(most)d are printed at once. Choose fewer.")
            % {"count": len(chosen), "most": MOST_SLIPS}
        )
    held = queries.lending_requests().filter(number__in=chosen, item__isnull=False)
    rows = list(ordered(Side.LENDING, held, Sort.SHELF))
    if not rows:
        raise NotPossible(_("None of these requests has a copy to pull."))
    return render(request, "desk/scan/slips.html", {"slips": [pull_slip_of(row) for row in rows]})


def _chosen(request: Entered, side: Side) -> list[str]:
    """The numbers that were ticked, or those of all that match. Raises NotPossible where there are none."""
    said = request.POST if request.method == "POST" else request.GET
    if "all" in said:
        query = parse(said.get("q", "")[: LONGEST + 1], side)
        found = numbers(side, query, now=timezone.now())
    else:
        found = [number[:20] for number in said.getlist("number")[:MOST_OF_A_PAGE]]
    if not found:
        raise NotPossible(_("Select one request or more first."))
    return [number for number in found if "\x00" not in number]
