"""The union search: what is typed meets what is held, each edition once, in the members' catalogs only."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interlend.domain.catalog.models import Item, Record
from interlend.domain.catalog.search import RANK_CAP, Holder, Place, edition_of, search, visible_zones
from interlend.domain.zones import scope
from interlend.kernel.sru.query import parse_cql
from tests.domain.catalog.cast import Consortium, Institution, book, copy, online

TWAIN = {
    "author": "Twain, Mark",
    "year": 1872,
    "isbns": ("9780208020369",),
    "lccn": "84006282",
    "system_numbers": ("(OCoLC)10697000",),
}
SHELF = [
    book("t1", "Roughing it", [copy("1")], **TWAIN),
    book("t2", "Rough music : the e-mail years", [copy("2")], author="O'Brien, Zoë"),
    book("t3", "Łódź and its café culture", [copy("3")], author="Müller, Jürgen", subjects=("Roughing it",)),
    book("t4", "Voĭna i mir", [copy("4")], original_title="Война и мир", author="Tolstoĭ, Lev"),
    book(
        "t5", "Setsugoku", [copy("5")], original_title="雪国", original_author="川端康成", author="Kawabata"
    ),
    book("t6", "A journal", [], issns=("03785955",), unusable_isbns=("0-85170-577-5 (wrong)",)),
]


@pytest.fixture
def shelf(howard: Institution) -> Institution:
    assert howard.load(*SHELF).loaded == len(SHELF)
    return howard


def found(institution: Institution, cql: str) -> list[str]:
    with scope.entered(institution.zone.pk):
        results = search(parse_cql(cql), [institution.zone.pk])
    return [hit.holders[0].number for hit in results.hits]


@pytest.mark.parametrize(
    ("cql", "numbers"),
    [
        ("title=roughing", ["t1"]),
        ("roughing", ["t1", "t3"]),
        ('title="ROUGHING IT"', ["t1"]),
        ('title exact "roughing it"', ["t1"]),
        ('title exact "roughing"', []),
        ("author=twain", ["t1"]),
        ('author="mark twain"', ["t1"]),
        ("title=twain", []),
        ("isbn=9780208020369", ["t1"]),
        ("isbn=978-0-208-02036-9", ["t1"]),
        ("isbn=0208020365", ["t1"]),
        ("isbn=0-208-02036-5", ["t1"]),
        ("9780208020369", ["t1"]),
        ("isbn=0851705775", ["t6"]),
        ("isbn=9780000000002", []),
        ("lccn=84006282", ["t1"]),
        ("lccn=84-6282", ["t1"]),
        ('lccn="84006282 /AC"', ["t1"]),
        ("issn=0378-5955", ["t6"]),
        ("issn=03785955", ["t6"]),
        ('rec.systemNumber="(OCoLC)10697000"', ["t1"]),
        ("rec.systemNumber=ocm10697000", ["t1"]),
        ("rec.id=t4", ["t4"]),
        ("title=email", ["t2"]),
        ("title=e-mail", ["t2"]),
        ('title="e mail"', ["t2"]),
        ("title=e‐mail", ["t2"]),
        ("author=obrien", ["t2"]),
        ("author=O’Brien", ["t2"]),
        ("author=zoe", ["t2"]),
        ('title="lodz cafe"', ["t3"]),
        ('title="ŁÓDŹ CAFÉ"', ["t3"]),
        ("author=muller", ["t3"]),
        ("title=война", ["t4"]),
        ('title="voina i mir"', ["t4"]),
        ("title=雪国", ["t5"]),
        ("title=雪", ["t5"]),
        ("author=川端", ["t5"]),
        ("title=国雪", []),
        ("title any \"roughing email\"", ["t1", "t2"]),
        ("roughing not twain", ["t3"]),
        ("author=twain or author=tolstoi", ["t1", "t4"]),
        ("title=rough and author=twain", []),
        ('title="..."', []),
        ("issn=nonsense", []),
    ],
)  # fmt: skip
def test_what_is_typed_finds_what_is_meant(shelf: Institution, cql: str, numbers: list[str]) -> None:
    assert sorted(found(shelf, cql)) == numbers


def test_a_title_that_is_what_was_asked_comes_first(howard: Institution) -> None:
    howard.load(
        book("1", "A history of salt and of the sea", subjects=("Salt",)),
        book("2", "Salt of the earth"),
        book("3", "Salt"),
        book("4", "Cooking", subjects=("Salt",)),
    )
    assert found(howard, "salt") == ["3", "2", "1", "4"]


def test_the_same_edition_of_several_members_is_one_hit_that_says_who_holds_it_where(
    consortium: Consortium,
) -> None:
    consortium.howard.load(
        book("h1", "Roughing it /", [copy("1"), copy("2"), copy("3", location="REFERENCE")], **TWAIN)
    )
    consortium.albany.load(book("a1", "ROUGHING IT", [copy("1", call_number="PS1")], **TWAIN))
    consortium.stranger.load(book("s1", "Roughing it", [copy("1")], **TWAIN))
    with scope.entered(consortium.howard.zone.pk):
        Item.objects.filter(barcode="2").update(availability="on_loan")
        zones = visible_zones()
        (hit,) = search(parse_cql("title=roughing"), zones).hits
    assert zones == sorted(consortium.zones)
    howard, albany = consortium.howard.zone, consortium.albany.zone
    assert [(h.zone_id, h.zone_code, h.zone_name, h.number, h.places, h.available) for h in hit.holders] == [
        (
            albany.pk, "albany", "Albany", "a1",
            (Place("MAIN", "Albany Main Library", "STACKS", "Stacks", "PS1", 1, 1),), 1,
        ),
        (
            howard.pk, "howard", "Howard", "h1",
            (
                Place("MAIN", "Howard Main Library", "REFERENCE", "Reference", "", 1, 1),
                Place("MAIN", "Howard Main Library", "STACKS", "Stacks", "", 2, 1),
            ),
            2,
        ),
    ]  # fmt: skip
    assert (hit.author, hit.year, hit.isbns, hit.lccn) == (
        "Twain, Mark", "1872", ("9780208020369",), "84006282",
    )  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [
        {"year": 1913},
        {"author": "Clemens, Samuel"},
        {"title": "Roughing it : a sequel"},
    ],
    ids=["year", "author", "title"],
)
def test_another_edition_is_another_hit(howard: Institution, other: dict[str, object]) -> None:
    facts = {"title": "Roughing it", **TWAIN}
    howard.load(book("1", **facts), book("2", **(facts | other)))  # type: ignore[arg-type]
    assert sorted(found(howard, "title=roughing")) == ["1", "2"]


def test_a_stranger_sees_its_own_catalog_only(consortium: Consortium) -> None:
    for institution in (consortium.howard, consortium.albany, consortium.stranger):
        institution.load(book("1", "Roughing it", [copy("1")]))
    with scope.entered(consortium.stranger.zone.pk):
        assert visible_zones() == [consortium.stranger.zone.pk]
        (hit,) = search(parse_cql("roughing"), visible_zones()).hits
    assert [holder.zone_code for holder in hit.holders] == ["stranger"]


def test_what_was_borrowed_from_others_is_found_by_nobody(howard: Institution) -> None:
    howard.load(book("1", "Roughing it", [copy("1")]))
    with scope.entered(howard.zone.pk):
        Record.objects.create(number="borrowed 1", title="It", title_key="roughing", is_brief=True)
        mine = Item.objects.get()
        for barcode, kind in (("T", {"is_temporary": True}), ("W", {"availability": "withdrawn"})):
            Item.objects.create(
                record=mine.record, barcode=barcode, location=mine.location, home=mine.home, **kind
            )
        (hit,) = search(parse_cql("roughing"), [howard.zone.pk]).hits
    (holder,) = hit.holders
    assert [place.copies for place in holder.places] == [1]


def test_pages_follow_one_another_and_know_the_total(howard: Institution) -> None:
    howard.load(*(book(f"{n}", f"Volume {n}") for n in range(1, 8)))
    with scope.entered(howard.zone.pk):
        pages = [search(parse_cql("volume"), [howard.zone.pk], limit=3, offset=at) for at in (0, 3, 6, 9)]
    assert [(len(page.hits), page.total, page.is_capped) for page in pages] == [
        (3, 7, False), (3, 7, False), (1, 7, False), (0, 7, False),
    ]  # fmt: skip
    numbers = [holder.number for page in pages for hit in page.hits for holder in hit.holders]
    assert sorted(numbers) == [str(n) for n in range(1, 8)]


def test_a_word_in_very_many_titles_is_ranked_among_a_bounded_number_and_says_so(howard: Institution) -> None:
    howard.load(*(book(f"{n}", f"Common {n}") for n in range(RANK_CAP + 5)))
    with scope.entered(howard.zone.pk):
        results = search(parse_cql("common"), [howard.zone.pk], limit=1)
    assert (results.total, results.is_capped) == (RANK_CAP, True)


@pytest.mark.parametrize("records", [1, 3])
def test_three_statements_find_one_title_or_three(howard: Institution, records: int) -> None:
    howard.load(*(book(f"{n}", f"Volume {n}", [copy(f"{n}")]) for n in range(records)))
    with scope.entered(howard.zone.pk), CaptureQueriesContext(connection) as captured:
        results = search(parse_cql("volume"), [howard.zone.pk])
    assert (results.total, len(captured)) == (records, 3)


def test_an_electronic_title_is_shown_as_such(howard: Institution) -> None:
    howard.load(online(book("1", "Roughing it")))
    with scope.entered(howard.zone.pk):
        (hit,) = search(parse_cql("roughing"), [howard.zone.pk]).hits
    assert (hit.material, hit.holders) == (
        "Online book",
        (
            Holder(
                zone_id=howard.zone.pk,
                zone_code="howard",
                zone_name="Howard",
                record_id=hit.holders[0].record_id,
                number="1",
                is_electronic=True,
                places=(),
            ),
        ),
    )


def test_a_record_leads_to_its_edition_and_all_who_hold_it(consortium: Consortium) -> None:
    for institution in (consortium.howard, consortium.albany, consortium.stranger):
        institution.load(book("n1", "Cane", [copy(f"{institution.zone.code}-1")], author="Toomer", year=1923))
        institution.load(book("n2", "Cane", [copy(f"{institution.zone.code}-2")], author="Toomer", year=1975))
    with scope.entered(consortium.howard.zone.pk):
        ids = dict(Record.objects.values_list("number", "pk"))
        told = edition_of(ids["n1"], visible_zones())
    assert told is not None
    assert (told.title, told.year) == ("Cane", "1923")
    assert [(holder.zone_code, holder.number) for holder in told.holders] == [
        ("albany", "n1"),
        ("howard", "n1"),
    ]


@pytest.mark.parametrize("asks", ["howard", "stranger"])
def test_a_record_of_somebody_else_is_none(consortium: Consortium, asks: str) -> None:
    theirs = consortium.stranger if asks == "howard" else consortium.howard
    theirs.load(book("n1", "Cane", [copy("1")]))
    with scope.entered(theirs.zone.pk):
        record_id = Record.objects.values_list("pk", flat=True).get(number="n1")
    with scope.entered(getattr(consortium, asks).zone.pk):
        assert edition_of(record_id, visible_zones()) is None


def test_an_edition_is_four_statements(consortium: Consortium, shelf: Institution) -> None:
    with scope.entered(shelf.zone.pk):
        record_id = Record.objects.values_list("pk", flat=True).get(number="t1")
        zones = visible_zones()
        with CaptureQueriesContext(connection) as captured:
            edition_of(record_id, zones)
    assert len(captured) == 4
