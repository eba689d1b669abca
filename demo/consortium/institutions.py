"""The two installations and the five institutions in them."""

from __future__ import annotations

from dataclasses import dataclass

SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True, kw_only=True)
class Installation:
    """One installation: a database, a web server and a worker, serving one network of institutions."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Institution:
    """An institution as the demo configures it.

    `stand_alone` is the code of a resource sharing library apart from the main library: each item then
    travels between the two. Empty where the main library shares resources itself. `asks` is its rota.
    """

    code: str
    name: str
    installation: str
    symbol: str  # authority:symbol
    main_library: str  # code, as in the item fields of its catalog
    main_library_name: str
    town: str
    asks: tuple[str, ...]
    stand_alone: str = ""

    @property
    def sharing_library(self) -> str:
        """The code of its resource sharing library."""
        return self.stand_alone or self.main_library

    @property
    def sharing_library_name(self) -> str:
        """The name of its resource sharing library."""
        return "Resource Sharing Library" if self.stand_alone else self.main_library_name

    @property
    def email(self) -> str:
        """Where its letters come from; `example` is a domain that nobody can have."""
        return f"resource-sharing@{self.code}.example"

    @property
    def phone(self) -> str:
        """Of its resource sharing; 555-0100 to 555-0199 are numbers that nobody can have."""
        return f"+1 202 555 01{sum(self.code.encode()) % 100:02}"

    @property
    def address(self) -> str:
        """Where its parcels go."""
        return f"{self.sharing_library_name}\n{self.name}\n{self.town}"


@dataclass(frozen=True, kw_only=True)
class Person:
    """A made-up reader: barcode, name, and the code of the user group."""

    barcode: str
    name: str
    group: str


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Somebody made up who works at several institutions of one installation, in the same role."""

    name: str
    role: str
    at: tuple[str, ...]


INSTALLATIONS = {
    each.code: each
    for each in (
        Installation(code="wrlc", name="Washington Research Library Consortium"),
        Installation(code="suny", name="State University of New York"),
    )
}

INSTITUTIONS = {
    each.code: each
    for each in (
        Institution(
            code="howard",
            name="Howard University",
            installation="wrlc",
            symbol="DEMO:HOWARD",
            main_library="FOUNDERS",
            main_library_name="Founders Library",
            town="Washington, DC",
            asks=("american", "georgetown", "albany", "buffalo"),
        ),
        Institution(
            code="american",
            name="American University",
            installation="wrlc",
            symbol="OCLC:EAU",
            main_library="BENDER",
            main_library_name="Bender Library",
            town="Washington, DC",
            asks=("georgetown", "howard", "buffalo", "albany"),
        ),
        Institution(
            code="georgetown",
            name="Georgetown University",
            installation="wrlc",
            symbol="DEMO:GEORGETOWN",
            main_library="LAUINGER",
            main_library_name="Lauinger Library",
            town="Washington, DC",
            stand_alone="RES_SHARE",
            asks=("howard", "american", "albany", "buffalo"),
        ),
        Institution(
            code="albany",
            name="University at Albany",
            installation="suny",
            symbol="OCLC:NAM",
            main_library="UNIVERSITY",
            main_library_name="University Library",
            town="Albany, NY",
            asks=("buffalo", "american", "howard", "georgetown"),
        ),
        Institution(
            code="buffalo",
            name="University at Buffalo",
            installation="suny",
            symbol="OCLC:BUF",
            main_library="LOCKWOOD",
            main_library_name="Lockwood Memorial Library",
            town="Buffalo, NY",
            asks=("albany", "georgetown", "howard", "american"),
        ),
    )
}

TIME_ZONE = "America/New_York"
CLOSED_WEEKDAYS = [SATURDAY, SUNDAY]
HOLD_SHELF_DAYS = 10

USER_GROUPS = {
    "FACULTY": "Faculty",
    "GRADUATE": "Graduate",
    "UNDERGRADUATE": "Undergraduate",
    "VISITOR": "Visitor",
}
MAY_BORROW = ("FACULTY", "GRADUATE", "UNDERGRADUATE")

READERS = (
    Person(barcode="R1", name="Rita Reader", group="GRADUATE"),
    Person(barcode="R2", name="Paul Pageturner", group="FACULTY"),
    Person(barcode="R3", name="Nell Novel", group="UNDERGRADUATE"),
    Person(barcode="R4", name="Vic Visitor", group="VISITOR"),
)
STAFF = {
    "services_manager": "Stella Shelf",
    "desk_operator": "Dan Desk",
    "partners_manager": "Pia Partner",
    "fulfillment_administrator": "Ada Admin",
}
"""Role → who holds it at each institution."""
AT_TWO = Colleague(name="Bea Bridge", role="services_manager", at=("howard", "american"))
KEYS = {
    "discovery": "Discovery",
    "services_manager": "Services manager",
    "desk_operator": "Desk operator",
    "partners_manager": "Partners manager",
}
"""The roles for which each institution has a key to the API, and what people call them."""


def of_installation(code: str) -> list[Institution]:
    """The institutions of an installation, in order."""
    return [each for each in INSTITUTIONS.values() if each.installation == code]


def patron_barcode(institution: Institution, person: Person) -> str:
    """The barcode of a reader's card: the institution's code and a number."""
    return f"{institution.code.upper()}-{person.barcode}"


def address(name: str, at: str) -> str:
    """The made-up e-mail address of somebody at an institution or installation of this code."""
    return f"{name.lower().replace(' ', '.')}@{at}.example"
