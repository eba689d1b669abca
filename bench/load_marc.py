"""`python -m bench load-marc`: records a second from an ISO 2709 file into PostgreSQL, search ready."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from bench import titles
from tools.localpg import ensure_running

NAME = "interlend_bench_load"
TITLES = 60_000
GOAL = 2_000


def main() -> int:
    """Measure and print; 0 where the goal was met."""
    cluster = ensure_running("bench")
    try:
        titles.open_installation(cluster, NAME, afresh=True)
        zones = titles.make_members()
        with tempfile.TemporaryDirectory() as folder:
            paths = titles.write_files(Path(folder), TITLES)
            first = list(titles.load_files(paths, zones))
            again = list(titles.load_files(paths, zones))
    finally:
        cluster.release()
    print(
        f"load-marc: {TITLES:,} generated records with one item each, five files, ISO 2709 in UTF-8;"
        f" {os.cpu_count()} reader processes; PostgreSQL {cluster.major or ''} with fsync on; plain role"
    )
    rates = []
    for what, runs in (("new", first), ("loaded again", again)):
        seconds = sum(taken for _, _, taken in runs)
        rates.append(TITLES / seconds)
        print(f"load-marc, {what}: {rates[-1]:,.0f} records/s ({seconds:.1f} s; goal: at least {GOAL:,})")
    return 0 if rates[0] >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
