"""`interlend load-marc`: what a librarian types, and reads."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from interlend.domain.catalog.models import Item
from interlend.domain.zones import scope
from interlend.interfaces.cli import load_marc
from interlend.kernel.marc import iso2709
from interlend.kernel.marc.items import item_field
from tests.domain.catalog.cast import book, build, copy


@pytest.fixture
def file(tmp_path: Path, db: None) -> Path:
    build("howard")
    records = [book("t1", "Roughing it", [copy("1")]), book("t2", "Nowhere", [copy("2", location="ATTIC")])]
    path = tmp_path / "titles.mrc"
    path.write_bytes(b"".join(iso2709.encode(record) for record in records) + b"broken\x1d")
    return path


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    load_marc.add_arguments(parser)
    return load_marc.run(parser.parse_args([str(each) for each in arguments]))


def test_it_says_what_was_loaded_and_for_everything_else_why_not(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(file, "--zone", "howard") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:-1] == [
        "record 2: not this item: item 2 stands at MAIN ATTIC, which is not known here: create this location,"
        " then load the file again",
        "record 3: refused: there is no leader of 24 characters",
        "2 loaded + 0 updated + 1 refused = 3 records in the file",
        "items: 1 loaded, 0 updated, 1 refused",
    ]
    assert re.fullmatch(r"\d+\.\d s, [\d,]+ records a second", lines[-1])


def test_items_may_stand_in_another_field(tmp_path: Path, db: None) -> None:
    howard = build("howard")
    layout = load_marc.item_layout("952 p a c - o - -")
    item = item_field(copy("1", call_number="PS1"), layout)
    path = tmp_path / "titles.mrc"
    path.write_bytes(iso2709.encode(book("t1", "Roughing it").with_fields(item)))
    assert run(path, "--zone", "howard", "--items", "952 p a c - o - -") == 0
    with scope.entered(howard.zone.pk):
        assert list(Item.objects.values_list("barcode", "location__code", "item_policy", "call_number")) == [
            ("1", "STACKS", None, "PS1")
        ]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["FILE", "--zone", "nobody"], "There is no institution nobody."),
        (["FILE", "--zone", "howard", "--library", "LAW"], "Howard has no library LAW."),
        (["missing.mrc", "--zone", "howard"], "missing.mrc cannot be read: No such file or directory."),
        (
            ["page.xml", "--zone", "howard"],
            "page.xml cannot be loaded: the file holds no MARCXML record and no collection.",
        ),
    ],
)
def test_what_cannot_be_loaded_at_all_is_said_in_one_sentence(
    *,
    file: Path,
    arguments: list[str],
    reason: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(file.parent)
    (file.parent / "page.xml").write_text("<html/>")
    assert run(*(str(file) if each == "FILE" else each for each in arguments)) == 1
    assert capsys.readouterr().err == f"{reason}\n"


def test_a_layout_that_names_too_little_is_refused() -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="a field and seven subfields"):
        load_marc.item_layout("949 a b")
