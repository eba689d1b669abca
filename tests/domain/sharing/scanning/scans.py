"""Scans at the desks of the world: by whom, at which library, and what stands there before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format

from interlend.domain.exchange.models import Conversation
from interlend.domain.libraries.models import Library
from interlend.domain.people.models import Role
from interlend.domain.people.permissions import may
from interlend.domain.sharing.scanning.scan import scan
from interlend.domain.sharing.scanning.scanned import Scanned
from interlend.kernel.lifecycle import happenings as h
from tests.clockwork import turn
from tests.domain.sharing.desks import STAFF, Desk, Desks
from tests.world import RITA

LATER = timedelta(minutes=5)
"""Longer than a slip of the hand."""


def scans(
    desk: Desk,
    code: str,
    *,
    at: str,
    role: Role = Role.SERVICES_MANAGER,
    after: timedelta = LATER,
    **more: Any,
) -> Scanned:
    """Somebody of this role scans a code at a library."""
    with desk.inside():
        return scan(
            code,
            at=Library.objects.get(code=at),
            by=STAFF,
            may=lambda action: may(role, action),
            now=timezone.now() + after,
            **more,
        )


@dataclass
class Loan:
    """A loan between Howard and a lender, as far as a test lets it go."""

    desks: Desks
    lender: Desk
    number: str
    lending: str
    barcode: str

    @classmethod
    def asked(cls, desks: Desks) -> Loan:
        """Howard has asked American, whose only copy is reserved."""
        number = desks.howard.asks()
        turn()
        return cls(desks, desks.american, number, desks.american.asked_for().number, "AMERICAN-1")

    @classmethod
    def asked_of_georgetown(cls, desks: Desks) -> Loan:
        """Howard has asked Georgetown, where one library has the copies and another ships them."""
        desks.american.library(not_lending_from=timezone.now().date() - timedelta(days=1))
        number = desks.howard.asks()
        turn()
        lending = desks.georgetown.asked_for()
        assert lending.item is not None
        return cls(desks, desks.georgetown, number, lending.number, lending.item.barcode)

    def as_far_as(self, step: str) -> Loan:
        """Asked, shipped, received, loaned, returned or sent back."""
        loan: Loan = self if step == "asked" else getattr(self, step)()
        return loan

    def shipped(self) -> Loan:
        """The copy is on its way."""
        self.lender.does(self.lending, h.Ship(barcode=self.barcode))
        turn()
        return self

    def received(self) -> Loan:
        """It waits on Howard's hold shelf."""
        self.shipped()
        self.desks.howard.does(self.number, h.Receive(barcode=self.barcode))
        turn()
        return self

    def loaned(self) -> Loan:
        """Rita has it."""
        self.received()
        self.desks.howard.lends(self.number)
        return self

    def returned(self) -> Loan:
        """She has brought it back."""
        self.loaned()
        self.desks.howard.does(self.number, h.ReturnByPatron())
        return self

    def sent_back(self) -> Loan:
        """It is on its way home."""
        self.returned()
        self.desks.howard.does(self.number, h.SendBack())
        turn()
        return self

    def code(self, what: str) -> str:
        """What is scanned: the number of either side, the id on the wire, the barcode, the patron's card."""
        if what == "id":
            with self.desks.howard.inside():
                return Conversation.objects.get(rota_entry__request__number=self.number).request_id
        codes = {"number": self.number, "lending": self.lending, "barcode": self.barcode, "card": RITA}
        return codes.get(what, "999")

    def due(self) -> str:
        """When Rita has to bring it back, in words; blank where she does not have it."""
        with self.desks.howard.inside():
            loan = self.desks.howard.borrowed(self.number).loan
            local = timezone.localtime(loan.due_at, ZoneInfo("America/New_York")) if loan else None
            return date_format(local, "DATE_FORMAT") if local else ""
