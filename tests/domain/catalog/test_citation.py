"""By which queries a citation is looked for; written as CQL, the way another catalog is asked."""

from __future__ import annotations

import pytest

from interlend.domain.catalog.citation import Citation, ways_to_match
from interlend.kernel.sru.query import to_cql

WHOLE = Citation(
    title="Roughing it : in the far west of our country",
    author="Twain, Mark",
    isbn="0-208-02036-5 (pbk.)",
    lccn="84-6282 ",
    system_number="(OCoLC)ocm10697000",
)
TITLE = 'dc.title all "Roughing it"'
ISBN = 'bath.isbn = "9780208020369"'


@pytest.mark.parametrize(
    ("citation", "chosen", "ways"),
    [
        (
            WHOLE,
            [],
            [
                'bath.lccn = "84006282"',
                'rec.systemNumber = "(OCoLC)10697000"',
                f'(dc.title all "Roughing it") and ({ISBN})',
            ],
        ),
        (
            Citation(title="Roughing it", isbn="9780208020369"),
            [],
            [f'(dc.title all "Roughing it") and ({ISBN})'],
        ),
        (
            Citation(title="A journal", issn="03785955"),
            [],
            ['(dc.title all "A journal") and (bath.issn = "03785955")'],
        ),
        (
            Citation(title="Roughing it", author="Twain, Mark"),
            [],
            ['(dc.title all "Roughing it") and (dc.creator all "Twain")'],
        ),
        (Citation(title="Roughing it"), [], ['dc.title exact "Roughing it"']),
        (Citation(isbn="9780208020369"), [], [ISBN]),
        (
            Citation(isbn="9780208020369; 0851705774"),
            [],
            [f'({ISBN}) or (bath.isbn = "9780851705774")'],
        ),
        (Citation(), [], []),
        (WHOLE, ["isbn_issn"], [ISBN]),
        (WHOLE, ["title", "isbn_issn"], [f"({TITLE}) and ({ISBN})"]),
        (WHOLE, ["isbn_issn", "title"], [f"({TITLE}) and ({ISBN})"]),
        (Citation(title="Roughing it"), ["title", "isbn_issn"], ['dc.title all "Roughing it"']),
        (Citation(title="Roughing it"), ["isbn_issn"], []),
        (WHOLE, ["lccn", "author"], ['(dc.creator all "Twain") and (bath.lccn = "84006282")']),
    ],
    ids=[
        "all of it: each number in turn, the surest first",
        "title and ISBN",
        "title and ISSN",
        "title and author",
        "a title alone must be the whole title",
        "a number alone",
        "several ISBNs",
        "nothing",
        "chosen: ISBN",
        "chosen: title and ISBN together",
        "the order of choosing does not matter",
        "a chosen field that the citation lacks is skipped",
        "none of the chosen fields is there",
        "chosen: LCCN and author",
    ],
)
def test_a_citation_is_asked_for_in_these_ways(
    citation: Citation, chosen: list[str], ways: list[str]
) -> None:
    assert [to_cql(query) for query in ways_to_match(citation, chosen)] == ways
