"""`python -m bench load-marc`: records a second from an ISO 2709 file into PostgreSQL, search ready."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from bench import titles
from demo.catalogs.generate import generate
from tools.localpg import ensure_running

NAME = "interlend_bench_load"
MEMBER = "howard"
TITLES = 60_000
GOAL = 2_000


def main() -> int:
    """Measure and print; 0 where the goal was met."""
    cluster = ensure_running("bench")
    try:
        titles.open_installation(cluster, NAME, afresh=True)
        zones = titles.make_members()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "titles.mrc"
            generate(TITLES, path)
            runs = {
                what: next(titles.load_files({MEMBER: path}, zones))[2] for what in ("new", "loaded again")
            }
    finally:
        cluster.release()
    print(
        f"load-marc: {TITLES:,} generated records with one item each, one file, ISO 2709 in UTF-8;"
        f" {os.cpu_count()} reader processes; PostgreSQL {cluster.major or ''} with fsync on; plain role"
    )
    for what, seconds in runs.items():
        print(f"load-marc, {what}: {TITLES / seconds:,.0f} records/s ({seconds:.1f} s; goal: {GOAL:,})")
    return 0 if TITLES / runs["new"] >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
