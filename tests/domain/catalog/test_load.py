"""Loading a file: everything is counted, nothing is lost silently, and what is out is left alone."""

from __future__ import annotations

import io

import pytest

from interlend.domain.catalog.load import Report, load
from interlend.domain.catalog.models import Holding, Item, Record
from interlend.domain.catalog.rows import stored
from interlend.domain.catalog.search import search
from interlend.domain.libraries.models import Location
from interlend.domain.zones import scope
from interlend.kernel.marc import iso2709, marcxml
from interlend.kernel.marc.describing import describe
from interlend.kernel.marc.record import Field
from interlend.kernel.sru.query import parse_cql
from tests.domain.catalog.cast import Consortium, Institution, book, build, copy

TWAIN = book("b1", "Roughing it", [copy("1", call_number="PS1 .T9"), copy("2")], author="Twain, Mark")
LAOZI = book(
    "b2", "Dao de jing", [copy("3")], original_title="道德經", author="Laozi", original_author="老子"
)
FUNAKI = book("b3", "L'été à Łódź : nouvelle édition", [copy("4")], author="Müller, Jürgen")


def titles(howard: Institution, cql: str) -> list[str]:
    return [hit.title for hit in search(parse_cql(cql), [howard.zone.pk]).hits]


def items(howard: Institution) -> list[tuple[str, str, str, str]]:
    with scope.entered(howard.zone.pk):
        return [
            (item.barcode, item.location.code, item.home.code, item.availability)
            for item in Item.objects.select_related("location", "home").order_by("barcode")
        ]


def test_a_record_comes_with_its_holdings_and_items(howard: Institution) -> None:
    assert howard.load(TWAIN) == Report(loaded=1, items_loaded=2)
    with scope.entered(howard.zone.pk):
        record = Record.objects.get()
        assert (record.number, record.title, record.author) == ("b1", "Roughing it", "Twain, Mark")
        assert sorted(Holding.objects.values_list("location__code", "call_number")) == [
            ("STACKS", ""),
            ("STACKS", "PS1 .T9"),
        ]
        assert sorted(Item.objects.values_list("barcode", "holding__call_number", "item_policy__code")) == [
            ("1", "PS1 .T9", "BOOK"),
            ("2", "", "BOOK"),
        ]
        assert describe(stored(bytes(record.marc or b""))) == describe(TWAIN)


@pytest.mark.parametrize("encoding", ["utf-8", "marc-8"])
def test_original_script_and_accents_are_found_whatever_the_coding(
    howard: Institution, encoding: str
) -> None:
    howard.load(LAOZI, FUNAKI, encoding=encoding)
    assert titles(howard, "title=道德") == ["Dao de jing"]
    assert titles(howard, "author=老子") == ["Dao de jing"]
    assert titles(howard, 'title="lete a lodz"') == ["L'été à Łódź : nouvelle édition"]
    assert titles(howard, "author=muller") == ["L'été à Łódź : nouvelle édition"]


def test_a_marcxml_file_is_loaded_like_any_other(howard: Institution) -> None:
    assert howard.load_bytes(b"".join(marcxml.collection([TWAIN, LAOZI]))) == Report(loaded=2, items_loaded=3)
    assert titles(howard, "title=道德") == ["Dao de jing"]


def test_an_xml_file_that_is_no_marcxml_is_refused_as_a_whole(howard: Institution) -> None:
    with pytest.raises(marcxml.NotMarcXml):
        howard.load_bytes(b"<html><body>Not found</body></html>")


def test_an_empty_file_holds_no_record(howard: Institution) -> None:
    assert howard.load_bytes(b"") == Report()


def test_a_bad_record_costs_itself_and_is_named_with_its_reason(howard: Institution) -> None:
    good = [iso2709.encode(record) for record in (TWAIN, LAOZI)]
    broken = b"00026nam a2200025 a 4500\x1e\x1d"[:20] + b"\x1d"
    report = howard.load_bytes(good[0] + broken + good[1])
    assert report == Report(loaded=2, refused=1, items_loaded=3)
    assert howard.told == ["2: there is no leader of 24 characters"]


def test_a_file_that_breaks_off_loses_only_its_last_record(howard: Institution) -> None:
    file = iso2709.encode(TWAIN) + iso2709.encode(LAOZI)
    assert howard.load_bytes(file[:-40]) == Report(loaded=1, refused=1, items_loaded=2)
    assert howard.told == ["2: the record has no terminator: it is cut off"]
    assert howard.load_bytes(file) == Report(loaded=1, updated=1, items_loaded=1, items_updated=2)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (book("", "Nameless"), "it has no control number (001), by which it could be found again"),
        (book("n" * 61, "Long"), f"its control number {'n' * 61} is longer than 60 characters"),
        (book("b9", ""), "record b9 has no title (245)"),
    ],
    ids=["no number", "long number", "no title"],
)
def test_a_record_that_could_not_be_found_again_is_refused(
    howard: Institution, record: object, reason: str
) -> None:
    assert howard.load(record) == Report(refused=1)  # type: ignore[arg-type]
    assert howard.told == [f"1: {reason}"]


def test_a_deleted_record_is_refused(howard: Institution) -> None:
    deleted = TWAIN.__class__("00000dam a2200000 a 4500", TWAIN.control, TWAIN.fields)
    assert howard.load(deleted) == Report(refused=1)
    assert howard.told == ["1: the leader of record b1 says that it is deleted: withdraw its items"]


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (
            copy("7", location="ATTIC"),
            "item 7 stands at MAIN ATTIC, which is not known here: create this location, then load the file"
            " again",
        ),
        (
            copy("7", library="BRANCH"),
            "item 7 stands at BRANCH STACKS, which is not known here: create this location, then load the"
            " file again",
        ),
        (
            copy("7", policy="RARE"),
            "item 7 has the item policy RARE, which is not known here: create it, then load the file again",
        ),
        (
            copy("7", library=""),
            "item 7 names no library: load the file again and name one for such items",
        ),
        (copy(""), "an item of record b7 has no barcode, or one longer than 60 characters"),
    ],
    ids=["location", "library", "item policy", "no library", "no barcode"],
)
def test_an_item_that_fits_nowhere_is_refused_and_its_record_is_loaded(
    howard: Institution, item: object, reason: str
) -> None:
    record = book("b7", "A title", [item, copy("8")])  # type: ignore[list-item]
    assert howard.load(record) == Report(loaded=1, items_loaded=1, items_refused=1)
    assert howard.told == [f"1: {reason}"]
    assert items(howard) == [("8", "STACKS", "STACKS", "on_shelf")]


def test_items_that_name_no_library_belong_to_the_one_that_is_named_for_them(howard: Institution) -> None:
    report = howard.load(book("b7", "A title", [copy("7", library="")]), library="main")
    assert (report.items_loaded, howard.told) == (1, [])


def test_a_barcode_belongs_to_the_record_that_had_it_first(howard: Institution) -> None:
    howard.load(TWAIN)
    report = howard.load(book("b8", "Impostor", [copy("1")]), book("b9", "Late", [copy("9")]))
    assert report == Report(loaded=2, items_loaded=1, items_refused=1)
    assert howard.told == ["1: item 1 of record b8 is already an item of record b1"]
    same_file = howard.load(book("c1", "First", [copy("20")]), book("c2", "Second", [copy("20")]))
    assert same_file == Report(loaded=2, items_loaded=1, items_refused=1)
    assert howard.told == ["2: item 20 of record c2 is already an item of record c1"]


def test_the_same_number_twice_in_a_file_counts_as_loaded_and_updated_and_the_last_one_stays(
    howard: Institution,
) -> None:
    report = howard.load(book("b1", "First try"), book("b1", "Second try"))
    assert report == Report(loaded=1, updated=1)
    assert (titles(howard, "title=try"), titles(howard, "title=first")) == (["Second try"], [])


def test_loading_again_updates_the_record_and_adds_new_items(howard: Institution) -> None:
    howard.load(TWAIN)
    changed = book("b1", "Roughing it again", [copy("1", location="REFERENCE"), copy("2"), copy("5")])
    assert howard.load(changed) == Report(updated=1, items_loaded=1, items_updated=2)
    assert titles(howard, "title=again") == ["Roughing it again"]
    assert items(howard) == [
        ("1", "REFERENCE", "REFERENCE", "on_shelf"),
        ("2", "STACKS", "STACKS", "on_shelf"),
        ("5", "STACKS", "STACKS", "on_shelf"),
    ]


@pytest.mark.parametrize("out", ["requested", "on_loan", "in_transit", "on_hold_shelf", "shipped"])
def test_loading_again_leaves_an_item_that_is_out_where_it_is(howard: Institution, out: str) -> None:
    howard.load(TWAIN)
    with scope.entered(howard.zone.pk):
        reference = Location.objects.get(code="REFERENCE")
        Item.objects.filter(barcode="1").update(availability=out, location=reference)
    howard.load(book("b1", "Roughing it", [copy("1", description="new words", status="missing"), copy("2")]))
    assert items(howard) == [("1", "REFERENCE", "STACKS", out), ("2", "STACKS", "STACKS", "on_shelf")]
    with scope.entered(howard.zone.pk):
        assert Item.objects.get(barcode="1").description == "new words"


@pytest.mark.parametrize(
    ("status", "availability"),
    [
        ("", "on_shelf"),
        ("available", "on_shelf"),
        ("Missing", "missing"),
        ("lost", "missing"),
        ("in process", "not_in_place"),
        ("due 2026-01-01", "not_in_place"),
    ],
)
def test_the_file_says_whether_a_copy_at_home_is_in_its_place(
    howard: Institution, status: str, availability: str
) -> None:
    howard.load(book("b1", "A title", [copy("1")]))
    howard.load(book("b1", "A title", [copy("1", status=status)]))
    assert items(howard) == [("1", "STACKS", "STACKS", availability)]


def test_a_withdrawn_copy_is_not_added_and_one_at_home_is_withdrawn(howard: Institution) -> None:
    howard.load(book("b1", "A title", [copy("1")]))
    howard.load(book("b1", "A title", [copy("1", status="withdrawn"), copy("2", status="withdrawn")]))
    assert items(howard) == [("1", "STACKS", "STACKS", "withdrawn")]


def test_two_institutions_may_have_the_same_numbers_and_barcodes(consortium: Consortium) -> None:
    assert [each.load(TWAIN).loaded for each in (consortium.howard, consortium.albany)] == [1, 1]


def test_an_overlong_record_of_a_marcxml_file_is_kept_whole(howard: Institution) -> None:
    contents = tuple(Field("505", "0 ", (("a", f"Chapter {n} " + "x" * 5_000),)) for n in range(30))
    howard.load_bytes(b"".join(marcxml.collection([TWAIN.with_fields(*contents)])))
    with scope.entered(howard.zone.pk):
        kept = stored(bytes(Record.objects.get().marc or b""))
    assert len(list(kept.fields_of("505"))) == 30


def test_several_readers_load_a_large_file_in_its_order(howard: Institution) -> None:
    records = [book(f"b{n % 2_400}", f"Volume {n}", [copy(str(n % 2_400))]) for n in range(2_500)]
    reports: list[int] = []
    report = load(
        io.BytesIO(b"".join(iso2709.encode(record) for record in records)),
        zone_id=howard.zone.pk,
        readers=2,
        progress=lambda so_far: reports.append(so_far.records),
    )
    assert report == Report(loaded=2_400, updated=100, items_loaded=2_400, items_updated=100)
    assert reports == [1_000, 2_000, 2_500]
    with scope.entered(howard.zone.pk):
        assert Record.objects.get(number="b7").title == "Volume 2407"


def test_a_load_that_is_interrupted_keeps_what_it_counted_and_is_run_again(
    committed_db: dict[str, str],
) -> None:
    howard = build("howard")
    file = b"".join(iso2709.encode(book(f"b{n}", f"Volume {n}")) for n in range(1_500))

    def stop(_: Report) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(io.BytesIO(file), zone_id=howard.zone.pk, readers=1, progress=stop)
    assert howard.load_bytes(file) == Report(loaded=500, updated=1_000)
