"""One scan at a desk, for programs: the same answer that a clerk reads from the scan page."""

from __future__ import annotations

from typing import Annotated

from django.utils import timezone
from ninja import Schema
from pydantic import AwareDatetime, Field

from interlend.domain.people.permissions import Action, may
from interlend.domain.sharing.scanning import scan as scanning
from interlend.domain.sharing.scanning import undo as undoing
from interlend.domain.sharing.scanning.scanned import Awaited, Outcome, SlipKind, Step
from interlend.interfaces.api.acting import by, library_named
from interlend.interfaces.api.door import Call, Task
from interlend.interfaces.api.values import Barcode, Code, Given, Line, Moment, Number

scans = Task("Scan")


class ToScan(Schema):
    """A code, the desk, and what was scanned just before and waits for it."""

    code: Annotated[Line, Field(min_length=1, description="What the scanner read.")]
    at_library: Annotated[Code, Field(min_length=1, description="Code of the desk's library.")]
    patron: Annotated[Barcode, Field(description="The card that was scanned before: the item is for it.")] = (
        ""
    )
    item: Annotated[Number, Field(description="Number of the request whose item waits for the card.")] = ""
    request: Annotated[Number, Field(description="The lending request that this copy is to be for.")] = ""
    confirmed: Annotated[Step | None, Field(description="A step that was offered: do it.")] = None


class ScanAnswer(Schema):
    """What became of a scan, in words for the one who holds the thing."""

    outcome: Outcome = Field(description="ok: done; look: look first; stop: do not go on.")
    headline: str
    next: str = Field(description="What to do now.")
    step: Step | None = Field(description="What was done; empty: nothing.")
    number: str = Field(description="The request.")
    barcode: str
    title: str
    destination: str
    slip: SlipKind | None = Field(description="The slip that goes with it.")
    offer: Step | None = Field(description="A step that is done by the same scan with `confirmed`.")
    can_undo: bool
    why_no_undo: str
    is_known: bool
    at: AwareDatetime = Field(description="When; an undo names it.")
    patron: str = Field(description="Send this, `item` and `request` with the next scan.")
    item: str
    request: str


class ToUndo(Schema):
    """A step that a scan did, as its answer said."""

    step: Step
    barcode: Given
    at: Moment


class Undone(Schema):
    """What was taken back, in words."""

    said: str


@scans.does("/scan", Action.SCAN, ScanAnswer)
def scan_code(request: Call, said: ToScan) -> ScanAnswer:
    """Find out what a code is and do the one step that it means at this desk.

    A code is the number of a request, an item's barcode, a lender's barcode, an ISO 18626 request id or a
    patron's card. What cannot be done is answered by the outcome `stop` and its reason, and nothing changed.
    """
    now = timezone.now().replace(microsecond=0)
    scanned = scanning.scan(
        said.code,
        at=library_named(said.at_library),
        by=by(request, said.at_library),
        may=lambda action: may(request.key.role, action),
        now=now,
        before=Awaited(patron=said.patron, item=said.item, number=said.request),
        confirmed=said.confirmed,
    )
    return ScanAnswer(
        outcome=scanned.outcome,
        headline=scanned.headline,
        next=scanned.next,
        step=scanned.step,
        number=scanned.number,
        barcode=scanned.barcode,
        title=scanned.title,
        destination=scanned.destination,
        slip=scanned.slip,
        offer=scanned.offer,
        can_undo=scanned.can_undo,
        why_no_undo=scanned.why_no_undo,
        is_known=scanned.is_known,
        at=now,
        patron=scanned.awaits.patron,
        item=scanned.awaits.item,
        request=scanned.awaits.number,
    )


@scans.does("/scan/undo", Action.SCAN, Undone)
def undo_scan(request: Call, said: ToUndo) -> Undone:
    """Take a step back that only we know of, and that nothing has come after."""
    words = undoing.undo(
        said.step, said.barcode, done_at=said.at, may=lambda action: may(request.key.role, action)
    )
    return Undone(said=words)
