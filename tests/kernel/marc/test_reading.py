"""A file is read record by record; a broken record costs itself and no other."""

import io
from collections.abc import Callable

import pytest

from interlend.kernel.marc import iso2709, marcxml
from interlend.kernel.marc.reading import Bad, Good, read
from interlend.kernel.marc.record import Field, Record


def book(number: int, title: str = "A title") -> Record:
    return Record(
        control=(("001", f"b{number}"),),
        fields=(Field("245", "10", (("a", f"{title} {number}"), ("c", "by somebody."))),),
    )


def file_of(*pieces: bytes) -> io.BytesIO:
    return io.BytesIO(b"".join(pieces))


def outcome(stream: io.BytesIO) -> list[str]:
    """For each record its control number, or the word bad; the numbers must count up from one."""
    results = list(read(stream))
    assert [each.number for each in results] == list(range(1, len(results) + 1))
    return [each.record.control_value("001") if isinstance(each, Good) else "bad" for each in results]


def without_terminator(piece: bytes) -> bytes:
    return piece[:-1]


def cut_in_half(piece: bytes) -> bytes:
    return piece[: len(piece) // 2]


def with_letters_for_a_length(piece: bytes) -> bytes:
    return b"ABCDE" + piece[5:]


def with_a_base_address_of_letters(piece: bytes) -> bytes:
    return piece[:12] + b"XXXXX" + piece[17:]


def with_letters_in_the_directory(piece: bytes) -> bytes:
    return piece[:27] + b"XXXX" + piece[31:]


def with_the_length_of_two(piece: bytes) -> bytes:
    """Its length covers the record that follows, which is as long as itself."""
    return b"%05d" % (2 * len(piece)) + piece[5:]


def unreadable_by_directory(piece: bytes) -> bytes:
    return piece[:24] + piece[36:]


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (without_terminator, ["b1", "bad", "b3"]),
        (cut_in_half, ["b1", "bad", "b3"]),
        (with_a_base_address_of_letters, ["b1", "bad", "b3"]),
        (with_letters_in_the_directory, ["b1", "bad", "b3"]),
        (unreadable_by_directory, ["b1", "bad", "b3"]),
        (with_letters_for_a_length, ["b1", "b2", "b3"]),
        (with_the_length_of_two, ["b1", "b2", "b3"]),
    ],
    ids=lambda value: value.__name__ if callable(value) else "-".join(value),
)
def test_one_damaged_iso_2709_record_costs_no_other(
    damage: Callable[[bytes], bytes], expected: list[str]
) -> None:
    first, second, third = (iso2709.encode(book(number)) for number in (1, 2, 3))
    assert outcome(file_of(first, damage(second), third)) == expected


def test_a_file_that_ends_in_the_middle_of_a_record_says_so() -> None:
    first, second = iso2709.encode(book(1)), iso2709.encode(book(2))
    assert list(read(file_of(first, second[:-20])))[1] == Bad(
        2, "the record has no terminator: it is cut off"
    )


def test_a_wrong_length_is_mended_and_remarked() -> None:
    piece = with_letters_for_a_length(iso2709.encode(book(1)))
    assert list(read(file_of(piece))) == [
        Good(1, Record("ABCDE" + piece[5:24].decode(), book(1).control, book(1).fields),
             ("the length in the leader was wrong",))
    ]  # fmt: skip


def test_field_lengths_counted_in_characters_instead_of_bytes_are_mended() -> None:
    record = book(1, "Économie générale")
    piece = iso2709.encode(record)
    directory_entry = piece[36:48]
    length = int(directory_entry[3:7])
    damaged = piece[:36] + b"245" + b"%04d" % (length - 3) + directory_entry[7:] + piece[48:]
    (result,) = read(file_of(damaged))
    assert isinstance(result, Good)
    assert result.record.fields == record.fields
    assert result.remarks == ("the field lengths in the directory were wrong",)


def test_line_ends_and_blanks_between_records_are_no_records() -> None:
    first, second = iso2709.encode(book(1)), iso2709.encode(book(2))
    assert outcome(file_of(first, b"\r\n", second, b"\n\x1a")) == ["b1", "b2"]


def test_an_empty_file_holds_no_record() -> None:
    assert outcome(file_of()) == []


def test_a_file_larger_than_one_reading_is_read_to_its_end() -> None:
    pieces = [iso2709.encode(book(number, "x" * 5_000)) for number in range(600)]
    assert outcome(file_of(*pieces)) == [f"b{number}" for number in range(600)]


@pytest.mark.parametrize("encoding", ["utf-8", "marc-8"])
def test_text_comes_back_from_either_coding(encoding: str) -> None:
    title = "Łódź, Ōsaka, naïve; Война и мир; 紅樓夢; אהבת ציון; الأيام; 구운몽; H₂O"
    record = book(1, title)
    (result,) = read(file_of(iso2709.encode(record, encoding)))
    assert isinstance(result, Good)
    assert (result.record.fields, result.remarks) == (record.fields, ())


def test_utf8_that_calls_itself_marc8_is_read_as_utf8_with_a_remark() -> None:
    piece = iso2709.encode(book(1, "Économie"))
    (result,) = read(file_of(piece[:9] + b" " + piece[10:]))
    assert isinstance(result, Good)
    assert result.record.fields == book(1, "Économie").fields
    assert result.remarks == ("the leader says MARC-8, the text is UTF-8",)


def test_bytes_that_are_no_utf8_are_replaced_where_they_stood() -> None:
    piece = iso2709.encode(book(1, "Xconomie")).replace(b"Xconomie", b"\xc9conomie")
    (result,) = read(file_of(piece))
    assert isinstance(result, Good)
    assert result.record.fields[0].first("a") == "�conomie 1"
    assert result.remarks == ("1 characters are not UTF-8 and were replaced",)


def test_control_characters_that_no_database_takes_are_removed() -> None:
    (result,) = read(file_of(iso2709.encode(book(1, "A\x00\x08title"))))
    assert isinstance(result, Good)
    assert result.record.fields[0].first("a") == "Atitle 1"
    assert result.remarks == ("2 control characters were removed",)


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        (Record(fields=(Field("500", "  ", (("a", "x" * 10_000),)),)), iso2709.TooLong),
        (Record(fields=(Field("500", "  ", (("a", "x" * 9_000),)),) * 12), iso2709.TooLong),
        (Record(fields=(Field("500", "  ", (("a", "a\x1db"),)),)), ValueError),
        (Record(fields=(Field("500", "  ", (("a", "a\x1fb"),)),)), ValueError),
    ],
    ids=["a field too long", "a record too long", "a record terminator", "a subfield delimiter"],
)
def test_what_iso_2709_cannot_hold_is_not_written(record: Record, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        iso2709.encode(record)


def xml(*records: str, root: str = 'collection xmlns="http://www.loc.gov/MARC21/slim"') -> io.BytesIO:
    name = root.split(" ", maxsplit=1)[0]
    return io.BytesIO(f'<?xml version="1.0"?><{root}>{"".join(records)}</{name}>'.encode())


def xml_book(number: int, prefix: str = "") -> str:
    p = prefix
    return (
        f'<{p}record><{p}leader>00000nam a2200000 a 4500</{p}leader>'
        f'<{p}controlfield tag="001">b{number}</{p}controlfield>'
        f'<{p}datafield tag="245" ind1="1" ind2="0"><{p}subfield code="a">T</{p}subfield></{p}datafield>'
        f'</{p}record>'
    )  # fmt: skip


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (xml(xml_book(1), xml_book(2)), ["b1", "b2"]),
        (xml(xml_book(1, "m:"), root='m:collection xmlns:m="http://www.loc.gov/MARC21/slim"'), ["b1"]),
        (xml(xml_book(1), root="collection"), ["b1"]),
        (xml(f"<!-- {xml_book(1)} -->", xml_book(2)), ["b2"]),
        (xml(xml_book(1), xml_book(2).replace("</datafield>", ""), xml_book(3)), ["b1", "bad", "b3"]),
        (xml(xml_book(1), xml_book(2).replace("</record>", ""), xml_book(3)), ["b1", "bad", "b3"]),
        (xml(xml_book(1), xml_book(2).replace("T<", "&nbsp;<"), xml_book(3)), ["b1", "bad", "b3"]),
        (xml(xml_book(1), "<record/>", xml_book(3)), ["b1", "bad", "b3"]),
        (xml(xml_book(1), xml_book(2).replace('tag="245"', 'tag="24"')), ["b1", "bad"]),
        (xml(), []),
    ],
    ids=[
        "two", "with a prefix", "without a namespace", "one commented out", "a tag left open",
        "a record left open", "an unknown entity", "an empty one", "a wrong tag", "an empty collection",
    ],
)  # fmt: skip
def test_each_marcxml_record_is_read_on_its_own(stream: io.BytesIO, expected: list[str]) -> None:
    assert outcome(stream) == expected


def test_a_leader_of_23_characters_is_filled_up_and_remarked() -> None:
    (result,) = read(xml(xml_book(1).replace(" a 4500<", " a 450<")))
    assert isinstance(result, Good)
    assert result.record.leader == "00000nam a2200000 a 450 "
    assert result.remarks == ("the leader has 23 characters and not 24",)


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE collection [<!ENTITY x SYSTEM "file:///etc/passwd">]><collection><record/></collection>',
        b"<html><body>Not found</body></html>",
        b'<?xml version="1.0" encoding="klingon"?><collection/>',
    ],
    ids=["a document type", "a web page", "an unknown encoding"],
)
def test_an_xml_file_that_is_no_marcxml_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(marcxml.NotMarcXml):
        list(read(io.BytesIO(content)))


def test_marcxml_written_is_read_back_the_same() -> None:
    records = [book(number, "Война & <мир>") for number in (1, 2)]
    results = list(read(io.BytesIO(b"".join(marcxml.collection(records)))))
    assert results == [Good(1, records[0]), Good(2, records[1])]
