"""`tools/install` by its real script, on machines that lack something."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.localpg import CHECKOUT

NEEDED = ("sh", "cat", "cksum", "dirname", "rm")


@pytest.fixture
def checkout(open_folder: Path) -> Path:
    """As much of a checkout as the script reads before it installs anything."""
    (open_folder / "tools").mkdir()
    shutil.copy(CHECKOUT / "tools/install", open_folder / "tools")
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        shutil.copy(CHECKOUT / name, open_folder)
    (open_folder / "bin").mkdir()
    for program in NEEDED:
        found = shutil.which(program)
        assert found
        (open_folder / "bin" / program).symlink_to(found)
    return open_folder


def install(checkout: Path, *arguments: str, user: int | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(checkout / "tools/install"), *arguments],
        env={"PATH": str(checkout / "bin")},
        user=user,
        capture_output=True,
        text=True,
        check=False,
    )


def put_python(checkout: Path, script: str) -> None:
    python = checkout / "bin" / "python3"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)


def put_stamp(checkout: Path, installed: str) -> None:
    """What the script writes when it has installed this set."""
    files = "requirements.lock requirements-dev.lock pyproject.toml"
    fingerprint = subprocess.run(
        ["/bin/sh", "-c", f'echo "$(pwd) $(cat {files} | cksum)"'],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=True,
    )
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "installed").write_text(f"{installed}\n{fingerprint.stdout}")


@pytest.mark.parametrize("script", [None, "exit 1"], ids=["no python3 at all", "one that is too old"])
def test_no_python(checkout: Path, script: str | None) -> None:
    if script:
        put_python(checkout, script)
    answer = install(checkout)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == (
        "Interlend needs Python 3.11 or newer: install it (Debian: apt-get install python3 python3-venv), or"
        " name it: PYTHON=/path/to/python3 make install.\n"
    )


def test_no_venv_module(checkout: Path) -> None:
    put_python(checkout, f'case "$*" in *ensurepip*) exit 1 ;; *) exec {sys.executable} "$@" ;; esac')
    answer = install(checkout)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == (
        "Python's venv module is missing: install it (Debian: apt-get install python3-venv).\n"
    )
    assert not (checkout / ".venv").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run it as somebody else")
def test_the_checkout_of_somebody_else(checkout: Path) -> None:
    answer = install(checkout, user=65534)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == (
        "This checkout belongs to somebody else: make one of your own (git clone), or run as its owner.\n"
    )


@pytest.mark.parametrize(
    ("installed", "wanted"),
    [("run", []), ("dev", ["dev"]), ("dev", [])],
    ids=["the same", "the same, for tests", "that for tests holds that for running"],
)
def test_what_is_installed_already_is_not_installed_again(
    checkout: Path, installed: str, wanted: list[str]
) -> None:
    put_stamp(checkout, installed)
    answer = install(checkout, *wanted)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


@pytest.mark.parametrize("change", ["lock", "set", "place"])
def test_a_change_installs_again(checkout: Path, change: str) -> None:
    put_stamp(checkout, "run")
    if change == "lock":
        (checkout / "requirements.lock").write_text("")
    if change == "place":
        checkout = checkout.rename(checkout.with_name(f"{checkout.name}-moved"))
    try:
        # It gets as far as looking for a Python, which this machine does not have.
        answer = install(checkout, *(["dev"] if change == "set" else []))
        assert answer.stderr.startswith("Interlend needs Python")
    finally:
        if change == "place":
            checkout.rename(checkout.with_name(checkout.name.removesuffix("-moved")))


def test_a_wrong_call_says_how_it_is_called(checkout: Path) -> None:
    answer = install(checkout, "everything")
    assert (answer.returncode, answer.stderr) == (1, "usage: sh tools/install [dev]\n")
