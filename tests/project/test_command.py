"""The `interlend` command: finds what is meant, and says in one sentence what is in the way."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from interlend.domain.people import keys
from interlend.domain.people.models import Role
from interlend.domain.zones.models import Zone
from interlend.interfaces.cli import serve
from interlend.project import command

SAMPLES = Path(__file__).resolve().parent.parent / "kernel/iso18626/messages"


def run(*words: str) -> int:
    """The exit code, also where argparse ends the process."""
    try:
        return command.main(words)
    except SystemExit as ended:
        return int(ended.code or 0)


def test_without_a_word_it_lists_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert (run(), run("--help")) == (2, 0)
    said = capsys.readouterr()
    assert said.err == said.out == command.overview()
    listed = {line.split()[0] for line in said.out.splitlines() if line.startswith("  ")}
    assert listed == set(command.COMMANDS) | set(command.DJANGO)


def test_a_slip_of_the_keyboard_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sreve") == 2
    assert capsys.readouterr().err == (
        "interlend: There is no command sreve. Did you mean serve? `interlend --help` lists them all.\n"
    )


@pytest.mark.parametrize("name", list(command.COMMANDS))
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(name, "--help") == 0
    assert capsys.readouterr().out.startswith(f"usage: interlend {name}")


@pytest.mark.parametrize(
    "words", [["check"], ["makemigrations", "--check", "--dry-run"], ["django", "check"]]
)
def test_commands_of_django_are_passed_on(db: None, words: list[str]) -> None:
    assert run(*words) == 0


def test_zones_and_keys_are_made_listed_and_revoked(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("zones", "make", "howard", "Howard University") == 0
    assert run("zones", "make", "wrlc", "Consortium", "--network") == 0
    assert run("make-key", "--zone", "howard", "--role", "discovery", "--name", "The portal") == 0
    shown_once = capsys.readouterr().out.strip()
    found = keys.find(shown_once)
    assert found is not None
    assert (found.zone.code, found.role, found.name) == ("howard", Role.DISCOVERY, "The portal")
    assert run("keys", "list", "--zone", "howard") == 0
    listed = capsys.readouterr().out
    assert listed.split()[:2] == [found.public_id, "discovery"]
    assert shown_once.split("_")[2] not in listed
    assert run("keys", "revoke", found.public_id) == 0
    assert keys.find(shown_once) is None
    run("zones", "list")
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines()] == [
        ["howard", "institution"],
        ["wrlc", "network"],
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["keys", "list", "--zone", "x"],
            "There is no institution or network x: see `interlend zones list`.",
        ),
        (["keys", "revoke", "x"], "There is no key x: see `interlend keys list`."),
        (["zones", "make", "howard", "Again"], "There is an institution or network howard already."),
        (
            ["zones", "make", "Ho ward", "X"],
            "“Ho ward” is no code: use lower-case letters, digits and hyphens.",
        ),
        (["peers", "pause", "--zone", "howard", "X"], "There is no partner X here."),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    db: None, words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Zone.objects.create(code="howard", name="Howard")
    assert run(*words) == 2
    assert capsys.readouterr().err == f"interlend: {sentence}\n"


def test_a_database_that_does_not_answer_is_one_sentence() -> None:
    ended = _elsewhere("zones", "list", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert ended.returncode == 2
    assert ended.stderr.startswith("interlend: The database does not answer: see DATABASE_URL (")
    assert ended.stderr.count("\n") == 1


def test_a_message_is_read_without_a_database() -> None:
    sample = min(SAMPLES.glob("*.xml"))
    ended = _elsewhere("message", str(sample), DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert (ended.returncode in (0, 1), ended.stdout.splitlines()[0], ended.stderr) == (True, sample.name, "")


def test_the_web_server_is_told_by_the_environment_and_by_words(monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setenv("INTERLEND_PORT", "8123")
    monkeypatch.setenv("INTERLEND_THREADS", "6")
    parser = argparse.ArgumentParser()
    serve.add_arguments(parser)
    told = serve.command(parser.parse_args(["--processes", "3"]))
    assert {"--port=8123", "--workers=3", "--blocking-threads=6", "--backpressure=48"} <= set(told)


@pytest.mark.parametrize("value", ["0", "65536", "x", "-1"])
def test_a_port_that_cannot_be_is_refused(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("serve", f"--port={value}") == 2
    assert f"a number from 1 to 65535 is expected, not “{value}”" in capsys.readouterr().err


def _elsewhere(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    interlend = str(Path(sys.executable).with_name("interlend"))
    return subprocess.run(
        [interlend, *words],
        env={**os.environ, "SECRET_KEY": "x" * 60, **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
