"""Asking another catalog: in which ways a title can be looked for, and the URL of a search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from interlend.kernel.marc import numbers, words
from interlend.kernel.sru.query import Clause, Index, Query, Relation, all_of, any_of, to_cql

ALMA_NAMES: Mapping[Index, str] = {
    Index.ISBN: "alma.isbn",
    Index.ISSN: "alma.issn",
    Index.LCCN: "alma.lccn",
    Index.TITLE: "alma.title",
    Index.AUTHOR: "alma.creator",
    Index.KEYWORD: "alma.all_for_ui",
    Index.RECORD_ID: "alma.mms_id",
}
_TITLE_WORDS = 4


def ways_to_find(
    *,
    record_id: str = "",
    isbns: Iterable[str] = (),
    issns: Iterable[str] = (),
    lccn: str = "",
    title: str = "",
    author: str = "",
) -> list[Query]:
    """The queries that may find this title, the surest first; to be asked one after the other until one hits.

    An ISBN is asked for in both its forms, because few servers convert. A title goes with its first words
    and, where there is an author, the surname: more words find fewer records of the same book.
    """
    ways: list[Query] = []
    if record_id:
        ways.append(Clause(Index.RECORD_ID, Relation.EQUALS, record_id))
    forms = [form for isbn in isbns for form in (isbn, numbers.isbn10(isbn)) if form]
    if forms:
        ways.append(any_of(*(Clause(Index.ISBN, Relation.EQUALS, form) for form in forms)))
    serials = [Clause(Index.ISSN, Relation.EQUALS, f"{issn[:4]}-{issn[4:]}") for issn in issns]
    if serials:
        ways.append(any_of(*serials))
    if lccn:
        ways.append(Clause(Index.LCCN, Relation.EQUALS, lccn))
    first_words = " ".join(title.partition(":")[0].split()[:_TITLE_WORDS])
    if words.query_words(first_words):
        by_title = Clause(Index.TITLE, Relation.ALL, first_words)
        surname = author.partition(",")[0].strip()
        by_author = Clause(Index.AUTHOR, Relation.ALL, surname)
        ways.append(all_of(by_title, by_author) if surname else by_title)
    return ways


def search_url(
    server: str,
    query: Query,
    *,
    version: str = "1.1",
    schema: str = "marcxml",
    start: int = 1,
    most: int = 10,
    names: Mapping[Index, str] | None = None,
) -> str:
    """The URL of a searchRetrieve request; ``server`` may have a query string of its own."""
    parameters = {
        "version": version,
        "operation": "searchRetrieve",
        "query": to_cql(query, names),
        "startRecord": str(start),
        "maximumRecords": str(most),
        "recordSchema": schema,
    }
    return f"{server}{'&' if '?' in server else '?'}{urlencode(parameters)}"
