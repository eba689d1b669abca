"""Two installations that lend to each other, until Ctrl-C.

With `--once`: one loan without a person. With `--reset`: all data of the demo are removed.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.text import Text

from demo import addresses, installations
from demo.installations import DemoTrouble, Place
from demo.progress import Progress
from demo.setting_up import INTERLEND, Addresses, forget, set_up
from demo.story import Story
from interlend.project.supervisor import Process, ProcessTrouble, require_free_port, run
from tools.localpg import Cluster, ensure_running
from tools.postgres_programs import DatabaseTrouble

OTHER_PORTS = "choose others: INTERLEND_DEMO_PORT=8710 make demo"
WIDTH_WITHOUT_TERMINAL = 120
STOPPED = 130  # exit code of a program that Ctrl-C ended


def main() -> int:
    """Set up what is not there yet, run both installations; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--once", action="store_true", help="drive one loan without a person, then stop")
    instead.add_argument("--reset", action="store_true", help="remove all data of the demo, then stop")
    chosen = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL, soft_wrap=False)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _reset(console) if chosen.reset else _run(console, once=chosen.once)
    except (DemoTrouble, DatabaseTrouble, ProcessTrouble) as trouble:
        console.print(Text(str(trouble), style="red"))
        return 1
    except KeyboardInterrupt:
        console.print("Stopped. The next start goes on from here.")
        return STOPPED


def _run(console: Console, *, once: bool) -> int:
    folder = installations.data_folder()
    places = installations.places(folder)
    with installations.alone(folder):
        for place in places:
            require_free_port(place.port, instead=OTHER_PORTS)
        progress = Progress(console)
        console.print("[bold]Interlend[/]: two installations that lend to each other\n")
        with progress.step("PostgreSQL"):
            cluster = ensure_running("demo")
        try:
            return _serve(console, progress, cluster, places, folder, once=once)
        finally:
            cluster.release()


def _reset(console: Console) -> int:
    folder = installations.data_folder()
    with installations.alone(folder):
        cluster = ensure_running("demo")
        try:
            forget(cluster, installations.places(folder), folder)
        finally:
            cluster.release()
    console.print("The demo's data are removed: `make demo` begins afresh.", highlight=False)
    return 0


def _serve(
    console: Console, progress: Progress, cluster: Cluster, places: list[Place], folder: Path, *, once: bool
) -> int:
    found = set_up(cluster, places, folder, progress)
    begun = time.monotonic()
    told: list[int] = []

    def ready() -> int | None:
        progress.done("Web servers and workers", time.monotonic() - begun)
        if not once:
            addresses.show(places, folder, console)
            return None
        told.append(_tell(places, console))
        return told[0]

    code = run(
        _processes(places, found),
        on_ready=ready,
        write=lambda line: console.print(Text(line, style="dim"), soft_wrap=True),
        instead=OTHER_PORTS,
    )
    if code == 0 and not told:
        console.print("Stopped. The data stay; the next start is quick.")
        return STOPPED if once else 0
    return code


def _processes(places: list[Place], found: Addresses) -> list[Process]:
    processes = []
    for place in places:
        environment = place.environment(found[place.code]["DATABASE_URL"]) | place.fresh_metrics()
        processes += [
            Process(
                name=f"{place.code} web",
                command=[INTERLEND, "serve"],
                environment=environment,
                ready_url=f"{place.address}/health/ready",
                ports=[place.port],
            ),
            Process(name=f"{place.code} worker", command=[INTERLEND, "work"], environment=environment),
        ]
    return processes


def _tell(places: list[Place], console: Console) -> int:
    console.print()
    begun = time.monotonic()
    try:
        Story(places, console).tell()
    except DemoTrouble as trouble:
        console.print(Text(str(trouble), style="red"))
        return 1
    console.print(f"\n  From search to shelf in {time.monotonic() - begun:.1f} s.", highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
