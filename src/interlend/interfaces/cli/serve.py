"""`interlend serve`: the web server, until stopped."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

APPLICATION = "interlend.project.wsgi:application"
_FIGURES = "interlend-metrics-"
_WAITING_A_THREAD = 8
_SECONDS_TO_STOP = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line of `interlend serve`; what is left out comes from the environment."""
    parser.add_argument(
        "--host",
        default=os.environ.get("INTERLEND_HOST", "127.0.0.1"),
        help="address to listen at (INTERLEND_HOST; default: 127.0.0.1)",
    )
    for name, default, largest, meaning in (
        ("port", 8000, 65_535, "port to listen at"),
        ("processes", 2, 64, "processes that answer"),
        ("threads", 4, 64, "requests that each process answers at once"),
    ):
        variable = f"INTERLEND_{name.upper()}"
        parser.add_argument(
            f"--{name}",
            metavar="N",
            type=_whole_number(largest),
            default=os.environ.get(variable, str(default)),
            help=f"{meaning} ({variable}; default: {default})",
        )


def run(arguments: argparse.Namespace) -> NoReturn:
    """Become the web server: this process is replaced by it, so that signals reach it and nothing else.

    SIGTERM and SIGINT let it answer what it has begun. Does not return.
    """
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = _folder_for_figures()
    sys.stdout.flush()
    os.execv(sys.executable, command(arguments))  # noqa: S606 -- our own interpreter, no shell


def command(arguments: argparse.Namespace) -> list[str]:
    """The command line of the web server."""
    return [
        sys.executable,
        "-m",
        "granian",
        APPLICATION,
        "--interface=wsgi",
        "--no-ws",
        "--no-access-log",
        "--log-level=warning",
        f"--host={arguments.host}",
        f"--port={arguments.port}",
        f"--workers={arguments.processes}",
        f"--blocking-threads={arguments.threads}",
        f"--backpressure={arguments.threads * _WAITING_A_THREAD}",
        f"--workers-kill-timeout={_SECONDS_TO_STOP}",
        "--respawn-failed-workers",
        "--process-name=interlend-web",
    ]


def _folder_for_figures() -> str:
    """A folder for the figures of this server's processes; those of servers that are gone are taken away.

    It bears the id of this process, which stays that of the web server.
    """
    beside = Path(tempfile.gettempdir())
    for folder in beside.glob(f"{_FIGURES}[0-9]*"):
        if not _is_running(folder.name.removeprefix(_FIGURES)):
            shutil.rmtree(folder, ignore_errors=True)
    folder = beside / f"{_FIGURES}{os.getpid()}"
    folder.mkdir(mode=0o700)
    return str(folder)


def _is_running(process_id: str) -> bool:
    """Whether this is the id of a process that lives, and is not ours: an earlier one may have had it."""
    if not process_id.isdecimal():
        return True
    try:
        os.kill(int(process_id), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return int(process_id) != os.getpid()


def _whole_number(largest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or not 1 <= int(text) <= largest:
            raise argparse.ArgumentTypeError(f"a number from 1 to {largest} is expected, not “{text}”")
        return int(text)

    return read
