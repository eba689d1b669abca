"""What there is to see: two institutions, staff and readers who can sign in, requests at every stage."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import F

from demo.consortium.institutions import READERS, patron_barcode
from interlend.domain.catalog.load import load
from interlend.domain.catalog.models import Record
from interlend.domain.people.models import Patron, User
from interlend.domain.sharing.models import HistoryEntry
from interlend.domain.sharing.scanning.in_hand import A_MOMENT
from interlend.domain.zones import scope
from interlend.kernel.marc import iso2709
from interlend.kernel.marc.composing import compose
from interlend.kernel.marc.describing import Description
from interlend.kernel.marc.items import ItemFacts
from tests.scenarios import institutions
from tests.scenarios.installation import Installation
from tests.scenarios.institutions import Built
from tests.scenarios.steps import Asked, Institution

PASSWORD = "rivers-remember-rain"
PIN = "824619"
RITA, PAUL, NELL, VIC = READERS


@dataclass(frozen=True)
class Work:
    """A made-up title that one library holds in one copy."""

    title: str
    author: str
    year: int
    call_number: str
    barcode: str
    isbn: str = ""

    @property
    def citation(self) -> dict[str, Any]:
        """As a reader asks for it."""
        return {"title": self.title, "author": self.author, "year": str(self.year)}


LANTERNS = Work("The street of lanterns", "Okafor, Ada", 1987, "PR9387.9 .O38 S8 1987", "BU-1001")
RIVERS = Work("Rivers that remember", "Lindqvist, Maja", 2004, "GB1203.2 .L56 2004", "BU-1002")
TIDES = Work("A grammar of tides", "Moreau, Jeanne-Luce", 1999, "GC301.2 .M67 1999", "BU-1003")
BRIDGES = Work("كتاب القناطر والماء", "الحسيني، ليلى", 2011, "PJ7840 .H87 K5 2011", "BU-1004")
DAWN = Work("図書館の夜明け", "山本, 春子", 2016, "PL878 .A63 T6 2016", "BU-1005")
TIMETABLE = Work("The last timetable", "Brandt, Oskar", 1972, "HE1805 .B73 1972", "BU-1006")
SALT = Work("Salt and paper", "Adeyemi, Tolu", 2020, "PS3601 .D49 S3 2020", "BU-1007")
LONG = Work(
    "Proceedings of the second conference on the movement of books between libraries that do not share a"
    " catalog, a language, a currency or a postal service, with an appendix on the care of parcels",
    "Conference on the Movement of Books (2nd : 1968 : Trieste)",
    1968,
    "Z713.5 .C66 1968",
    "BU-1008",
)
WINTER = Work("A winter in the stacks", "Novak, Petra", 2013, "Z720 .N68 2013", "BU-1009")
KITES = Work("Kites over the reading room", "Castillo, Inés", 2018, "TL759 .C37 2018", "BU-1010")
MIRRORS = Work("Mirrors for beginners", "Hale, Judith", 1991, "QC385 .H35 1991", "BU-1011")
OWN = Work("Lamps of the old city", "Tesfaye, Hanna", 2009, "TH7960 .T47 2009", "HO-2001")
UNHELD = Work("The volume nobody kept", "Anonymous", 1901, "", "")
AT_BUFFALO = (LANTERNS, RIVERS, TIDES, BRIDGES, DAWN, TIMETABLE, SALT, LONG, WINTER, KITES, MIRRORS)


@dataclass
class Scene:
    """Both institutions, and the numbers by which the requests in them are known."""

    howard: Institution
    buffalo: Institution
    numbers: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> Mapping[str, str]:
        """What the address of a screen can name: institutions, requests, a record."""
        here, there = self.howard.built.plan.code, self.buffalo.built.plan.code
        return {"howard": here, "buffalo": there, **self.numbers}

    def address(self, path: str) -> str:
        """The whole address of a screen; `path` may name what `names` knows."""
        lender = "{buffalo}" in path
        installation = (self.buffalo if lender else self.howard).built.installation
        return installation.address + path.format_map(self.names)

    def a_while_later(self) -> None:
        """Whatever was done so far was done a while ago: the next scan of a thing is no second scan."""
        for institution in (self.howard, self.buffalo):
            with institution.built.installation.inside(), scope.entered(institution.built.zone_id):
                HistoryEntry.objects.update(at=F("at") - A_MOMENT)

    def close(self) -> None:
        """Let the connections go."""
        self.howard.keys.close()
        self.buffalo.keys.close()


def build(pair: Mapping[str, Installation], scenario: str = "demo") -> Scene:
    """Both institutions, Buffalo's books, and everybody's way in; then the requests."""
    built = build_institutions(scenario, pair)
    scene = Scene(Institution(built["howard"]), Institution(built["buffalo"]))
    shelve(built["buffalo"], AT_BUFFALO)
    shelve(built["howard"], [OWN])
    _requests(scene)
    with built["howard"].installation.inside(), scope.entered(built["howard"].zone_id):
        scene.numbers["own_record"] = str(Record.objects.get(title=OWN.title).pk)
    return scene


def build_institutions(scenario: str, pair: Mapping[str, Installation]) -> dict[str, Built]:
    """Howard, which asks Buffalo; their staff and their readers can sign in."""
    built = institutions.build(scenario, pair, rotas={"howard": ["buffalo"]}, books={})
    password, pin = make_password(PASSWORD), make_password(PIN)
    for each in built.values():
        with each.installation.inside():
            User.objects.filter(email__endswith=f"@{each.plan.code}.example").update(password=password)
            with scope.entered(each.zone_id):
                Patron.objects.update(pin=pin)
    return built


def staff_address(institution: Institution, name: str) -> str:
    """The e-mail address by which one of its staff signs in."""
    return f"{name}@{institution.built.plan.code}.example"


def card(institution: Institution, person: Any = RITA) -> str:
    """The barcode of a reader's card."""
    return patron_barcode(institution.built.plan, person)


def shelve(ours: Built, works: Any) -> None:
    """Put works into the catalog, by the loader that a library would use."""
    library = ours.plan.main_library
    records = [
        compose(
            Description(
                control_number=f"{ours.plan.code}-{work.barcode}",
                title=work.title,
                author=work.author,
                year=work.year,
                call_number=work.call_number,
                isbns=(work.isbn,) if work.isbn else (),
                material="Book",
            ),
            [ItemFacts(barcode=work.barcode, library=library, location="STACKS", policy="BOOK")],
        )
        for work in works
    ]
    file = io.BytesIO(b"".join(iso2709.encode(record, "utf-8") for record in records))
    with ours.installation.inside():
        report = load(file, zone_id=ours.zone_id, library="", tell=lambda refused, reason: None)
    assert report.refused == 0, report


def _requests(scene: Scene) -> None:
    """Ask for everything first, so that messages travel while the next is asked for; then go on with each."""
    howard, buffalo = scene.howard, scene.buffalo

    def ask(work: Work, person: Any = RITA, **more: Any) -> Asked:
        values = work.citation | {"patron": card(howard, person)} | more
        made = howard.keys.do("/borrowing", role="discovery", **values)
        return Asked(made["number"], howard.name, work.title, values["patron"])

    finished, loaned = ask(MIRRORS), ask(TIMETABLE)
    on_shelf, arriving = ask(TIDES, NELL), ask(RIVERS, PAUL)
    to_pull = [ask(LANTERNS), ask(BRIDGES, PAUL), ask(LONG, NELL, note="For my thesis, please in spring.")]
    unfilled = ask(UNHELD)
    for asked, work in ((finished, MIRRORS), (loaned, TIMETABLE), (on_shelf, TIDES), (arriving, RIVERS)):
        buffalo.waits_for(asked, "being_processed")
        buffalo.ships(asked, work.barcode)
    for asked in (finished, loaned, on_shelf):
        howard.waits_for(asked, "shipped_physically")
        howard.receives(asked)
    for asked in (finished, loaned):
        howard.lends_to_patron(asked)
    howard.patron_returns(finished)
    howard.sends_back(finished)
    buffalo.waits_for(finished, "returned_by_partner")
    buffalo.checks_in(MIRRORS.barcode)
    howard.waits_for(arriving, "shipped_physically")
    howard.waits_for(finished, "request_completed")
    for asked in to_pull:
        buffalo.waits_for(asked, "being_processed")
    howard.keys.do(f"/borrowing/{arriving.number}/notes", text="Call Paul when it is here.")
    scene.numbers |= {
        "finished": finished.number,
        "loaned": loaned.number,
        "on_shelf": on_shelf.number,
        "arriving": arriving.number,
        "waiting": to_pull[0].number,
        "unfilled": unfilled.number,
        "to_pull": buffalo.number_of(to_pull[0]),
        "to_pull_long": buffalo.number_of(to_pull[2]),
        "lent": buffalo.number_of(loaned),
        "message": howard.keys.read(f"/borrowing/{arriving.number}/messages")["items"][0]["id"],
    }
