"""`python -m bench loan`: what a loan costs from request to return, and how many fit into a minute.

The two installations of the demo, each with its web server and its worker. A reader of Howard asks, Albany in
the other installation lends, all through the API and real messages: placed, located in four catalogs (two by
SRU), asked, shipped, received, lent, returned, sent back, checked in, completed on both sides.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from rich.console import Console

from bench import machine
from bench.desks import Desk, Watched
from demo.catalogs.generate import generated
from demo.commands import run
from demo.consortium.institutions import INSTALLATIONS, INSTITUTIONS, READERS, patron_barcode
from demo.installations import Place
from demo.progress import Progress
from demo.setting_up import INTERLEND, set_up
from interlend.kernel.marc import iso2709
from interlend.kernel.marc.describing import Description, describe
from interlend.project.supervisor import Process, Supervisor
from tools.installations import drop_databases
from tools.localpg import Cluster, ensure_running

FIRST_PORT = 8660
WARMING_UP, MEASURED = 24, machine.size(200)
IN_FLIGHT = 8
LOOKS_EVERY = 0.25  # seconds
ROWS_SHOWN = 4 * IN_FLIGHT
MOST_CPU, AIM_CPU, GOAL_RATE = 0.40, 0.25, 300


def main() -> int:
    """Measure and print; 0 where both goals were met."""
    cluster = ensure_running("bench")
    try:
        with tempfile.TemporaryDirectory() as folder, _running(cluster, Path(folder)) as (places, parts):
            loans = _Loans(places)
            loans.run(loans.titles[:WARMING_UP])
            load, before, begun = machine.load(), machine.cpu_of(parts), time.perf_counter()
            loans.run(loans.titles[WARMING_UP:])
            seconds, spent = time.perf_counter() - begun, machine.cpu_of(parts) - before
        conditions = machine.database(cluster)
    finally:
        cluster.release()
    cpu, rate = spent.total() / MEASURED, 60 * MEASURED / seconds
    print(
        f"loan: {MEASURED} loans after {WARMING_UP} to warm up, {IN_FLIGHT} in flight, first lender asked"
        f" lends; two web processes of four threads and one worker an installation; {conditions}; staff look"
        f" at their lists every {LOOKS_EVERY} s, which is counted; search and client are not; load before:"
        f" {load}"
    )
    print(f"loan: of it, in ms of CPU: {machine.shares(spent, MEASURED)}")
    print(f"loan: {cpu:.3f} s of CPU a loan (goal: at most {MOST_CPU}, aim {AIM_CPU})")
    print(f"loan: {rate:.0f} loans a minute (goal: at least {GOAL_RATE})")
    return 0 if cpu <= MOST_CPU and rate >= GOAL_RATE else 1


class _Loans:
    """Loans between Howard and Albany, each of another title."""

    def __init__(self, places: Sequence[Place]) -> None:
        wrlc, suny = places
        self.titles = [describe(record) for record in generated(WARMING_UP + MEASURED, "albany")]
        self._readers = [patron_barcode(INSTITUTIONS["howard"], reader) for reader in READERS[:3]]
        self._reader = Desk(wrlc, "howard", "discovery")
        self._howard = Desk(wrlc, "howard", "services_manager")
        self._albany = Desk(suny, "albany", "services_manager")

    def run(self, titles: Sequence[Description]) -> None:
        """Lend each title once, several at the same time. Raises the first fault."""
        waiting, faults = iter(titles), list[Exception]()
        taking = threading.Lock()

        def work() -> None:
            while not faults:
                with taking:
                    title = next(waiting, None)
                if title is None:
                    return
                try:
                    self._lend(title)
                except Exception as fault:
                    faults.append(fault)

        with (
            Watched(self._borrowed, every=LOOKS_EVERY) as self._borrowing,
            Watched(self._lent, every=LOOKS_EVERY) as self._lending,
        ):
            threads = [threading.Thread(target=work) for _ in range(IN_FLIGHT)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        if faults:
            raise faults[0]

    def _lend(self, title: Description) -> None:
        isbn = title.isbns[0]
        reader = self._readers[int(isbn[-3:]) % len(self._readers)]
        asked = self._reader.do(
            "/borrowing", patron=reader, title=title.title, author=title.author, isbn=isbn
        )
        request = f"/borrowing/{asked['number']}"
        pulled = self._lending.until(title.title, "being_processed")
        self._albany.do(f"/lending/{pulled['number']}/ship", barcode=pulled["item"]["barcode"])
        self._borrowing.until(asked["number"], "shipped_physically")
        for step in ("receive", "loan", "return", "send-back"):
            self._howard.do(f"{request}/{step}")
        self._lending.until(title.title, "returned_by_partner")
        self._albany.do("/desk/check-in", barcode=pulled["item"]["barcode"])
        self._borrowing.until(asked["number"], "request_completed")

    def _borrowed(self) -> dict[str, dict[str, object]]:
        rows = self._howard.read("/borrowing", limit=ROWS_SHOWN)["items"]
        return {row["number"]: row for row in rows}

    def _lent(self) -> dict[str, dict[str, object]]:
        rows = self._albany.read("/lending", limit=ROWS_SHOWN)["items"]
        return {row["title"]: row for row in rows}


@contextmanager
def _running(cluster: Cluster, folder: Path) -> Iterator[tuple[list[Place], dict[str, int]]]:
    """Both installations, set up afresh; the places, and name → id of every process that counts."""
    places = [
        Place(installation, FIRST_PORT + number, folder / installation.code)
        for number, installation in enumerate(INSTALLATIONS.values())
    ]
    databases = [place.database for place in places]
    drop_databases(cluster, *databases)
    with ExitStack() as ends:
        ends.callback(drop_databases, cluster, *databases)
        found = set_up(cluster, places, folder, Progress(Console()))
        processes = []
        for place in places:
            environment = place.environment(found[place.code]["DATABASE_URL"])
            processes += [
                Process(
                    name=f"{place.code} web",
                    command=[INTERLEND, "serve"],
                    environment=environment,
                    ready_url=f"{place.address}/health/live",
                    ports=[place.port],
                ),
                Process(name=f"{place.code} worker", command=[INTERLEND, "work"], environment=environment),
            ]
        _load(places[1], found["suny"]["DATABASE_URL"], folder / "lent.mrc")
        supervisor = ends.enter_context(Supervisor(processes))
        supervisor.wait_until_ready()
        parts = {each.name: pid for each in processes if (pid := supervisor.pid(each.name))}
        if server := machine.postmaster(cluster):
            parts["PostgreSQL"] = server
        yield places, parts


def _load(place: Place, database_url: str, file: Path) -> None:
    """A title and a copy at Albany for every loan."""
    records = generated(WARMING_UP + MEASURED, "albany")
    file.write_bytes(b"".join(iso2709.encode(record) for record in records))
    run([INTERLEND, "load-marc", str(file), "--zone", "albany"], place.environment(database_url))


if __name__ == "__main__":
    sys.exit(main())
