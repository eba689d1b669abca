"""What a figure was measured on, and what it cost: the machine, its load, and the CPU time of processes."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping
from pathlib import Path

import psycopg

from tools.localpg import Cluster

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


class Spent(dict[str, float]):
    """Name → CPU seconds."""

    def __sub__(self, earlier: Spent) -> Spent:
        """What was spent since then."""
        return Spent({name: seconds - earlier.get(name, 0.0) for name, seconds in self.items()})

    def total(self) -> float:
        """All of them together."""
        return sum(self.values())


def described() -> str:
    """The machine in one line: processor, cores, memory, system, Python, and how busy it is now."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"machine: {_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB; {platform.system()}"
        f" {platform.release()}; Python {platform.python_version()}; load {load()}"
    )


def size(usual: int) -> int:
    """How much is measured: the usual, or the share of it in INTERLEND_BENCH_SIZE, for trying."""
    return max(1, round(usual * float(os.environ.get("INTERLEND_BENCH_SIZE", "1"))))


def load() -> str:
    """Processes that want to run, on average over the last 1, 5 and 15 minutes."""
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


def database(cluster: Cluster) -> str:
    """PostgreSQL in one line: its version, and the settings on which durability hangs."""
    names = ("server_version", "fsync", "synchronous_commit", "full_page_writes")
    with psycopg.connect(cluster.admin_url()) as session:
        values = [session.execute(f"SHOW {name}".encode()).fetchone() for name in names]
    said = {name: row[0] if row else "" for name, row in zip(names, values, strict=True)}
    version = said.pop("server_version").split()[0]
    return f"PostgreSQL {version} on this machine, " + ", ".join(
        f"{name} {value}" for name, value in said.items()
    )


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of these processes and of all that descend from them, those that ended too."""
    children: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for folder in PROC.iterdir():
        if folder.name.isdecimal() and (read := _read(folder)):
            pid, parent, seconds = read
            children.setdefault(parent, []).append(pid)
            used[pid] = seconds
    waiting, total = list(pids), 0.0
    while waiting:
        pid = waiting.pop()
        total += used.get(pid, 0.0)
        waiting += children.get(pid, [])
    return total


def cpu_of(parts: Mapping[str, int]) -> Spent:
    """Name → CPU seconds of that process and its descendants."""
    return Spent({name: cpu_seconds([pid]) for name, pid in parts.items()})


def shares(spent: Spent, count: int) -> str:
    """What each part spent on one of so many, in milliseconds."""
    return ", ".join(f"{name} {1000 * seconds / count:.1f}" for name, seconds in spent.items())


def postmaster(cluster: Cluster) -> int | None:
    """The first process of the server, from which all others descend; None where it is not ours to see."""
    if cluster.data is None:
        return None
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def _read(folder: Path) -> tuple[int, int, float] | None:
    """Process, parent, and its CPU seconds with those of the children it has waited for (proc(5))."""
    try:
        text = (folder / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = text.rpartition(")")[2].split()
    return int(folder.name), int(fields[1]), sum(map(int, fields[11:15])) / TICKS


def _processor() -> str:
    for line in (PROC / "cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
