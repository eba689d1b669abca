"""The loan that `make demo-once` drives without a person, through the public interfaces only.

A reader of Howard asks for a title. American's only copy is lent out while the request is on its way, so
American cannot fill it; Georgetown never held it; Albany, in the other installation, lends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from demo.api import Desk, until
from demo.consortium.institutions import READERS, patron_barcode
from demo.installations import DemoTrouble, Place
from demo.timelines import Side, day_of, rota_of, timeline_of
from demo.titles import Candidate, candidates

RITA, NELL = READERS[0], READERS[2]
COMPLETED = "request_completed"
BETWEEN_LETTERS = b"\n" + b"-" * 79 + b"\n"  # as Django writes letters into files
OF_A_CITATION = ("title", "author", "edition", "publisher", "year", "lccn")

Json = dict[str, Any]


class Story:
    """Who takes part, and what they do, one chapter after the other."""

    def __init__(self, places: Iterable[Place], console: Console) -> None:
        wrlc, suny = places
        self._console = console
        self._mail = wrlc.mail
        self._rita = Desk(wrlc, "howard", "discovery")
        self._howard = Desk(wrlc, "howard", "services_manager")
        self._howard_desk = Desk(wrlc, "howard", "desk_operator")
        self._american = Desk(wrlc, "american", "services_manager")
        self._american_desk = Desk(wrlc, "american", "desk_operator")
        self._albany = Desk(suny, "albany", "services_manager")
        self._card = patron_barcode(self._rita.institution, RITA)

    def tell(self) -> None:
        """Drive the loan from request to return, and show both sides. Raises DemoTrouble."""
        candidate, edition = self._search()
        with self._delivery_to_american_paused():
            number = self._ask(candidate, edition)
            self._lend_the_only_copy_away(candidate)
        try:
            refused = self._american_cannot_fill_it(number)
            lent = self._albany_ships(number)
            self._rita_reads_it(number)
            self._it_goes_home(number, lent)
        finally:
            self._american_desk.do("/circulation/returns", barcode=candidate.barcode)
        self._show_and_check(number, refused, lent)

    # --- chapters ---------------------------------------------------------------------------------------

    def _search(self) -> tuple[Candidate, Json]:
        for candidate in candidates():
            found = self._rita.read("/catalog", isbn=candidate.isbn, elsewhere=True)
            edition: Json = found["items"][0] if found["items"] else {"held_by": []}
            here = {holder["institution"]: holder["available"] for holder in edition["held_by"]}
            there = {each["partner"]: each["outcome"] for each in found["elsewhere"]}
            if here == {"american": 1} and there.get("ALBANY") == "available":
                self._say(f"{RITA.name} of Howard searches all catalogs for ISBN {candidate.isbn}.")
                self._show_holders(edition, found["elsewhere"])
                return candidate, edition
        raise DemoTrouble("No title is left whose only copy at American, and one at Albany, is on the shelf.")

    def _show_holders(self, edition: Json, elsewhere: list[Json]) -> None:
        title = Text(edition["title"], style="bold")
        title.append(f" / {edition['author']}, {edition['year']}", style="not bold")
        holders = Table.grid(padding=(0, 2))
        for holder in edition["held_by"]:
            place = holder["places"][0]
            shelf = f"{place['library_name']}, {place['location_name']}, {place['call_number']}"
            holders.add_row(holder["institution_name"], f"{shelf}: {holder['available']} in its place.")
        for answer in elsewhere:
            holders.add_row(answer["partner_name"], f"By SRU: {answer['reason']}")
        self._show(title)
        self._show(holders)

    @contextmanager
    def _delivery_to_american_paused(self) -> Iterator[None]:
        self._howard.do("/peers/AMERICAN/pause")
        self._say("Howard holds back what goes to American for a moment.")
        try:
            yield
        finally:
            self._howard.do("/peers/AMERICAN/resume")
        self._say("Howard delivers to American again.")

    def _ask(self, candidate: Candidate, edition: Json) -> str:
        citation = {name: edition[name] for name in OF_A_CITATION}
        system_number = next(iter(edition["system_numbers"]), "")
        made = self._rita.do(
            "/borrowing", patron=self._card, isbn=candidate.isbn, system_number=system_number, **citation
        )
        number: str = made["number"]
        self._say(f"Rita asks for it: request {number}. The rota is built, the catalogs are asked.")
        self._until_borrowing(number, "is sent to American", "request_sent", partner="AMERICAN")
        return number

    def _lend_the_only_copy_away(self, candidate: Candidate) -> None:
        card = patron_barcode(self._american.institution, NELL)
        self._american_desk.do("/circulation/loans", barcode=candidate.barcode, patron=card)
        self._say(f"Meanwhile {NELL.name} borrows American's only copy at the desk of Bender Library.")

    def _american_cannot_fill_it(self, number: str) -> str:
        self._until_borrowing(number, "has gone on to Albany", "request_sent", partner="ALBANY")
        refused = self._newest_lending(self._american, number)
        self._say("American finds no copy in its place and says so; the request goes on to Albany by itself.")
        return str(refused["number"])

    def _albany_ships(self, number: str) -> str:
        lent = until(
            "Albany has a copy on its pull list",
            lambda: self._lending_in(self._albany, number, "being_processed"),
        )
        pulled = next(
            row for row in self._albany.read("/lending/pull-list")["items"] if row["number"] == lent["number"]
        )
        barcode = pulled["item"]["barcode"]
        shipped = self._albany.do(f"/lending/{lent['number']}/ship", barcode=barcode)
        self._say(
            f"Albany, in the other installation, fetches {pulled['item']['call_number']} from its shelf and"
            f" ships {barcode}, due {day_of(shipped['due_at'])}."
        )
        self._until_borrowing(number, "is shipped", "shipped_physically")
        return str(lent["number"])

    def _rita_reads_it(self, number: str) -> None:
        self._howard.do(f"/borrowing/{number}/receive")
        shelf = self._howard.read("/desk/hold-shelf", library="FOUNDERS")["items"]
        if number not in {row["number"] for row in shelf}:
            raise DemoTrouble(f"Request {number} is received, but not on the hold shelf.")
        self._say("Howard receives it and puts it on the hold shelf of Founders Library; Rita gets a letter.")
        letter = until("a letter to Rita is in the mail folder", lambda: _letter_about(number, self._mail))
        self._show(Text(f"\n{letter}\n", style="dim"))
        loaned = self._howard.do(f"/borrowing/{number}/loan")
        due = self._howard.read(f"/borrowing/{number}")["patron_due_at"]
        back_by = day_of(loaned["lender_due_at"])
        self._say(f"Rita takes it home until {day_of(due)}; Albany wants it back by {back_by}.")

    def _it_goes_home(self, number: str, lent: str) -> None:
        self._howard.do(f"/borrowing/{number}/return")
        self._howard.do(f"/borrowing/{number}/send-back")
        self._say("Rita brings it back; Howard sends it home.")
        until(
            "Albany knows that it is on its way home",
            lambda: self._albany.read(f"/lending/{lent}")["state"] == "returned_by_partner",
        )
        barcode = self._albany.read(f"/lending/{lent}")["item"]["barcode"]
        self._albany.do("/desk/check-in", barcode=barcode)
        self._say("Albany checks it in: back on its shelf.")
        self._until_borrowing(number, "is completed", COMPLETED)

    def _show_and_check(self, number: str, refused: str, lent: str) -> None:
        borrowed = self._howard.read(f"/borrowing/{number}")
        lent_by = self._albany.read(f"/lending/{lent}")
        sides = [
            Side("Howard", borrowed["timeline"]),
            Side("American", self._american.read(f"/lending/{refused}")["timeline"]),
            Side("Albany", lent_by["timeline"]),
        ]
        for table in (rota_of(borrowed), timeline_of(sides)):
            self._console.print()
            self._console.print(table)
        self._console.print()
        item = self._albany.read(f"/desk/items/{lent_by['item']['barcode']}")["item"]
        stands = (borrowed["state"], lent_by["state"], item["availability"])
        if stands != (COMPLETED, COMPLETED, "on_shelf"):
            raise DemoTrouble(f"The loan did not come home: it stands at {', '.join(stands)}.")
        self._say(
            f"Both sides are completed: {number} at Howard, {lent} at Albany."
            f" The copy is in its place: {item['location']}, {item['call_number']}."
        )

    # --- looking ----------------------------------------------------------------------------------------

    def _until_borrowing(self, number: str, what: str, state: str, *, partner: str = "") -> None:
        seen: Json = {}

        def look() -> bool:
            seen.update(self._howard.read(f"/borrowing/{number}"))
            return seen["state"] == state and partner in ("", seen["partner"])

        try:
            until(f"request {number} {what}", look)
        except DemoTrouble as trouble:
            stands = [seen.get(key) for key in ("state_label", "partner_name", "needs_attention")]
            raise DemoTrouble(f"{trouble} It stands at: {', '.join(filter(None, stands))}.") from trouble

    def _newest_lending(self, lender: Desk, number: str) -> Json:
        """The lending request that the lender has of Howard's request."""
        title = self._howard.read(f"/borrowing/{number}")["title"]
        rows: list[Json] = lender.read("/lending", partner="HOWARD")["items"]
        found = [row for row in rows if row["title"] == title]
        if not found:
            raise DemoTrouble(f"{lender.institution.name} knows nothing of request {number}.")
        return found[0]

    def _lending_in(self, lender: Desk, number: str, state: str) -> Json | None:
        rows: list[Json] = lender.read("/lending", partner="HOWARD", state=state)["items"]
        title = self._howard.read(f"/borrowing/{number}")["title"]
        return next((row for row in rows if row["title"] == title), None)

    def _say(self, sentence: str) -> None:
        line = Table.grid(padding=(0, 1))
        line.add_row(Text(" •", style="cyan"), Text(sentence))
        self._console.print(line)

    def _show(self, what: Text | Table) -> None:
        self._console.print(Padding(what, (0, 0, 0, 6), expand=False))


def _letter_about(number: str, folder: Path) -> str | None:
    """Recipient, subject and text of the newest letter that names this request."""
    for path in sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime, reverse=True):
        for content in path.read_bytes().split(BETWEEN_LETTERS):
            letter = message_from_bytes(content, policy=default)
            body = letter.get_body(("plain",))
            text = body.get_content().strip() if body else ""
            if number in text:
                return f"To: {letter['To']}\nSubject: {letter['Subject']}\n\n{text}"
    return None
