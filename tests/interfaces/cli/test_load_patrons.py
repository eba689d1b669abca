"""`interlend load-patrons`: what an operator types, and reads."""

from __future__ import annotations

import argparse
import stat
from pathlib import Path

import pytest

from interlend.domain.libraries.models import Library
from interlend.domain.people.models import Patron
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone
from interlend.interfaces.cli import load_patrons
from interlend.interfaces.cli.load_patrons import safe_cell
from interlend.interfaces.cli.trouble import Trouble

FILES = Path(__file__).parents[2] / "fixtures/patrons"
READERS, USERS = FILES / "readers.csv", FILES / "users.xml"
UNCLOSED = "a quotation mark is opened and not closed: close or remove it"
NO_ADDRESS = "the e-mail address is none: it was left out, correct it in the file"
NO_DAY = "the expiry date is not understood: write it like 2027-06-30"


@pytest.fixture
def howard(db: None) -> Zone:
    zone = Zone.objects.create(code="howard", name="Howard")
    with scope.entered(zone.pk):
        Library.objects.create(code="MAIN", name="Founders Library")
    return zone


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    load_patrons.add_arguments(parser)
    return load_patrons.run(parser.parse_args([str(each) for each in arguments]))


def barcodes(zone: Zone) -> list[str]:
    with scope.entered(zone.pk):
        return list(Patron.objects.order_by("barcode").values_list("barcode", flat=True))


def test_it_says_what_was_loaded_and_prints_nothing_personal(
    howard: Zone, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(READERS, "--zone", "howard") == 0
    assert capsys.readouterr().out.splitlines() == [
        f"line 4: not readable: {UNCLOSED}",
        f"line 5: loaded: {NO_ADDRESS}",
        f"line 6: not readable: {NO_DAY}",
        "The file is not in UTF-8: it was read as Latin-1 (Windows-1252).",
        "Columns that are not used: Phone.",
        "new user group FAC: Faculty",
        "new user group GRAD: Graduate",
        "3 new + 0 changed + 0 unchanged + 2 not readable = 5 in the file",
    ]
    assert barcodes(howard) == ["H-1", "H-2", "H-4"]


def test_users_of_alma_are_known_by_their_looks(howard: Zone, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(USERS, "--zone", "howard") == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "3 new + 0 changed + 0 unchanged + 2 not readable = 5 in the file"
    )
    assert barcodes(howard) == ["H-1", "jmueller", "slocke"]


def test_a_preview_shows_what_would_change_and_changes_nothing(
    howard: Zone, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    before = tmp_path / "before.csv"
    before.write_text(
        "barcode,name,user_group\nH-1,Zora Hurston,FAC\nslocke,Alain Locke,FAC\nH-9,Long Gone,FAC\n"
    )
    run(before, "--zone", "howard")
    capsys.readouterr()
    assert run(USERS, "--zone", "howard", "--preview") == 0
    assert capsys.readouterr().out.splitlines() == [
        "new: 1",
        "  line 29: jmueller Jo Müller",
        "changed: 2",
        "  line 3: H-1 Zora Neale Hurston: name: Zora Hurston → Zora Neale Hurston;"
        " e-mail: – → zora@example.edu; library: – → MAIN; expires on: – → 2027-06-30",
        "  line 67: slocke Locke: name: Alain Locke → Locke; blocked: no → yes; reason: – → Not active",
        "not readable: 2",
        "  line 58: the user is not well-formed XML: export the file again",
        "  line 62: there is neither a barcode nor a primary identifier,"
        " by which the patron could be found again",
        "new user group GRAD: Graduate",
        "1 new + 2 changed + 0 unchanged + 2 not readable = 5 in the file",
        "This was a preview: nothing was changed.",
    ]
    assert barcodes(howard) == ["H-1", "H-9", "slocke"]


def test_a_long_preview_shows_the_first_twenty(
    howard: Zone, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "many.csv"
    file.write_text("barcode,name,user_group\n" + "".join(f"{n},Reader {n},FAC\n" for n in range(30)))
    run(file, "--zone", "howard", "--preview")
    lines = capsys.readouterr().out.splitlines()
    assert (lines[0], lines[1], lines[20], lines[21]) == (
        "new: 30",
        "  line 2: 0 Reader 0",
        "  line 21: 19 Reader 19",
        "  and 10 more",
    )


def test_who_is_missing_is_retired_if_asked_for(
    howard: Zone, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "readers.csv"
    file.write_text("barcode,name,user_group\nH-1,Zora Hurston,FAC\nH-2,Toni Morrison,FAC\n")
    run(file, "--zone", "howard")
    file.write_text("barcode,name,user_group\nH-1,Zora Hurston,FAC\n")
    capsys.readouterr()
    assert run(file, "--zone", "howard", "--retire-missing") == 0
    assert capsys.readouterr().out.splitlines() == [
        "0 new + 0 changed + 1 unchanged + 0 not readable = 1 in the file",
        "1 not in the file: expired",
    ]
    assert barcodes(howard) == ["H-1", "H-2"]


def test_the_report_holds_everybody_and_is_safe_in_a_spreadsheet(howard: Zone, tmp_path: Path) -> None:
    file, report = tmp_path / "readers.csv", tmp_path / "report.csv"
    file.write_text(
        'barcode,name,user_group\nH-1,"=HYPERLINK(""http://example.org"")",FAC\n@2,-Kim,FAC\nH-3,,FAC\n'
    )
    run(file, "--zone", "howard", "--report", report)
    assert report.read_text(encoding="utf-8-sig").splitlines() == [
        "line,outcome,barcode,name,changes,remarks",
        '2,new,H-1,"\'=HYPERLINK(""http://example.org"")",,',
        "3,new,'@2,'-Kim,,",
        "4,not readable,H-3,,,there is no name",
    ]
    assert stat.S_IMODE(report.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("text", "cell"),
    [("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("a=1", "a=1"), ("", "")],
)
def test_no_cell_is_a_formula(text: str, cell: str) -> None:
    assert safe_cell(text) == cell


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["FILE", "--zone", "nobody"], "There is no institution nobody: see `interlend zones list`."),
        (["missing.csv", "--zone", "howard"], "missing.csv cannot be used: No such file or directory."),
        (
            ["FILE", "--zone", "howard", "--report", "FILE"],
            "The report would be written over the file: name another one.",
        ),
        (
            ["page.xml", "--zone", "howard"],
            "page.xml cannot be loaded. The file holds no users in Alma's XML.",
        ),
        (["empty.csv", "--zone", "howard"], "empty.csv cannot be loaded. The file is empty."),
    ],
)
def test_what_cannot_be_loaded_at_all_is_said_in_one_sentence(
    *, howard: Zone, arguments: list[str], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("page.xml").write_text("<html/>")
    Path("empty.csv").write_text("")
    with pytest.raises(Trouble) as caught:
        run(*(str(READERS) if each == "FILE" else each for each in arguments))
    assert str(caught.value) == reason
