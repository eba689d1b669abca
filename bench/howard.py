"""Howard of the demo in the open installation, lender and borrower; its partners are played by the bench.

What its staff and its workers do is done here in this process, by the verbs that the doors call.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.utils import timezone

from bench.said import Title
from demo import introductions
from demo.catalogs.generate import generated
from demo.consortium.institutions import of_installation
from demo.guide import steps
from demo.introductions import Introduction
from interlend.domain.catalog.load import load
from interlend.domain.people.models import Patron, UserGroup
from interlend.domain.sharing import desk, locating
from interlend.domain.sharing.by import By
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest, RotaEntry
from interlend.domain.sharing.placing import Wanted, place
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone
from interlend.kernel.lifecycle.happenings import Cause, Happening, Receive, SendBack, Ship
from interlend.kernel.marc import iso2709
from interlend.kernel.marc.describing import describe
from interlend.kernel.marc.items import items_of

OUR_INSTALLATION = "wrlc"
PARTNERS = ("albany", "buffalo")  # in the other installation, which is the bench
STAFF = By(cause=Cause.STAFF, name="Bench")


@dataclass
class Howard:
    """The institution: where it takes messages, by which keys, and the titles that it has a copy of."""

    zone_id: int
    path: str
    keys: dict[str, str]
    copies: list[tuple[Title, str]]
    _patrons: int = field(default=0, repr=False)

    # --- as a lender ------------------------------------------------------------------------------------

    def locates(self, id: str) -> None:
        """What the worker does after a partner's request: search, hold a copy."""
        with scope.entered(self.zone_id):
            pk = LendingRequest.objects.values_list("pk", flat=True).get(conversation__request_id=id)
        locating.locate_lending(self.zone_id, pk, now=timezone.now())

    def ships(self, id: str) -> None:
        """Staff ship the held copy."""
        with scope.entered(self.zone_id):
            request = LendingRequest.objects.select_related("item").get(conversation__request_id=id)
            held = request.item.barcode if request.item else ""
            desk.lending(request.number, Ship(barcode=held), by=STAFF, now=timezone.now())

    # --- as a borrower ----------------------------------------------------------------------------------

    def places(self, title: str) -> int:
        """A reader, another one each time, asks for a title that nobody in the network holds."""
        with scope.entered(self.zone_id):
            self._patrons += 1
            reader = Patron.objects.create(
                barcode=f"BENCH-{self._patrons}",
                name="Rita Reader",
                email="rita.reader@howard.example",
                user_group=UserGroup.objects.get(code="GRADUATE"),
            )
            made = place(
                patron_barcode=reader.barcode, wanted=Wanted(title=title), by=STAFF, now=timezone.now()
            )
        return made.pk

    def asks(self, title: str) -> str:
        """Place a request and do what the worker does until it is in the outbox; the id on the wire."""
        pk = self.places(title)
        locating.locate(self.zone_id, pk, now=timezone.now())
        locating.ask_next(self.zone_id, pk, now=timezone.now())
        return self.id_on_the_wire(pk)

    def asks_next(self, id: str) -> str:
        """Do what the worker does when a lender has refused; the id that the next one is told."""
        pk = self._borrowing(id).pk
        locating.ask_next(self.zone_id, pk, now=timezone.now())
        return self.id_on_the_wire(pk)

    def id_on_the_wire(self, pk: int) -> str:
        """The id of the conversation with the lender that was asked last; empty where none was yet."""
        with scope.entered(self.zone_id):
            entries = RotaEntry.objects.filter(request_id=pk, standing=RotaEntry.Standing.ACTIVE)
            return entries.values_list("conversation__request_id", flat=True).first() or ""

    def reads_and_returns(self, id: str) -> None:
        """Receive it, lend it to its reader, take it back and send it home."""
        self.does(id, Receive(barcode=""))
        number = self._borrowing(id).number
        for verb in (desk.lend_to_patron, desk.return_from_patron):
            with scope.entered(self.zone_id):
                verb(number, by=STAFF, now=timezone.now())
        self.does(id, SendBack())

    def does(self, id: str, happening: Happening) -> None:
        """Staff let something happen to the borrowing request of this id."""
        number = self._borrowing(id).number
        with scope.entered(self.zone_id):
            desk.borrowing(number, happening, by=STAFF, now=timezone.now())

    def _borrowing(self, id: str) -> BorrowingRequest:
        with scope.entered(self.zone_id):
            return BorrowingRequest.objects.get(rota__conversation__request_id=id)


def settle(stranger_port: int, copies: int) -> Howard:
    """Configure the network as the demo does, with partners at this port, and load Howard's catalog."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _meet(folder, stranger_port)
        ours = {their: introductions.read(folder, of="howard", to=their) for their in PARTNERS}
    told = {their: introduction for their, introduction in ours.items() if introduction}
    zone = Zone.objects.get(code="howard")
    return Howard(
        zone_id=zone.pk,
        path=urlsplit(told[PARTNERS[0]].url).path,
        keys={their: introduction.key for their, introduction in told.items()},
        copies=_load(zone, copies),
    )


def _meet(folder: Path, port: int) -> None:
    for their in PARTNERS:
        for our in of_installation(OUR_INSTALLATION):
            there = f"http://127.0.0.1:{port}"
            introduction = Introduction(
                url=f"{there}/iso18626/{their}", sru_url=f"{there}/sru/{their}", key=f"a key of {their}"
            )
            introductions.write(folder, introduction, of=their, to=our.code)
    run: list[Callable[..., None]] = [steps.introduce, steps.meet]
    for step in run:
        step(OUR_INSTALLATION, folder, timezone.now())


def _load(zone: Zone, copies: int) -> list[tuple[Title, str]]:
    """Generated titles with a copy each, loaded by the loader; each with the barcode of its copy."""
    loaded = []
    with tempfile.TemporaryFile() as file:
        for record in generated(copies, "howard"):
            file.write(iso2709.encode(record))
            facts = describe(record)
            title = Title(facts.title, facts.author, facts.isbns[0], facts.publisher, str(facts.year or ""))
            loaded.append((title, items_of(record)[0].barcode))
        file.seek(0)
        load(file, zone_id=zone.pk)
    return loaded
