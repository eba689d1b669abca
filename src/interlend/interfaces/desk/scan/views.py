"""The scan page: one box, what the last scan came to, and the scans of this session."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from interlend.domain.people.permissions import Action
from interlend.domain.sharing.refusal import NotFound
from interlend.domain.sharing.scanning import printing
from interlend.domain.sharing.scanning.finding import find
from interlend.domain.sharing.scanning.scan import scan
from interlend.domain.sharing.scanning.scanned import SlipKind, Step
from interlend.domain.sharing.scanning.undo import undo
from interlend.interfaces.desk.scan.sheet import Sheet
from interlend.interfaces.screens import refusals
from interlend.interfaces.screens.entering import staff
from interlend.interfaces.screens.here import Entered

LONGEST_CODE = 200


@require_http_methods(["GET", "POST"])
@staff()
def show(request: Entered) -> HttpResponseBase:
    """The page; a code that comes by POST is scanned. From the box of the frame, words go to the search."""
    here = request.here
    if request.method == "POST" and (words := _words_to_search(request)):
        return redirect(f"{_at(request, 'desk:borrowing')}?{urlencode({'q': words})}")
    if here.desk is None:
        then = urlencode({"next": _at(request, "desk:scan")})
        return redirect(f"{_at(request, 'desk:choose-desk')}?{then}")
    if not here.may(Action.SCAN):
        return refusals.not_allowed(request)
    if request.method == "POST":
        return _scan(request)
    return render(request, "desk/scan/page.html", _facts(Sheet(request)))


@require_POST
@staff(Action.SCAN)
def take_back(request: Entered) -> HttpResponseBase:
    """Undo a scan of this session."""
    sheet = Sheet(request)
    line = sheet.find(request.POST.get("scan", ""))
    if line is None:
        raise NotFound(_("This scan is not on your sheet any more, or is undone already."))
    done_at: datetime = line["at"]
    said = undo(Step(line["step"]), line["barcode"], done_at=done_at, may=request.here.may)
    sheet.strike_out(line["id"])
    return _answer(request, sheet, undone=said)


@require_GET
@staff(Action.SCAN)
def slip(request: Entered, kind: str, of: str) -> HttpResponse:
    """A slip on its own, to print."""
    if kind not in set(SlipKind):
        raise NotFound(_("There is no such slip."))
    return render(request, "desk/scan/slips.html", {"slips": [printing.slip_of(SlipKind(kind), of)]})


def _words_to_search(request: Entered) -> str:
    """What was typed into the box of the frame and is no code of anything here, or not theirs to scan."""
    code = _code(request)
    if "box" in request.POST or not code:
        return ""
    is_scan = (request.here.desk is None or request.here.may(Action.SCAN)) and find(code) is not None
    return "" if is_scan else code


def _scan(request: Entered) -> HttpResponseBase:
    here, sheet, now = request.here, Sheet(request), timezone.now()
    code = _code(request)
    if "put_away" in request.POST:
        sheet.put_away()
    elif code and here.library is not None:
        confirmed = request.POST.get("confirmed", "")
        scanned = scan(
            code,
            at=here.library,
            by=here.by(),
            may=here.may,
            now=now,
            before=sheet.awaited(now),
            confirmed=Step(confirmed) if confirmed in set(Step) else None,
        )
        sheet.add(scanned, now=now)
    return _answer(request, sheet)


def _answer(request: Entered, sheet: Sheet, *, undone: str = "") -> HttpResponseBase:
    """The changed parts of the page, or the page anew for browsers without script."""
    if request.headers.get("HX-Request"):
        return render(request, "desk/scan/parts.html", _facts(sheet) | {"undone": undone})
    if undone:
        messages.success(request, undone, extra_tags="ok")
    return redirect(_at(request, "desk:scan"))


def _facts(sheet: Sheet) -> dict[str, Any]:
    lines = sheet.lines
    return {
        "last": lines[0] if lines else None,
        "lines": lines,
        "done_today": sheet.done_today,
        "awaited": sheet.awaited(timezone.now()),
    }


def _code(request: Entered) -> str:
    return request.POST.get("code", "").replace("\x00", "").strip()[:LONGEST_CODE]


def _at(request: Entered, screen: str) -> str:
    return reverse(screen, kwargs={"zone": request.here.zone.code})
