"""Running commands of the installations: side by side, and with what they said where one fails."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from demo.installations import DemoTrouble
from tools.localpg import CHECKOUT

LINES_SHOWN = 12
OURS_ALONE = ("DATABASE_URL", "DATABASE_ADMIN_URL", "DATABASE_OWNER_URL")


@dataclass(frozen=True)
class Commands:
    """Commands to be run one after the other, in one environment."""

    commands: Sequence[Sequence[str]]
    environment: Mapping[str, str]


def run_side_by_side(each: Sequence[Commands]) -> None:
    """Run several lists of commands at the same time. Raises DemoTrouble for the first that fails."""
    with ThreadPoolExecutor(len(each)) as pool:
        for done in [pool.submit(_run_all, commands) for commands in each]:
            done.result()


def run(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """Run one command and return what it printed. Raises DemoTrouble with its last lines."""
    around = {name: value for name, value in os.environ.items() if name not in OURS_ALONE}
    ended = subprocess.run(
        command,
        check=False,
        cwd=CHECKOUT,
        env=around | dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if ended.returncode:
        said = "\n".join(ended.stdout.splitlines()[-LINES_SHOWN:])
        words = [Path(command[0]).name, *command[1:]]
        raise DemoTrouble(f"`{' '.join(words)}` failed (exit code {ended.returncode}):\n{said}")
    return ended.stdout


def _run_all(commands: Commands) -> None:
    for command in commands.commands:
        run(command, commands.environment)
