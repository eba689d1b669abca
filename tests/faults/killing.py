"""One pass over the ten points: ten loans, and at each point a process that is killed in the middle of one.

Howard borrows in one installation, Albany and Buffalo lend in the other. Four web servers of the lenders die
while a request comes in, and others take over; three workers of Howard's installation die while it asks;
three of the lenders' while they ship. Then everything runs again, and all ten loans must come home.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from interlend.domain.jobs.points import Point
from interlend.domain.partners.models import Partner
from interlend.domain.zones import scope
from tests.faults.doomed import Doomed, wait_until
from tests.scenarios.installation import Installation
from tests.scenarios.institutions import Book, build
from tests.scenarios.steps import Asked, Institution

AT_THE_LENDERS_DOOR: Final = {
    Point.INBOX_BEFORE_INSERT: "albany",
    Point.INBOX_AFTER_INSERT: "albany",
    Point.DURING_ADVANCE: "buffalo",
    Point.INBOX_AFTER_COMMIT: "buffalo",
}
"""Each with the lender at whose door it happens: two each, since who fails thrice is not tried for long."""
WHILE_HOWARD_ASKS: Final = (Point.WORKER_IN_JOB, Point.OUTBOX_BEFORE_CLAIM, Point.OUTBOX_AFTER_CLAIM)
WHILE_ALBANY_SHIPS: Final = (Point.OUTBOX_AFTER_SEND, Point.OUTBOX_BEFORE_COMMIT, Point.SCHEDULER_IN_SWEEP)
CAME_HOME: Final = 80.0
"""Seconds until a loan must be over; most of it is waiting for what the dead had claimed."""


def title(point: Point) -> str:
    return f"The book at {point}"


def barcode(point: Point) -> str:
    return f"COPY-{point}"


@dataclass
class Loan:
    """The loan of one point: who lends, what was asked, and how long both sides took to agree again."""

    point: Point
    lender: Institution
    doomed: Doomed
    asked: Asked | None = None
    agreed_after: float = 0.0
    """Seconds from the moment when all processes ran again."""

    @property
    def request(self) -> Asked:
        assert self.asked is not None
        return self.asked


@dataclass
class Pass:
    """The pair of installations, the institutions, and a loan for each point."""

    pair: Mapping[str, Installation]
    folder: Path
    people: dict[str, Institution] = field(default_factory=dict)
    loans: dict[Point, Loan] = field(default_factory=dict)

    @property
    def howard(self) -> Institution:
        return self.people["howard"]

    def run(self, code: str) -> None:
        """Kill at all ten points, let everything run again, and bring the loans home."""
        with ExitStack() as ending:
            self._set_up(code)
            for loan in self.loans.values():
                ending.callback(loan.doomed.end)
            self._kill_web_servers()
            self._kill_workers()
            self._bring_home()

    def _set_up(self, code: str) -> None:
        places = dict.fromkeys(Point, "albany") | AT_THE_LENDERS_DOOR
        books = {
            lender: [Book(title(point), (barcode(point),)) for point in Point if places[point] == lender]
            for lender in ("albany", "buffalo")
        }
        built = build(code, self.pair, rotas={"howard": ["albany", "buffalo"]}, books=books)
        self.people = {name: Institution(each) for name, each in built.items()}
        for point in Point:
            kind = "web" if point in AT_THE_LENDERS_DOOR else "worker"
            where = "wrlc" if point in WHILE_HOWARD_ASKS else "suny"
            doomed = Doomed(self.pair[where], kind, point, self.folder)
            self.loans[point] = Loan(point, self.people[places[point]], doomed)

    def _ask(self, point: Point) -> None:
        self.loans[point].asked = self.howard.patron_asks(title(point), patron="paul")

    def _kill_web_servers(self) -> None:
        doomed = {point: self.loans[point].doomed for point in AT_THE_LENDERS_DOOR}
        for each in doomed.values():
            each.start()
        for point in WHILE_ALBANY_SHIPS:
            self._ask(point)
        for point, each in doomed.items():
            wait_until(f"the web server for {point} is up", each.is_up)
            self._send_to(self.loans[point].lender, each.port)
            self._ask(point)
            each.kill_at_its_point()
            self._send_to(self.loans[point].lender, each.installation.port)
        for point in WHILE_ALBANY_SHIPS:
            self._until(self.loans[point], "albany", "being_processed")

    def _send_to(self, lender: Institution, port: int) -> None:
        """Let Howard send what is for this lender to another web server of the lender's installation."""
        here = self.pair["wrlc"]
        url = lender.built.url.replace(f":{lender.built.installation.port}/", f":{port}/")
        with here.inside(), scope.entered(self.howard.built.zone_id):
            Partner.objects.filter(code=lender.partner_code).update(url=url)

    def _kill_workers(self) -> None:
        for installation in self.pair.values():
            installation.stop("worker")

        def howard_asks() -> None:
            self._one_after_the_other(WHILE_HOWARD_ASKS, self._ask)

        def albany_ships() -> None:
            self._one_after_the_other(WHILE_ALBANY_SHIPS, self._ship)

        with ThreadPoolExecutor(2) as both:
            for done in [both.submit(howard_asks), both.submit(albany_ships)]:
                done.result()
        for installation in self.pair.values():
            installation.start("worker")
        for installation in self.pair.values():
            installation.wait_until_ready()

    def _one_after_the_other(self, points: tuple[Point, ...], do: Callable[[Point], None]) -> None:
        for point in points:
            self.loans[point].doomed.start()
            do(point)
            self.loans[point].doomed.kill_at_its_point()

    def _ship(self, point: Point) -> None:
        self.loans[point].lender.ships(self.loans[point].request, barcode(point))

    def _bring_home(self) -> None:
        begun = time.monotonic()
        with ThreadPoolExecutor(len(self.loans)) as pool:
            for done in [pool.submit(self._one_home, loan, begun) for loan in self.loans.values()]:
                done.result()

    def _one_home(self, loan: Loan, begun: float) -> None:
        howard, lender, asked = self.howard, loan.lender, loan.request
        if loan.point in WHILE_ALBANY_SHIPS:
            self._until(loan, "howard", "shipped_physically")
            loan.agreed_after = time.monotonic() - begun
        else:
            wait_until(
                f"{lender} knows of {asked}", lambda: not lender.knows_nothing_of(asked), seconds=CAME_HOME
            )
            self._until(loan, lender.name, "being_processed")
            loan.agreed_after = time.monotonic() - begun
            self._ship(loan.point)
            self._until(loan, "howard", "shipped_physically")
        howard.receives(asked)
        howard.lends_to_patron(asked)
        howard.patron_returns(asked)
        howard.sends_back(asked)
        self._until(loan, lender.name, "returned_by_partner")
        lender.checks_in(barcode(loan.point))
        self._until(loan, "howard", "request_completed")

    def _until(self, loan: Loan, name: str, state: str) -> None:
        at = self.people[name]
        wait_until(
            f"the loan at {loan.point} is {state} at {at}",
            lambda: at.sees(loan.request)["state"] == state,
            seconds=CAME_HOME,
        )
