"""The supervisor, with real processes, real signals and real ports."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from interlend.project import supervisor as supervisor_module
from interlend.project.supervisor import Process, ProcessTrouble, Supervisor, require_free_port, run

SLEEPER = "import time; print('up', flush=True); time.sleep(60)"


def python(code: str) -> list[str]:
    return [sys.executable, "-c", textwrap.dedent(code)]


def wait_for(what: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_each_line_carries_the_name_of_who_said_it() -> None:
    lines: list[str] = []
    processes = [
        Process("web", python("print('serving'); import time; time.sleep(60)"), ready_line="serving"),
        Process("worker", python("print('working'); import time; time.sleep(60)"), ready_line="working"),
    ]
    assert run(processes, on_ready=lambda: 0, write=lines.append) == 0
    assert sorted(lines) == ["web    | serving", "worker | working"]


def test_what_is_done_when_all_are_ready_decides_the_exit_code() -> None:
    assert run([Process("web", python(SLEEPER), ready_line="up")], on_ready=lambda: 7, write=_nowhere) == 7


def test_a_server_is_ready_when_its_address_answers(free_port: int) -> None:
    server = Process(
        "web",
        [sys.executable, "-m", "http.server", str(free_port), "--bind", "127.0.0.1"],
        ready_url=f"http://127.0.0.1:{free_port}/",
        ports=[free_port],
    )
    assert run([server], on_ready=lambda: 0, write=_nowhere) == 0


def test_a_process_that_is_never_ready_is_reported() -> None:
    lines: list[str] = []
    never = Process("web", python(SLEEPER), ready_line="something else", ready_within=0.5)
    assert run([never], write=lines.append) == 1
    assert lines[-1] == "web was not ready after 0.5 s: its last lines above say why."


def test_a_taken_port_is_one_sentence_and_nothing_is_started(taken_port: int, tmp_path: Path) -> None:
    lines: list[str] = []
    witness = tmp_path / "started"
    processes = [
        Process("first", python(f"open({str(witness)!r}, 'w')")),
        Process("web", python(SLEEPER), ports=[taken_port]),
    ]
    assert run(processes, write=lines.append, instead="set PORT to another one") == 1
    assert lines == [
        f"Port {taken_port} is taken by another program: stop what uses it (see `ss -ltnp`),"
        " or set PORT to another one."
    ]
    assert not witness.exists()


def test_a_free_port_is_no_trouble(free_port: int) -> None:
    require_free_port(free_port)


def test_a_process_that_was_killed_is_started_again() -> None:
    lines: list[str] = []
    with Supervisor([Process("web", python(SLEEPER), ready_line="up")], write=lines.append) as supervisor:
        supervisor.wait_until_ready()
        first = supervisor.pid("web")
        assert first is not None
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: supervisor.pid("web") not in (None, first))
        supervisor.wait_until_ready()
    assert lines == ["web | up", "web | ended by SIGKILL; starting it again in 0.5 s", "web | up"]


def test_what_a_dead_process_left_running_ends_with_it_so_that_its_port_is_free_again() -> None:
    lines: list[str] = []
    parent = f"""
        import subprocess, sys
        child = subprocess.Popen([sys.executable, "-c", {SLEEPER!r}], stdout=subprocess.DEVNULL)
        print(child.pid, flush=True)
        child.wait()
    """
    with Supervisor([Process("web", python(parent))], write=lines.append) as supervisor:
        wait_for(lambda: lines)
        leader = supervisor.pid("web")
        assert leader is not None
        os.kill(leader, signal.SIGKILL)
        wait_for(lambda: len(lines) > 1)
        orphan = int(lines[0].removeprefix("web | "))
        wait_for(lambda: not _runs(orphan))


def test_a_process_that_keeps_dying_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor_module, "FIRST_PAUSE", 0.01)
    lines: list[str] = []
    broken = Process("web", python("raise SystemExit(3)"), ready_line="up", restarts=2)
    assert run([broken], write=lines.append) == 1
    assert lines == [
        "web | ended with exit code 3; starting it again in 0.01 s",
        "web | ended with exit code 3; starting it again in 0.02 s",
        "web ended 3 times in a row, the last time with exit code 3: its last lines above say why.",
    ]


def test_a_program_that_does_not_exist_is_one_sentence() -> None:
    lines: list[str] = []
    assert run([Process("web", ["/no/such/program"], ready_line="up")], write=lines.append) == 1
    assert lines == ["web cannot be started: [Errno 2] No such file or directory: '/no/such/program'."]


def test_a_process_that_ignores_term_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor_module, "STOP_WITHIN", 0.3)
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER
    with Supervisor([Process("web", python(deaf), ready_line="up")], write=_nowhere) as supervisor:
        supervisor.wait_until_ready()
        pid = supervisor.pid("web")
    assert pid is not None
    assert not _runs(pid)


def test_waiting_for_what_cannot_run_raises() -> None:
    with (
        Supervisor([Process("web", ["/no/such/program"], ready_line="up")], write=_nowhere) as supervisor,
        pytest.raises(ProcessTrouble, match=r"^web cannot be started"),
    ):
        supervisor.wait_until_ready()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "TERM"])
def test_a_signal_stops_everything_and_is_no_failure(number: signal.Signals) -> None:
    whole = """
        from interlend.project.supervisor import Process, run
        import sys
        polite = '''
        import signal, sys, time
        signal.signal(signal.SIGTERM, lambda *_: (print("bye", flush=True), sys.exit(0)))
        print("up", flush=True)
        time.sleep(60)
        '''
        import textwrap
        processes = [Process(name, [sys.executable, "-c", textwrap.dedent(polite)], ready_line="up")
                     for name in ("web", "worker")]
        write = lambda line: print(line, flush=True)
        raise SystemExit(run(processes, on_ready=lambda: write("all ready"), write=write))
    """
    # In a group of its own, as a shell would run it, and with the signal to that group, as a terminal does.
    with subprocess.Popen(
        python(whole), stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as supervised:
        assert supervised.stdout is not None
        said: list[str] = []
        reader = threading.Thread(target=lambda: said.extend(supervised.stdout or ()))
        reader.start()
        wait_for(lambda: "all ready\n" in said)
        os.killpg(supervised.pid, number)
        assert supervised.wait(10) == 0
        reader.join(5)
    assert sorted(said) == [
        "all ready\n",
        "web    | bye\n",
        "web    | up\n",
        "worker | bye\n",
        "worker | up\n",
    ]


def _nowhere(line: str) -> None:
    """For tests that do not look at the output."""


def _runs(pid: int) -> bool:
    """Whether the process does anything still: one that only waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
