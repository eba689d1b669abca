"""The facts of a record, field by field of the MARC 21 format."""

from dataclasses import replace

import pytest

from interlend.kernel.marc.composing import compose
from interlend.kernel.marc.describing import Description, describe, words_of
from interlend.kernel.marc.items import ItemFacts, ItemLayout, item_field, items_of
from interlend.kernel.marc.record import Field, Record


def field(tag: str, text: str, indicators: str = "  ") -> Field:
    """A field from "$a one $b two"."""
    parts = [part for part in text.split("$") if part]
    return Field(tag, indicators, tuple((part[0], part[1:].strip()) for part in parts))


def facts(*fields: Field, fixed: str = "", leader: str = "00000nam a2200000 a 4500") -> dict[str, object]:
    """Every fact that is not empty."""
    control = (("008", fixed),) if fixed else ()
    described = describe(Record(leader, control, fields))
    empty = Description()
    return {
        name: getattr(described, name)
        for name in Description.__dataclass_fields__
        if getattr(described, name) != getattr(empty, name) and name != "material"
    }


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            [field("245", "$a Principia : $b a reader / $c Isaac Newton.")],
            {"title": "Principia : a reader", "responsibility": "Isaac Newton"},
        ),
        (
            [field("245", "$a Faust. $n Part 2, $p The end /")],
            {"title": "Faust. Part 2, The end"},
        ),
        ([field("100", "$a Twain, Mark, $d 1835-1910, $e author.")], {"author": "Twain, Mark, 1835-1910"}),
        ([field("100", "$a Lewis, C. S.")], {"author": "Lewis, C. S."}),
        (
            [field("110", "$a Library of Congress. $b Map Division.")],
            {"author": "Library of Congress. Map Division"},
        ),
        (
            [field("700", "$a Adams, Ansel."), field("700", "$a Adams, Ansel."), field("710", "$a ACME.")],
            {"contributors": ("Adams, Ansel", "ACME")},
        ),
        (
            [field("260", "$a [Paris] : $b Seuil, $c c1999.")],
            {"place": "Paris", "publisher": "Seuil", "year": 1999},
        ),
        (
            [
                field("264", "$c ©2001", " 4"),
                field("264", "$a London : $b Verso, $c 2000.", " 1"),
            ],
            {"place": "London", "publisher": "Verso", "year": 2000},
        ),
        (
            [field("020", "$a 0306406152 (pbk.)"), field("020", "$a 9780306406157"), field("020", "$z 123")],
            {"isbns": ("9780306406157",), "unusable_isbns": ("123",)},
        ),
        ([field("022", "$a 0378-5955")], {"issns": ("03785955",)}),
        ([field("010", "$a   85000002 ")], {"lccn": "85000002"}),
        (
            [field("035", "$a (OCoLC)ocm00012345"), field("035", "$a (DLC) 77"), field("035", "$a 99")],
            {"system_numbers": ("(OCoLC)12345", "(DLC)77"), "oclc_numbers": ("12345",)},
        ),
        (
            [field("082", "$a 813.54"), field("050", "$a PS1303 $b .K4 1984")],
            {"call_number": "PS1303 .K4 1984"},
        ),
        ([field("650", "$a Dogs $z France $v Fiction.")], {"subjects": ("Dogs -- France -- Fiction",)}),
        ([field("490", "$a Series ; $v 3")], {"series": ("Series ; 3",)}),
        ([field("041", "$a gre $h eng")], {"language": "gre"}),
        (
            [
                field("245", "$6 880-01 $a Voĭna i mir /"),
                field("880", "$6 245-01/(N $a Война и мир /"),
                field("880", "$6 100-02/(N $a Толстой, Лев"),
                field("880", "$6 260-03/(N $a Москва"),
            ],
            {
                "title": "Voĭna i mir",
                "original_title": "Война и мир",
                "original_author": "Толстой, Лев",
                "original_texts": ("Москва",),
            },
        ),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else "",
)
def test_facts_stand_where_the_format_says(fields: list[Field], expected: dict[str, object]) -> None:
    assert facts(*fields) == expected


def test_coded_year_and_language_come_first() -> None:
    fixed = "850101s1984    nyu           000 0 fre d"
    assert facts(field("260", "$c 1999"), field("041", "$a eng"), fixed=fixed) == {
        "year": 1984, "language": "fre",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("leader", "form", "material"),
    [
        ("am", " ", "Book"),
        ("as", " ", "Journal"),
        ("aa", " ", "Article"),
        ("am", "o", "Online book"),
        ("as", "a", "Journal on microform"),
        ("gm", " ", "Video"),
        ("cm", " ", "Score"),
        ("em", " ", "Map"),
    ],
)
def test_material_is_told_by_leader_and_form(leader: str, form: str, material: str) -> None:
    record = Record(f"00000n{leader} a2200000 a 4500", (("008", " " * 23 + form + " " * 16),))
    assert describe(record).material == material


def test_a_record_without_anything_has_only_a_material() -> None:
    assert describe(Record()) == Description(material="Book")


FULL = Description(
    control_number="77",
    title="Voĭna i mir : roman",
    original_title="Война и мир",
    other_titles=("War and peace",),
    author="Tolstoĭ, Lev",
    original_author="Толстой, Лев",
    contributors=("Maude, Aylmer",),
    responsibility="Lev Tolstoĭ",
    edition="2-e izd",
    place="Moskva",
    publisher="Nauka",
    year=1869,
    language="rus",
    isbns=("9780306406157",),
    unusable_isbns=("123",),
    issns=("03785955",),
    lccn="85000002",
    system_numbers=("(OCoLC)12345",),
    oclc_numbers=("12345",),
    call_number="PG3365 .V6",
    series=("Classics",),
    subjects=("War",),
    extent="4 v.",
    material="Book",
)


@pytest.mark.parametrize("description", [FULL, replace(FULL, material="Journal")], ids=["book", "journal"])
def test_a_record_made_from_facts_is_described_by_the_same_facts(description: Description) -> None:
    described = describe(compose(description))
    assert described == replace(description, extent=described.extent)


def test_words_are_kept_by_title_by_author_and_all_together() -> None:
    words = words_of(replace(FULL, subjects=("Napoleonic wars",), series=()))
    assert words.title == ["voina", "i", "mir", "roman", "воина", "и", "мир", "war", "and", "peace"]
    assert words.author == ["tolstoi", "lev", "толстои", "лев", "maude", "aylmer"]
    assert words.keyword == [*words.title, *words.author, "nauka", "napoleonic", "wars"]


ITEM = ItemFacts(
    barcode="30001", library="MAIN", location="STACKS", policy="BOOK", call_number="PG1", description="v.2",
    status="missing",
)  # fmt: skip


@pytest.mark.parametrize(
    "layout",
    [ItemLayout(), ItemLayout(tag="952", barcode="p", library="b", location="c", policy="y", call_number="o",
                              description="h", status="")],
    ids=["Interlend's own", "another system's"],
)  # fmt: skip
def test_copies_are_read_back_by_the_layout_that_wrote_them(layout: ItemLayout) -> None:
    expected = ITEM if layout.status else replace(ITEM, status="")
    assert items_of(Record(fields=(item_field(ITEM, layout),)), layout) == [expected]


@pytest.mark.parametrize(
    ("status", "on_shelf"), [("", True), ("available", True), ("Available", True), ("missing", False)]
)
def test_an_empty_status_means_on_the_shelf(status: str, on_shelf: bool) -> None:
    assert replace(ITEM, status=status).on_shelf is on_shelf
