"""Run several processes as one: start, wait until ready, restart what dies, stop all of them cleanly.

For machines without a service manager: the demo, the tests, a small installation. It needs nothing but the
standard library and knows nothing about what the processes do.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0  # seconds before a restart: doubled each time
STEADY_AFTER = 60.0  # seconds: whoever ran so long may be restarted as often as at first
STOP_WITHIN = 10.0  # seconds between TERM and KILL
OTHER_PORT = "choose another port"

Write = Callable[[str], None]


def say(line: str) -> None:
    """Print at once, also where the output is a file or a pipe."""
    print(line, flush=True)


class ProcessTrouble(Exception):
    """Why the processes cannot run, in one sentence that says what to do."""


@dataclass(frozen=True)
class Process:
    """One program that has to run.

    It is ready when `ready_url` answers without an error, when a line of its output contains `ready_line`,
    or, with neither, as soon as it is started. `ports` on 127.0.0.1 must be free before it starts.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)  # added to ours
    folder: Path | None = None
    ready_url: str | None = None
    ready_line: str | None = None
    ready_within: float = 60.0  # seconds
    ports: Sequence[int] = ()
    restarts: int = 5  # in a row


def require_free_port(port: int, *, instead: str = OTHER_PORT) -> None:
    """Raise ProcessTrouble where something listens on this port of 127.0.0.1; `instead` says the way out."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as trouble:
            if trouble.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            taken = "taken by another program" if trouble.errno == errno.EADDRINUSE else "not open to you"
            raise ProcessTrouble(
                f"Port {port} is {taken}: stop what uses it (see `ss -ltnp`), or {instead}."
            ) from trouble


class Supervisor:
    """Keeps processes running between `start` and `stop`; as a context manager it does both.

    `write` gets each line of output with the process's name before it.
    """

    def __init__(
        self, processes: Sequence[Process], *, write: Write = say, instead: str = OTHER_PORT
    ) -> None:
        self.processes = processes
        self.stopping = threading.Event()
        self.trouble: str | None = None
        self._instead = instead
        self._write_line = write
        self._writing = threading.Lock()
        self._width = max((len(process.name) for process in processes), default=0)
        self._kept = [_Kept(process, self) for process in processes]

    def __enter__(self) -> Supervisor:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start every process. Raises ProcessTrouble before any is started if a port is taken."""
        for process in self.processes:
            for port in process.ports:
                require_free_port(port, instead=self._instead)
        for kept in self._kept:
            kept.thread.start()

    def wait_until_ready(self) -> None:
        """Return when every process is ready; raise ProcessTrouble when one will not be."""
        begun = time.monotonic()
        for kept in self._kept:
            process = kept.process
            while not kept.is_ready():
                self.raise_trouble()
                if time.monotonic() - begun > process.ready_within:
                    raise ProcessTrouble(
                        f"{process.name} was not ready after {process.ready_within:g} s:"
                        " its last lines above say why."
                    )
                self.stopping.wait(0.1)

    def raise_trouble(self) -> None:
        """Raise ProcessTrouble if a process has died too often."""
        if self.trouble:
            raise ProcessTrouble(self.trouble)

    def pid(self, name: str) -> int | None:
        """The process id that the process of this name has now; None while it does not run."""
        return next(kept.pid() for kept in self._kept if kept.process.name == name)

    def stop(self) -> None:
        """TERM to every process group, last started first; KILL to what is left after ten seconds."""
        self.stopping.set()
        started = [kept for kept in reversed(self._kept) if kept.thread.ident]
        for kept in started:
            kept.send(signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN
        for kept in started:
            kept.thread.join(max(0.0, deadline - time.monotonic()))
        for kept in started:
            kept.send(signal.SIGKILL)
            kept.thread.join()

    def write(self, name: str, line: str) -> None:
        """Pass on one line, whole, with the name of who said it."""
        with self._writing, contextlib.suppress(BrokenPipeError):
            self._write_line(f"{name:<{self._width}} | {line}")


class _Kept:
    """One process and the thread that starts it again when it dies."""

    def __init__(self, process: Process, supervisor: Supervisor) -> None:
        self.process = process
        self.thread = threading.Thread(target=self._keep, name=f"keep {process.name}", daemon=True)
        self._supervisor = supervisor
        self._lock = threading.Lock()
        self._child: subprocess.Popen[str] | None = None
        self._said_ready = threading.Event()

    def pid(self) -> int | None:
        with self._lock:
            return self._child.pid if self._child else None

    def send(self, number: signal.Signals) -> None:
        """To the whole group; under the lock, so that the id is still that of our child."""
        with self._lock, contextlib.suppress(ProcessLookupError):
            if self._child:
                os.killpg(self._child.pid, number)

    def is_ready(self) -> bool:
        if self.pid() is None:
            return False
        if self.process.ready_line:
            return self._said_ready.is_set()
        return self.process.ready_url is None or _answers(self.process.ready_url)

    def _keep(self) -> None:
        supervisor, name = self._supervisor, self.process.name
        restarts, pause = 0, FIRST_PAUSE
        while not supervisor.stopping.is_set():
            begun = time.monotonic()
            try:
                ended = self._run_once()
            except OSError as trouble:
                supervisor.trouble = f"{name} cannot be started: {trouble}."
                return
            if supervisor.stopping.is_set():
                return
            if time.monotonic() - begun > STEADY_AFTER:
                restarts, pause = 0, FIRST_PAUSE
            if restarts == self.process.restarts:
                supervisor.trouble = (
                    f"{name} ended {restarts + 1} times in a row, the last time {_manner(ended)}:"
                    " its last lines above say why."
                )
                return
            restarts += 1
            supervisor.write(name, f"ended {_manner(ended)}; starting it again in {pause:g} s")
            supervisor.stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _run_once(self) -> int:
        self._said_ready.clear()
        with self._lock:
            if self._supervisor.stopping.is_set():
                return 0
            child = self._child = subprocess.Popen(
                list(self.process.command),
                cwd=self.process.folder,
                env=os.environ | {"PYTHONUNBUFFERED": "1"} | dict(self.process.environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,  # a group of its own: Ctrl-C reaches it only through us
            )
        reader = threading.Thread(target=self._pass_on, args=(child,), daemon=True)
        reader.start()
        # Seen but not yet reaped, its id cannot be another's: what it left running can be ended safely.
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        self.send(signal.SIGKILL)
        with self._lock:
            self._child = None
            child.wait()
        reader.join(2)  # not for ever: a daemon that left the group may hold the pipe
        if child.stdout and not reader.is_alive():
            child.stdout.close()
        return child.returncode

    def _pass_on(self, child: subprocess.Popen[str]) -> None:
        for line in child.stdout or ():
            self._supervisor.write(self.process.name, line.rstrip("\n"))
            if self.process.ready_line and self.process.ready_line in line:
                self._said_ready.set()


def run(
    processes: Sequence[Process],
    *,
    on_ready: Callable[[], int | None] | None = None,
    write: Write = say,
    instead: str = OTHER_PORT,
) -> int:
    """Run the processes until Ctrl-C or SIGTERM, which end all of them cleanly; return the exit code.

    When all are ready, `on_ready` is called; where it returns a number, everything is stopped and that is
    the exit code. Otherwise 0 when asked to stop, 1 when a process cannot run: then the last line written
    is one sentence that says what to do, as for a taken port, where `instead` completes "stop what uses
    it, or ...".
    """
    supervisor = Supervisor(processes, write=write, instead=instead)
    with _stop_by_signal(supervisor.stopping):
        try:
            supervisor.start()
            supervisor.wait_until_ready()
            code = on_ready() if on_ready else None
            while code is None:
                supervisor.raise_trouble()
                time.sleep(0.2)
        except _AskedToStop:
            code = 0
        except ProcessTrouble as trouble:
            supervisor.stop()
            write(str(trouble))
            code = 1
        finally:
            supervisor.stop()
    return code


class _AskedToStop(BaseException):
    """Raised in the main thread by the first signal, unless we are stopping anyway."""


@contextlib.contextmanager
def _stop_by_signal(stopping: threading.Event) -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        if not stopping.is_set():
            stopping.set()
            raise _AskedToStop

    asking = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, stop) for number in asking}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _answers(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=2) as answer:
            return bool(answer.status < 400)
    except OSError:
        return False


def _manner(code: int) -> str:
    return f"by {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
