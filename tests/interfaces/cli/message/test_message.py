"""`interlend message FILE...` says of any ISO 18626 file what it is, what it means and what is wrong with it.

The messages and, beside each, what is printed of it stand in `tests/kernel/iso18626/messages`. After a change
of the print-out, `INTERLEND_REWRITE_SNAPSHOTS=1 pytest tests/interfaces/cli/message` writes the files anew;
the difference is then read before it is committed.
"""

import argparse
import os
from pathlib import Path

import pytest

from interlend.interfaces.cli import message

CHECKOUT = Path(__file__).resolve().parents[4]
MESSAGES = CHECKOUT / "tests/kernel/iso18626/messages"
OURS = sorted(MESSAGES.glob("*.xml"))
RECORDED = sorted((CHECKOUT.parent / "shared/reference/samples/iso18626").glob("*.xml"))
REWRITE = os.environ.get("INTERLEND_REWRITE_SNAPSHOTS") == "1"


def interlend_message(*files: Path) -> int:
    parser = argparse.ArgumentParser()
    message.add_arguments(parser)
    return message.run(parser.parse_args([str(each) for each in files]))


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.stem)
def test_what_is_printed_of_a_message_is_as_reviewed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = interlend_message(file)
    printed = f"{capsys.readouterr().out}exit {code}\n"
    snapshot = file.with_suffix(".txt")
    if REWRITE:
        snapshot.write_text(printed, encoding="utf-8")
    assert printed == snapshot.read_text(encoding="utf-8")


def test_there_are_messages_enough_and_no_print_out_is_left_over() -> None:
    assert len(OURS) >= 40
    assert [file.stem for file in sorted(MESSAGES.glob("*.txt"))] == [file.stem for file in OURS]


@pytest.mark.skipif(not RECORDED, reason="the recorded messages of other systems are not here")
def test_every_recorded_message_of_another_system_is_usable(capsys: pytest.CaptureFixture[str]) -> None:
    assert interlend_message(*RECORDED) == 0
    printed = capsys.readouterr().out
    assert [line for line in printed.splitlines() if line.startswith(("  problem", "  unknown"))] == []


def test_one_unusable_file_among_good_ones_makes_the_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = MESSAGES / "received.xml", MESSAGES / "unusable-not-xml.xml"
    assert interlend_message(good, bad, good) == 1
    assert capsys.readouterr().out.count("request id") == 2


def test_a_file_that_is_not_there_is_said_to_be_unusable(capsys: pytest.CaptureFixture[str]) -> None:
    assert interlend_message(Path("nowhere.xml")) == 1
    assert capsys.readouterr().out == "nowhere.xml\n  unusable    No such file or directory\n"


def test_control_characters_of_a_hostile_file_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = tmp_path / "hostile.xml"
    text = (MESSAGES / "received.xml").read_text(encoding="utf-8")
    hostile.write_text(text.replace("ASH-1001", "ASH\u009b2J\u202eX"), encoding="utf-8")
    interlend_message(hostile)
    assert "  request id  ASH 2J X\n" in capsys.readouterr().out
