"""Tables of patrons, as spreadsheets and library systems write them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from interlend.domain.people.load.facts import NotReadable, Row, Unreadable
from interlend.domain.people.load.table_file import read

READERS = Path(__file__).parents[3] / "fixtures/patrons/readers.csv"
UNCLOSED = "a quotation mark is opened and not closed: close or remove it"


def rows(text: str | bytes) -> list[Row | Unreadable]:
    return list(read(io.BytesIO(text if isinstance(text, bytes) else text.encode())).rows)


def notes(text: str | bytes) -> tuple[str, ...]:
    return read(io.BytesIO(text if isinstance(text, bytes) else text.encode())).notes


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiter_line_end_and_encoding_are_found_out(delimiter: str, end: str, encoding: str) -> None:
    lines = [("barcode", "name"), ("1", "Jürgen Müller"), ("2", '"Doe, Kim; or\tso"'), ("", "")]
    text = "".join(delimiter.join(cells) + end for cells in lines)
    assert rows(text.encode(encoding)) == [
        Row(2, {"barcode": "1", "name": "Jürgen Müller"}),
        Row(3, {"barcode": "2", "name": "Doe, Kim; or\tso"}),
    ]


@pytest.mark.parametrize(
    ("heading", "row", "facts"),
    [
        ("Barcode,Full Name", "1,Kim", {"barcode": "1", "name": "Kim"}),
        ("PRIMARY-ID,Last name", "1,Doe", {"barcode": "1", "name": "Doe"}),
        ("last_name,first_name,barcode", "Doe,Kim,1", {"barcode": "1", "name": "Kim Doe"}),
        ("barcode,name,last_name", "1,Kim Doe,Doe", {"barcode": "1", "name": "Kim Doe"}),
        ("primary identifier,e-mail", "1,k@x.org", {"barcode": "1", "email": "k@x.org", "name": ""}),
        ("barcode,primary_id,name", "1,p1,Kim", {"barcode": "1", "name": "Kim"}),
        ("is_blocked,barcode,name", "yes,1,Kim", {"barcode": "1", "blocked": "yes", "name": "Kim"}),
        ("barcode,Shoe size,name", "1,44,Kim", {"barcode": "1", "name": "Kim"}),
    ],
)
def test_columns_are_known_by_their_headings(heading: str, row: str, facts: dict[str, str]) -> None:
    assert rows(f"{heading}\n{row}\n") == [Row(2, facts)]


def test_the_primary_identifier_stands_in_where_there_is_no_barcode() -> None:
    assert rows("primary_id,barcode,name\np1,,Kim") == [Row(2, {"barcode": "p1", "name": "Kim"})]


def test_what_is_special_about_a_file_is_said() -> None:
    assert notes(READERS.read_bytes()) == (
        "The file is not in UTF-8: it was read as Latin-1 (Windows-1252).",
        "Columns that are not used: Phone.",
    )
    assert notes("barcode,name\n1,Jürgen") == ()


def test_one_damaged_letter_does_not_make_a_file_latin_1() -> None:
    file = "barcode,name\n1,Jürgen Müller\n2,Łukasz\n".encode() + b"3,M\xfcller\n"
    assert rows(file)[0] == Row(2, {"barcode": "1", "name": "Jürgen Müller"})
    assert rows(file)[2] == Row(4, {"barcode": "3", "name": "M\ufffdller"})


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ('2,"Kim', UNCLOSED),
        ('2,5" disk', UNCLOSED),
        ("2", "the row has 1 cells, the first line 2: see whether one needs quotation marks"),
        (
            "2,Doe, Kim",
            "the row has 3 cells, the first line 2: see whether one needs quotation marks",
        ),
        ("2," + "x" * 70_000, "the line is far too long: see whether its end is missing"),
    ],
    ids=["unclosed", "stray mark", "too few", "too many", "too long"],
)
def test_a_broken_row_costs_itself(broken: str, reason: str) -> None:
    assert rows(f"barcode,name\n1,Ann\n{broken}\n3,Ben\n4,Cat\n") == [
        Row(2, {"barcode": "1", "name": "Ann"}),
        Unreadable(3, reason),
        Row(4, {"barcode": "3", "name": "Ben"}),
        Row(5, {"barcode": "4", "name": "Cat"}),
    ]


def test_two_stray_marks_do_not_swallow_the_rows_between_them() -> None:
    assert rows('barcode,name\n1,"Ann\n2,Ben\n3,Cat"\n') == [
        Unreadable(2, UNCLOSED),
        Row(3, {"barcode": "2", "name": "Ben"}),
        Unreadable(4, UNCLOSED),
    ]


def test_a_cell_may_hold_line_breaks_and_lines_are_counted_all_the_same() -> None:
    assert rows('barcode,name\n1,"Ann\nLee"\n\n2,Ben\n') == [
        Row(2, {"barcode": "1", "name": "Ann\nLee"}),
        Row(5, {"barcode": "2", "name": "Ben"}),
    ]


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("", "The file is empty."),
        ("\n\n", "The file is empty."),
        (
            "Kim Doe,kim@example.edu\n",
            "No column is called barcode or primary_id: the first line has to name the columns.",
        ),
        ("barcode,Patron barcode\n", "Two columns mean barcode: leave one out."),
    ],
)
def test_a_file_without_a_heading_is_refused_as_a_whole(file: str, reason: str) -> None:
    with pytest.raises(NotReadable) as caught:
        rows(file)
    assert str(caught.value) == reason
