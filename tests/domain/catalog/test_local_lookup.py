"""Locate in our own index, as the lender: which copies could be lent, and in plain words why none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from interlend.domain.catalog.citation import Citation
from interlend.domain.catalog.lookups.local import look_up, own_holdings
from interlend.domain.catalog.models import Item
from interlend.domain.libraries.models import Location
from interlend.domain.zones import scope
from interlend.kernel.lifecycle.happenings import Located as Outcome
from interlend.kernel.marc.record import Record
from tests.domain.catalog.cast import Consortium, Institution, book, copy, online

ISBN = "9780208020369"
CITATION = Citation(title="Roughing it", isbn=ISBN)
REFERENCE = copy("9", location="REFERENCE")


@pytest.fixture
def lender(consortium: Consortium) -> Iterator[Institution]:
    with scope.entered(consortium.albany.zone.pk):
        yield consortium.albany


def twain(number: str, *copies: object) -> Record:
    return book(number, "Roughing it", copies, author="Twain, Mark", isbns=(ISBN,), lccn="84006282")  # type: ignore[arg-type]


def not_from_reference(item_policy_id: int | None, location_id: int) -> bool:
    return not Location.objects.filter(pk=location_id, code="REFERENCE").exists()


@pytest.mark.parametrize(
    ("records", "outcome", "lendable", "reason", "candidates"),
    [
        ([twain("1", copy("1"), copy("2"))], Outcome.AVAILABLE, True, "2 copies can be lent.", ["1", "2"]),
        ([twain("1", copy("1"), REFERENCE)], Outcome.AVAILABLE, True, "1 copy can be lent.", ["1"]),
        ([], Outcome.NONE_HELD, False, "No title matches.", []),
        ([book("1", "Smoothing it")], Outcome.NONE_HELD, False, "No title matches.", []),
        (
            [twain("1", copy("1", status="missing"), copy("2", status="at bindery"), REFERENCE)],
            Outcome.NONE_AVAILABLE,
            False,
            "No copy that may be lent is in its place: Item not in place, Missing.",
            [],
        ),
        ([twain("1")], Outcome.NONE_AVAILABLE, False, "The title is there, but no copy of it.", []),
        ([twain("1", REFERENCE)], Outcome.NONE_REQUESTABLE, False, "No copy of this title may be lent.", []),
        (
            [twain("1", copy("1")), twain("2", copy("2"))],
            Outcome.SEVERAL,
            True,
            "2 records match: one must be chosen.",
            ["1", "2"],
        ),
        ([twain("1", copy("1")), online(twain("2"))], Outcome.AVAILABLE, True, "1 copy can be lent.", ["1"]),
        ([online(twain("1"))], Outcome.NONE_HELD, False, "No title matches.", []),
    ],
    ids=[
        "two copies in",
        "one copy for reference only",
        "nothing there",
        "another title",
        "every copy away",
        "no copy",
        "for reference only",
        "two records",
        "an electronic record beside a printed one",
        "electronic only, and ignored",
    ],
)
def test_a_locate_ends_in_one_of_six_ways(
    *,
    lender: Institution,
    records: list[Record],
    outcome: Outcome,
    lendable: bool,
    reason: str,
    candidates: list[str],
) -> None:
    lender.load(*records)
    located = look_up(CITATION, may_lend=not_from_reference)
    assert (located.outcome, located.lendable, located.reason) == (outcome, lendable, reason)
    assert [candidate.barcode for candidate in located.candidates] == candidates
    assert (located.answered, located.held) == (True, outcome is not Outcome.NONE_HELD)


def test_a_library_that_does_not_ignore_electronic_resources_hears_of_them(lender: Institution) -> None:
    lender.load(online(twain("1")))
    located = look_up(CITATION, may_lend=not_from_reference, ignores_electronic=False)
    assert (located.outcome, located.lendable) == (Outcome.ONLY_ELECTRONIC, False)


@pytest.mark.parametrize("out", ["requested", "on_loan", "in_transit", "on_hold_shelf", "shipped"])
def test_a_copy_that_is_out_is_no_candidate(lender: Institution, out: str) -> None:
    lender.load(twain("1", copy("1")))
    Item.objects.update(availability=out)
    assert look_up(CITATION, may_lend=not_from_reference).outcome is Outcome.NONE_AVAILABLE


@pytest.mark.parametrize(
    ("library", "outcome"),
    [("main", Outcome.AVAILABLE), ("LAW", Outcome.NONE_HELD)],
    ids=["it has a copy", "it has none"],
)
def test_a_holding_code_narrows_the_match_to_one_library(
    lender: Institution, library: str, outcome: Outcome
) -> None:
    lender.load(twain("1", copy("1")))
    located = look_up(CITATION, may_lend=not_from_reference, library_code=library)
    assert located.outcome is outcome


@pytest.mark.parametrize(
    ("citation", "locate_by", "held"),
    [
        (Citation(title="Roughing it", isbn="0-208-02036-5 (pbk.)"), [], True),
        (Citation(title="Wrong title", isbn=ISBN), [], False),
        (Citation(title="Wrong title", isbn=ISBN), ["isbn_issn"], True),
        (Citation(title="Roughing it", isbn="9780851705774", lccn="84-6282"), [], True),
        (Citation(title="Roughing it", isbn="9780851705774", lccn="84-6282"), ["isbn_issn", "lccn"], False),
        (Citation(title="Roughing it", author="Twain, M."), [], True),
        (Citation(title="Roughing it", author="Clemens"), [], False),
        (Citation(title="ROUGHING IT"), [], True),
        (Citation(title="Roughing"), [], False),
        (Citation(title="Roughing"), ["title"], True),
        (Citation(title="Roughing it"), ["lccn"], False),
    ],
    ids=[
        "ISBN-10 with hyphens and a qualifier",
        "an ISBN of another title",
        "the library trusts the ISBN alone",
        "the LCCN is enough where the ISBN is of another edition",
        "unless the library wants both",
        "title and author",
        "another author",
        "the whole title",
        "part of the title is too little",
        "unless the library goes by title words",
        "the library goes by a number that the citation lacks",
    ],
)
def test_a_record_matches_by_the_fields_that_the_library_chose(
    lender: Institution, citation: Citation, locate_by: list[str], held: bool
) -> None:
    lender.load(twain("1", copy("1")))
    assert look_up(citation, may_lend=not_from_reference, locate_by=locate_by).held is held


def test_a_candidate_names_what_circulation_needs(lender: Institution) -> None:
    lender.load(twain("1", copy("1", description="v. 2")))
    (candidate,) = look_up(CITATION, may_lend=not_from_reference).candidates
    item = Item.objects.select_related("home").get()
    assert (candidate.item_id, candidate.record_id, candidate.location_id, candidate.library_id) == (
        item.pk, item.record_id, item.home_id, item.home.library_id,
    )  # fmt: skip
    assert (candidate.item_policy_id, candidate.description) == (item.item_policy_id, "v. 2")


def test_another_institutions_copies_are_never_looked_at(consortium: Consortium) -> None:
    consortium.howard.load(twain("1", copy("1")))
    with scope.entered(consortium.albany.zone.pk):
        assert look_up(CITATION, may_lend=not_from_reference).outcome is Outcome.NONE_HELD


@pytest.mark.parametrize(
    ("records", "held"),
    [
        ([twain("1", copy("1", status="missing"))], ["1"]),
        ([online(twain("1"))], ["1"]),
        ([twain("1")], []),
        ([], []),
    ],
    ids=["a copy, wherever it is", "an electronic title", "a record without a copy", "nothing"],
)
def test_the_check_of_own_holdings_finds_what_the_patron_need_not_borrow(
    lender: Institution, records: list[Record], held: list[str]
) -> None:
    lender.load(*records)
    assert [match.number for match in own_holdings(CITATION)] == held
