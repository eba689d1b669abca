"""`python -m bench [messages|statements|loan|load-marc|search|lists|rules ...]`: without a name, all of them.

Each prints its figure and how it was measured. Exit code 0 where every goal was met.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys

from bench import machine
from tools.localpg import CHECKOUT
from tools.postgres_programs import DatabaseTrouble

FIGURES = {
    "messages": "durable ISO 18626 messages a second, through real HTTP",
    "statements": "database statements a message",
    "loan": "CPU seconds a loan, and loans a minute",
    "load-marc": "MARC records loaded a second",
    "search": "how long a search takes at 500,000 titles",
    "lists": "how long a task list takes over 1,000,000 requests",
    "rules": "how long a rules table of 500 rules takes to decide",
}


def main() -> int:
    """Measure what is asked for; several figures in a process each, so that none warms up the next."""
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measure here, and print the figures with how they were measured.",
        epilog="\n".join(f"{name:<12}{meaning}" for name, meaning in FIGURES.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help="which; without a name, all of them")
    chosen = parser.parse_args().figures or list(FIGURES)
    if unknown := [name for name in chosen if name not in FIGURES]:
        parser.error(f"there is no figure {unknown[0]}: choose from {', '.join(FIGURES)}")
    if len(chosen) == 1:
        return _measure(chosen[0])
    print(machine.described())
    codes = []
    for name in chosen:
        print(f"\n--- {name}: {FIGURES[name]}", flush=True)
        codes.append(subprocess.run([sys.executable, "-m", "bench", name], check=False, cwd=CHECKOUT))
    return max(ended.returncode for ended in codes)


def _measure(name: str) -> int:
    try:
        code: int = importlib.import_module(f"bench.{name.replace('-', '_')}").main()
    except DatabaseTrouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
