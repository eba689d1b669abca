"""The language of the scenarios: what patrons and staff of an institution do, and what they then see.

Everything is done by the REST API, with the key of the role whose task it is. A request is known by what its
patron asked for (`Asked`); a lender finds its side of it by the borrower and the title.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from interlend.domain.people.models import Role
from tests.scenarios.calling import Keys, until, until_equal
from tests.scenarios.institutions import Built

Json = dict[str, Any]
PATRON, DESK = Role.DISCOVERY, Role.DESK_OPERATOR


@dataclass(frozen=True)
class Asked:
    """A borrowing request: its number, who borrows, and the title."""

    number: str
    borrower: str
    title: str
    patron: str


class Institution:
    """An institution that borrows and lends. `name` is also the beginning of its code as a partner."""

    def __init__(self, built: Built) -> None:
        self.built = built
        self.name = built.name
        self.keys = Keys(built)
        self._numbers: dict[str, str] = {}

    def __repr__(self) -> str:
        return self.name.title()

    # --- a patron ---------------------------------------------------------------------------------------

    def patron_asks(self, title: str, *, patron: str = "rita", **more: Any) -> Asked:
        """A patron asks for a title. Raises Refused."""
        barcode = self.built.patron(patron)
        made = self.keys.do("/borrowing", role=PATRON, patron=barcode, title=title, **more)
        return Asked(made["number"], self.name, title, barcode)

    def patron_cancels(self, asked: Asked) -> None:
        """The patron gives the request up."""
        self._borrowing(asked, "cancel", role=PATRON, patron=asked.patron)

    def staff_asks(self, title: str, *, patron: str = "rita", **more: Any) -> Asked:
        """Staff ask for a patron. Raises Refused."""
        barcode = self.built.patron(patron)
        made = self.keys.do("/borrowing", patron=barcode, title=title, **more)
        return Asked(made["number"], self.name, title, barcode)

    # --- staff who borrow -------------------------------------------------------------------------------

    def staff_send(self, asked: Asked) -> None:
        """Staff send the request to the next lender."""
        self._borrowing(asked, "send")

    def staff_cancel(self, asked: Asked, **why: str) -> None:
        """Staff give the request up."""
        self._borrowing(asked, "cancel", **why)

    def receives(self, asked: Asked, **how: str) -> None:
        """The parcel is unpacked: the lender's item becomes a temporary item."""
        self._borrowing(asked, "receive", **how)

    def puts_on_hold_shelf(self, asked: Asked) -> None:
        """The item reaches the library where its patron picks it up."""
        self._borrowing(asked, "arrive", role=DESK)

    def lends_to_patron(self, asked: Asked) -> None:
        """The patron takes the item home."""
        self._borrowing(asked, "loan", role=DESK)

    def patron_returns(self, asked: Asked) -> None:
        """The patron brings the item back."""
        self._borrowing(asked, "return", role=DESK)

    def sends_back(self, asked: Asked) -> None:
        """The item is sent home."""
        self._borrowing(asked, "send-back")

    def receives_late(self, asked: Asked, lender: Institution) -> None:
        """An item comes from a lender that the request has gone on without."""
        self._left(asked, lender, "receive-late")

    def sends_back_late(self, asked: Asked, lender: Institution) -> None:
        """Such an item is sent home."""
        self._left(asked, lender, "send-back")

    # --- staff who lend ---------------------------------------------------------------------------------

    def sends_to_lending_library(self, asked: Asked) -> None:
        """The copy, fetched from its shelf, travels to the library that ships it."""
        self._lending(asked, "send-to-lending-library")

    def ships(self, asked: Asked, barcode: str, **how: Any) -> None:
        """The item is packed and sent."""
        self._lending(asked, "ship", barcode=barcode, **how)

    def will_supply(self, asked: Asked, note: str = "") -> None:
        """The borrower is told that the item will come."""
        self._lending(asked, "will-supply", note=note)

    def rejects(self, asked: Asked, reason: str, note: str = "") -> None:
        """The request is declined."""
        self._lending(asked, "reject", reason=reason, note=note)

    def checks_in(self, barcode: str) -> None:
        """An item of ours that was with a partner is in our hand again."""
        self.keys.do("/desk/check-in", barcode=barcode)

    def takes_in(self, barcode: str, *, at: str) -> None:
        """An item that travelled inside the institution reaches the library of this code."""
        self.keys.do("/desk/arrive", role=DESK, barcode=barcode, at_library=at)

    # --- the own items ----------------------------------------------------------------------------------

    def lends_own(self, barcode: str, patron: str = "paul") -> None:
        """A patron of ours borrows a copy of ours."""
        self.keys.do("/circulation/loans", role=DESK, barcode=barcode, patron=self.built.patron(patron))

    def takes_back_own(self, barcode: str) -> None:
        """The patron of ours brings it back."""
        self.keys.do("/circulation/returns", role=DESK, barcode=barcode)

    # --- delivery ---------------------------------------------------------------------------------------

    def holds_back(self, partner: Institution) -> None:
        """Send nothing to this partner for now."""
        self.keys.do(f"/peers/{partner.partner_code}/pause")

    def delivers_again(self, partner: Institution) -> None:
        """Send what waited, and whatever comes."""
        self.keys.do(f"/peers/{partner.partner_code}/resume")

    # --- what is seen -----------------------------------------------------------------------------------

    @property
    def partner_code(self) -> str:
        """How the others call it."""
        return self.name.upper()

    def sees(self, asked: Asked) -> Json:
        """The request as staff see it: the borrowing request here, or the lending request."""
        if asked.borrower == self.name:
            seen: Json = self.keys.read(f"/borrowing/{asked.number}")
        else:
            seen = self.keys.read(f"/lending/{self.number_of(asked)}")
        return seen

    def number_of(self, asked: Asked) -> str:
        """The number of our lending request, once the borrower's request has come."""

        def look() -> str | None:
            rows = self.keys.read("/lending", partner=asked.borrower.upper())["items"]
            return next((row["number"] for row in rows if row["title"] == asked.title), None)

        if asked.number not in self._numbers:
            what = f"{self} has {asked.borrower}'s request for {asked.title}"
            self._numbers[asked.number] = until(what, look)
        return self._numbers[asked.number]

    def knows_nothing_of(self, asked: Asked) -> bool:
        """Whether no request has come from this borrower for this title."""
        rows = self.keys.read("/lending", partner=asked.borrower.upper())["items"]
        return asked.title not in {row["title"] for row in rows}

    def waits_for(self, asked: Asked, state: str, *, lender: Institution | None = None) -> None:
        """Wait until the request stands here, at this lender if one is named."""
        wanted = {"state": state} | ({"partner": lender.partner_code} if lender else {})
        until_equal(lambda: {name: self.sees(asked)[name] for name in wanted}, wanted)

    def waits_until_delivered(self, asked: Asked) -> None:
        """Wait until it is recorded that the lender has the request."""

        def is_recorded() -> bool:
            return "Delivered" in {entry["happening"] for entry in self.sees(asked)["timeline"]}

        until(f"{asked.number} is delivered", is_recorded)

    def waits_for_left(self, asked: Asked, lender: Institution, state: str) -> None:
        """Wait until the conversation that we left stands there, by the name that staff know."""

        def standing() -> str:
            places = self.sees(asked)["rota"]
            return next(each["left_label"] for each in places if each["partner"] == lender.partner_code)

        until_equal(standing, state)

    def state_of(self, asked: Asked) -> str:
        """Where the request stands, by the name that staff know."""
        return str(self.sees(asked)["state_label"])

    def attention(self, asked: Asked) -> str:
        """What staff are shown to look at."""
        return str(self.sees(asked)["needs_attention"])

    def item(self, barcode: str) -> str:
        """Where a copy is: its availability and its location."""
        item = self.keys.read(f"/desk/items/{barcode}")["item"]
        return f"{item['availability']} in {item['location']}"

    def pull_list(self) -> list[str]:
        """The barcodes that are to be fetched from the shelves."""
        return [row["item"]["barcode"] for row in self.keys.read("/lending/pull-list")["items"]]

    def on_their_way(self, *, to: str) -> list[str]:
        """The items in transit to one of our libraries, and from which."""
        rows = self.keys.read("/desk/on-their-way", role=DESK, library=to)["items"]
        return [f"{row['barcode']} from {row['from_library']}" for row in rows]

    def moment(self, asked: Asked, field: str) -> datetime:
        """A time of the request."""
        return datetime.fromisoformat(self.sees(asked)[field])

    def history_moment(self, asked: Asked, happening: str) -> datetime:
        """When something happened to the request."""
        (entry,) = (each for each in self.sees(asked)["timeline"] if each["happening"] == happening)
        return datetime.fromisoformat(entry["at"])

    # --- what was said ----------------------------------------------------------------------------------

    def said(self, asked: Asked, kind: str) -> bytes:
        """The newest message of this kind that we sent about the request, as it went over the wire."""
        sent = [
            row["id"] for row in self._messages(asked) if (row["direction"], row["kind"]) == ("out", kind)
        ]
        return self.keys.read_bytes(f"/messages/{sent[-1]}")

    def all_said(self, asked: Asked) -> list[bytes]:
        """All messages about the request, both sides', as they went over the wire."""
        return [self.keys.read_bytes(f"/messages/{row['id']}") for row in self._messages(asked)]

    def message_moment(self, asked: Asked, kind: str) -> datetime:
        """When the first message of this kind about the request was stored."""
        return next(datetime.fromisoformat(row["at"]) for row in self._messages(asked) if row["kind"] == kind)

    def repeats(self, asked: Asked) -> list[int]:
        """How often each message about the request was received again."""
        return [row["repeats"] for row in self._messages(asked)]

    def delivery_errors(self, partner: Institution) -> list[str]:
        """Why the last delivery to a partner failed; nothing where it went well."""
        peers = self.keys.read("/peers")["items"]
        (peer,) = (each for each in peers if each["partner"] == partner.partner_code)
        return [each["last_error"] for each in peer["connections"] if each["failures"]]

    def _messages(self, asked: Asked) -> list[Json]:
        side, number = ("borrowing", asked.number)
        if asked.borrower != self.name:
            side, number = ("lending", self.number_of(asked))
        rows: list[Json] = self.keys.read(f"/{side}/{number}/messages")["items"]
        return rows

    def _borrowing(self, asked: Asked, step: str, *, role: str = Role.SERVICES_MANAGER, **said: Any) -> None:
        self.keys.do(f"/borrowing/{asked.number}/{step}", role=role, **said)

    def _left(self, asked: Asked, lender: Institution, step: str) -> None:
        self.keys.do(f"/borrowing/{asked.number}/rota/{lender.partner_code}/{step}")

    def _lending(self, asked: Asked, step: str, **said: Any) -> None:
        self.keys.do(f"/lending/{self.number_of(asked)}/{step}", **said)


def reads_and_sends_home(borrower: Institution, lender: Institution, asked: Asked, barcode: str) -> None:
    """The rest of a loan once the item was shipped, up to its place on the lender's shelf."""
    borrower.waits_for(asked, "shipped_physically")
    borrower.receives(asked)
    borrower.lends_to_patron(asked)
    borrower.patron_returns(asked)
    borrower.sends_back(asked)
    lender.waits_for(asked, "returned_by_partner")
    lender.checks_in(barcode)
    borrower.waits_for(asked, "request_completed")
