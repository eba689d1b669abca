"""A process can be stopped at a named point, to be killed exactly there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from interlend.domain.jobs.points import Point, reach
from tests.mock_peer import until

_PASS_TWO = (
    "from interlend.domain.jobs.points import Point, reach;"
    "reach(Point.OUTBOX_BEFORE_CLAIM); reach(Point.OUTBOX_AFTER_SEND); print('went on')"
)


def test_there_are_ten_points() -> None:
    assert len(Point) == 10


def test_without_a_name_every_point_is_passed() -> None:
    for point in Point:
        reach(point)


def test_a_process_says_where_it_stands_and_stands_there(tmp_path: Path) -> None:
    file = tmp_path / "stopped"
    stopping = {"INTERLEND_STOP_AT": "outbox-after-send", "INTERLEND_STOP_FILE": str(file)}
    with subprocess.Popen(
        [sys.executable, "-c", _PASS_TWO], env={**os.environ, **stopping}, stdout=subprocess.PIPE
    ) as process:
        assert until(lambda: file.exists() and file.read_text() == "outbox-after-send")
        assert process.poll() is None
        process.kill()
        said, _ = process.communicate()
    assert (process.returncode, said) == (-signal.SIGKILL, b"")
