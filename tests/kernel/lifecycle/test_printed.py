"""The pages under docs/tables are those that the code prints."""

from argparse import ArgumentParser
from pathlib import Path

import pytest

from interlend.interfaces.cli import tables
from interlend.kernel.lifecycle.borrowing import BORROWING
from interlend.kernel.lifecycle.printed import pages, row_in_words

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", pages())
def test_the_documentation_shows_the_tables_as_they_are(name: str) -> None:
    committed = (ROOT / "docs" / "tables" / name).read_text(encoding="utf-8")

    assert committed == pages()[name], "run `interlend tables`"


def test_no_other_page_lies_beside_them() -> None:
    assert {path.name for path in (ROOT / "docs" / "tables").iterdir()} == set(pages())


def test_the_command_writes_every_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parser = ArgumentParser()
    tables.add_arguments(parser)

    assert tables.run(parser.parse_args(["--into", str(tmp_path / "tables")])) == 0

    written = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "tables").iterdir()}
    assert written == pages()
    assert len(capsys.readouterr().out.splitlines()) == len(pages())


def test_a_row_can_be_told_in_words() -> None:
    assert row_in_words(BORROWING.rows[0]) == "Request placed: the library locates automatically"
    assert row_in_words(BORROWING.rows[1]) == "Request placed"
