"""`make test` itself: what it says about missing programs and failed checks."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tools.checks import PIECES, check
from tools.localpg import CHECKOUT


def test_a_check_stands_under_its_heading_and_says_how_it_ended(capfd: pytest.CaptureFixture[str]) -> None:
    assert check("greeting", [sys.executable, "-c", "print('hello')"]) is True
    assert check("refusal", [sys.executable, "-c", "raise SystemExit(5)"]) is False
    assert capfd.readouterr().out.splitlines() == [
        "",
        "=== greeting ===",
        "hello",
        "(greeting: passed, 0 s)",
        "",
        "=== refusal ===",
        "(refusal: FAILED, 0 s)",
    ]


def test_what_is_missing_is_said_with_the_tests_that_are_left_out() -> None:
    # No program is on this path, apt-get neither; what is looked for as a file may be there.
    said = subprocess.run(
        [sys.executable, "-c", "from tools.checks import get_pieces; get_pieces()"],
        cwd=CHECKOUT,
        env={"PATH": "/nowhere", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.splitlines() == [
        f"Missing: {piece.package} (Debian: apt-get install). Left out: {piece.left_out}."
        for piece in PIECES
        if not (piece.sign.startswith("/") and piece.is_there())
    ]
    assert "Missing: yaz (Debian: apt-get install)." in said.stdout
