"""Asking another catalog: a query fit for strangers, and the URL of a search."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from interlend.kernel.marc import numbers
from interlend.kernel.sru.query import Clause, Index, Joined, Query, any_of, to_cql

ALMA_NAMES: Mapping[Index, str] = {
    Index.ISBN: "alma.isbn",
    Index.ISSN: "alma.issn",
    Index.LCCN: "alma.lccn",
    Index.TITLE: "alma.title",
    Index.AUTHOR: "alma.creator",
    Index.KEYWORD: "alma.all_for_ui",
    Index.SYSTEM_NUMBER: "alma.other_system_number",
    Index.RECORD_ID: "alma.mms_id",
}


def in_both_forms(query: Query) -> Query:
    """The query with each ISBN asked for in both its forms, because few servers convert."""
    if isinstance(query, Joined):
        return Joined(query.operator, in_both_forms(query.left), in_both_forms(query.right))
    thirteen = numbers.isbn13(query.term) if query.index is Index.ISBN else None
    ten = numbers.isbn10(thirteen) if thirteen else None
    forms = [form for form in (thirteen, ten) if form]
    return any_of(*(Clause(Index.ISBN, query.relation, form) for form in forms)) if forms else query


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
