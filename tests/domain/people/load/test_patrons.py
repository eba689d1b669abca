"""Loading a file of patrons: everybody is counted, nobody is lost, nobody is deleted."""

from __future__ import annotations

import io
import tracemalloc
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interlend.domain.libraries.models import Library
from interlend.domain.people.load import alma_xml, patrons, table_file
from interlend.domain.people.load.facts import Row
from interlend.domain.people.load.patrons import Format, Kind, Outcome, Report, load
from interlend.domain.people.models import Patron, UserGroup
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone

TODAY = date(2026, 3, 2)
HEADING = "barcode,name,email,user_group,user_group_name,expiry_date,blocked,block_reason,library"
ZORA = "H-1,Zora Hurston,zora@example.edu,FAC,Faculty,2027-06-30,no,,MAIN"
TONI = "H-2,Toni Morrison,toni@example.edu,GRAD,Graduate,2027-06-30,yes,Lost an item,"


@dataclass
class Howard:
    """An institution with one library and no patron, and what it was told."""

    zone: Zone
    told: list[Outcome] = field(default_factory=list)

    def load(self, *rows: str, heading: str = HEADING, format: Format = Format.CSV, **how: Any) -> Report:
        self.told.clear()
        file = io.BytesIO("\n".join([heading, *rows]).encode())
        return load(file, zone_id=self.zone.pk, format=format, today=TODAY, tell=self.told.append, **how)

    def patrons(self) -> list[tuple[object, ...]]:
        fields = ("barcode", "name", "email", "user_group__code", "expires_on")
        more = ("is_blocked", "block_reason", "resource_sharing_library__code")
        with scope.entered(self.zone.pk):
            return list(Patron.objects.order_by("barcode").values_list(*fields, *more))

    def remarks(self) -> list[tuple[int | None, Kind, str]]:
        return [(each.line, each.kind, remark) for each in self.told for remark in each.remarks]


@pytest.fixture
def howard(db: None) -> Howard:
    zone = Zone.objects.create(code="howard", name="Howard")
    with scope.entered(zone.pk):
        Library.objects.create(code="MAIN", name="Founders Library")
    return Howard(zone)


def counted(
    new: int = 0, changed: int = 0, unchanged: int = 0, unreadable: int = 0, expired: int = 0
) -> dict:
    return dict(zip(Kind, (new, changed, unchanged, unreadable, expired), strict=True))


def test_a_patron_comes_with_all_that_the_file_states(howard: Howard) -> None:
    report = howard.load(ZORA, TONI)
    assert report == Report(counted(new=2), [("FAC", "Faculty"), ("GRAD", "Graduate")])
    end = date(2027, 6, 30)
    assert howard.patrons() == [
        ("H-1", "Zora Hurston", "zora@example.edu", "FAC", end, False, "", "MAIN"),
        ("H-2", "Toni Morrison", "toni@example.edu", "GRAD", end, True, "Lost an item", None),
    ]


def test_the_same_file_again_changes_nothing(howard: Howard) -> None:
    howard.load(ZORA, TONI)
    before = howard.patrons()
    assert howard.load(ZORA, TONI) == Report(counted(unchanged=2))
    assert howard.patrons() == before


def test_a_known_patron_is_brought_up_to_date_and_stays_the_same_patron(howard: Howard) -> None:
    howard.load(ZORA)
    with scope.entered(howard.zone.pk):
        before = Patron.objects.get()
    report = howard.load("H-1,Zora Neale Hurston,,GRAD,Graduate,,yes,Fees,")
    assert report == Report(counted(changed=1), [("GRAD", "Graduate")])
    assert [str(change) for change in howard.told[0].changes] == [
        "name: Zora Hurston → Zora Neale Hurston",
        "e-mail: zora@example.edu → –",
        "user group: FAC → GRAD",
        "library: MAIN → –",
        "expires on: 2027-06-30 → –",
        "blocked: no → yes",
        "reason: – → Fees",
    ]
    with scope.entered(howard.zone.pk):
        assert Patron.objects.get() == before
    assert howard.patrons() == [("H-1", "Zora Neale Hurston", "", "GRAD", None, True, "Fees", None)]


def test_what_the_file_has_no_column_for_is_left_as_it_is(howard: Howard) -> None:
    howard.load(ZORA, TONI)
    before = howard.patrons()
    assert howard.load("H-1", "H-2", heading="barcode") == Report(counted(unchanged=2))
    assert howard.load("H-1,,", heading="barcode,name,user_group") == Report(counted(unchanged=1))
    assert howard.patrons() == before


def test_a_group_is_known_in_any_case_and_keeps_its_name(howard: Howard) -> None:
    with scope.entered(howard.zone.pk):
        UserGroup.objects.create(code="fac", name="Professors")
    assert howard.load(ZORA) == Report(counted(new=1))
    with scope.entered(howard.zone.pk):
        assert list(UserGroup.objects.values_list("code", "name")) == [("fac", "Professors")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("H-3,,,FAC,,,,,", "there is no name"),
        ("H-3,Kim,,,,,,,", "there is no user group, and the patron is new"),
        ("H-3,Kim,,FAC,,soon,,,", "the expiry date is not understood: write it like 2027-06-30"),
        ("H-1,Kim,,FAC,,,,,", "line 2 has the same barcode: leave one of the two out"),
    ],
)
def test_a_row_that_cannot_be_read_costs_itself_and_is_told_by_its_line(
    howard: Howard, row: str, reason: str
) -> None:
    report = howard.load(ZORA, row, TONI)
    assert report.counts == counted(new=2, unreadable=1)
    assert howard.remarks() == [(3, Kind.UNREADABLE, reason)]
    assert [patron[0] for patron in howard.patrons()] == ["H-1", "H-2"]


def test_a_value_that_is_no_use_is_left_out_and_told_and_the_patron_is_loaded(howard: Howard) -> None:
    assert howard.load("H-1,Kim,kim at home,FAC,Faculty,,,,ATTIC").counts == counted(new=1)
    assert howard.remarks() == [
        (2, Kind.NEW, "the e-mail address is none: it was left out, correct it in the file"),
        (2, Kind.NEW, "there is no library ATTIC here: it was left out"),
    ]
    assert howard.patrons() == [("H-1", "Kim", "", "FAC", None, False, "", None)]


def test_the_same_barcode_is_noticed_across_batches(howard: Howard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patrons, "BATCH", 1)
    assert howard.load(ZORA, TONI, ZORA).counts == counted(new=2, unreadable=1)


def test_a_preview_tells_all_that_and_changes_nothing(howard: Howard) -> None:
    howard.load(ZORA)
    before = howard.patrons()
    report = howard.load(
        "H-1,Zora Neale,,FAC,,,,,", TONI, "H-3,,,,,,,,", is_preview=True, expires_missing=True
    )
    assert report == Report(counted(new=1, changed=1, unreadable=1), [("GRAD", "Graduate")])
    assert howard.patrons() == before
    with scope.entered(howard.zone.pk):
        assert list(UserGroup.objects.values_list("code", flat=True)) == ["FAC"]


def test_who_is_missing_expires_only_if_asked_for_and_is_never_deleted(howard: Howard) -> None:
    howard.load(ZORA, TONI, "H-3,Long Gone,,FAC,,2020-01-31,,,")
    assert howard.load(ZORA) == Report(counted(unchanged=1))
    preview = howard.load(ZORA, expires_missing=True, is_preview=True)
    assert howard.load(ZORA, expires_missing=True) == preview == Report(counted(unchanged=1, expired=1))
    assert [(patron[0], patron[4]) for patron in howard.patrons()] == [
        ("H-1", date(2027, 6, 30)),
        ("H-2", date(2026, 3, 1)),
        ("H-3", date(2020, 1, 31)),
    ]
    assert howard.load(ZORA, expires_missing=True) == Report(counted(unchanged=1))


def test_nobody_expires_whose_row_is_there_but_cannot_be_read(howard: Howard) -> None:
    howard.load(ZORA, TONI)
    assert howard.load(ZORA, "H-2,Toni,,,,soon,,,", expires_missing=True).counts == counted(
        unchanged=1, unreadable=1
    )


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        (
            [ZORA, ",Somebody,,FAC,,,,,"],
            "Nobody was expired: the file has rows of which nobody can say whose they are. "
            "Correct them, then load the file again.",
        ),
        ([], "Nobody was expired: no patron could be read from the file."),
    ],
    ids=["a row of nobody", "an empty file"],
)
def test_nobody_expires_by_a_file_that_may_have_lost_somebody(
    howard: Howard, rows: list[str], note: str
) -> None:
    howard.load(ZORA, TONI)
    report = howard.load(*rows, expires_missing=True)
    assert (report.counts[Kind.EXPIRED], report.notes) == (0, [note])


def test_another_institution_keeps_its_patron_of_the_same_barcode(howard: Howard) -> None:
    stranger = Howard(Zone.objects.create(code="stranger", name="A Stranger"))
    stranger.load("H-1,Somebody Else,,FAC,Faculty,,,,")
    before = stranger.patrons()
    howard.load(ZORA, expires_missing=True)
    assert stranger.patrons() == before


def test_a_batch_takes_as_many_statements_for_one_as_for_many(howard: Howard) -> None:
    rows = [f"H-{number},Reader {number},,FAC,Faculty,,,," for number in range(30)]
    howard.load("H-0,Old name,,FAC,Faculty,,,,", "H-1,Reader 1,,FAC,,,,,")
    counts = []
    for size in (1, 30):
        with CaptureQueriesContext(connection) as captured:
            howard.load(*rows[:size], "H-NEW,Somebody New,,FAC,,,,,", is_preview=False)
        counts.append(len(captured))
        with scope.entered(howard.zone.pk):
            Patron.objects.filter(barcode="H-NEW").delete()
            Patron.objects.filter(barcode="H-0").update(name="Old name")
    assert counts[0] == counts[1]


@pytest.mark.parametrize("format", Format)
def test_a_file_is_read_in_pieces(format: Format, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(alma_xml, "_READ_AT_ONCE", 1 << 14)
    monkeypatch.setattr(table_file, "_READ_AT_ONCE", 1 << 14)
    path = tmp_path / "patrons"
    people = 5_000
    if format is Format.CSV:
        path.write_text("barcode,name\n" + "".join(f"H-{n},Reader {n} {'x' * 80}\n" for n in range(people)))
    else:
        users = (
            f"<user><primary_id>{n}</primary_id><last_name>{'x' * 80}</last_name></user>\n"
            for n in range(people)
        )
        path.write_text(f"<users>{''.join(users)}</users>")
    tracemalloc.start()
    with path.open("rb") as stream:
        file = table_file.read(stream) if format is Format.CSV else alma_xml.read(stream, TODAY)
        assert sum(isinstance(row, Row) for row in file.rows) == people
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < path.stat().st_size / 5
