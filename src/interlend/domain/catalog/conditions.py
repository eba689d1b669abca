"""A search as a condition of PostgreSQL on `catalog_record`.

Words are looked for by their fold (`kernel.marc.words`) in the one full-text index, where the words of the
title carry weight A, those of the author B, all others C.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from interlend.kernel.marc import numbers, words
from interlend.kernel.sru.query import Clause, Index, Joined, Operator, Query, Relation

_WEIGHTS = {Index.TITLE: "A", Index.AUTHOR: "B", Index.KEYWORD: ""}
_JOINS = {Operator.AND: "AND", Operator.OR: "OR", Operator.NOT: "AND NOT"}
_NOTHING = ("false", ())
_PRINTED = re.compile(r"\d[\d -]*[\dX]")


@dataclass(frozen=True, slots=True)
class Condition:
    """A piece of SQL with its values; `ranking` is the text search that says how well a record fits.

    `phrase`: the index words that were asked for in a title or anywhere, in their order.
    """

    sql: str
    values: tuple[Any, ...]
    ranking: str = ""
    phrase: str = ""


def condition(query: Query) -> Condition:
    """The condition that a record must meet to be found by this query."""
    if isinstance(query, Joined):
        left, right = condition(query.left), condition(query.right)
        sql = f"({left.sql} {_JOINS[query.operator]} {right.sql})"
        values = left.values + right.values
        if query.operator is Operator.NOT:
            return Condition(sql, values, left.ranking, left.phrase)
        ranking = " | ".join(part for part in (left.ranking, right.ranking) if part)
        return Condition(sql, values, ranking, f"{left.phrase} {right.phrase}".strip())
    if query.index in _WEIGHTS:
        return _words(query)
    sql, values = _number(query)
    return Condition(sql, values)


def edition_key(*, title: str, author: str, year: str, is_electronic: bool) -> str:
    """What records of the same edition have in common, whoever made them; empty for a title without words."""
    key = words.match_key(title)
    surname = words.match_key(author.partition(",")[0])
    return f"{key}|{surname}|{year}|{'online' if is_electronic else ''}" if key else ""


def _words(clause: Clause) -> Condition:
    weight = _WEIGHTS[clause.index]
    joined = " | " if clause.relation is Relation.ANY else " & "
    text = joined.join(_wanted(word, weight) for word in words.query_words(clause.term))
    if not text:
        return Condition(*_NOTHING)
    sql: str = "search @@ to_tsquery('simple', %s)"
    values: tuple[Any, ...] = (text,)
    phrase = "" if clause.index is Index.AUTHOR else " ".join(words.index_words(clause.term))
    if clause.relation is Relation.EXACT and clause.index is Index.TITLE:
        sql = f"({sql} AND split_part(edition_key, '|', 1) = %s)"
        values += (words.match_key(clause.term),)
    isbn = numbers.isbn13(clause.term) if clause.index is Index.KEYWORD else None
    if isbn:
        sql, values = f"({sql} OR isbns @> %s::varchar[])", (*values, [isbn])
    return Condition(sql, values, text, phrase)


def _wanted(word: words.Wanted, weight: str) -> str:
    def all_of(parts: tuple[str, ...]) -> str:
        return " & ".join(f"'{part}':{weight}" if weight else f"'{part}'" for part in parts)

    return f"({all_of(word.whole)} | {all_of(word.parts)})" if word.parts else f"({all_of(word.whole)})"


def _number(clause: Clause) -> tuple[str, tuple[Any, ...]]:
    term = clause.term.strip()
    match clause.index:
        case Index.ISBN:
            return "isbns @> %s::varchar[]", ([numbers.isbn13(term) or as_printed(term)],)
        case Index.ISSN:
            issn = numbers.issn(term)
            return ("issns @> %s::varchar[]", ([issn],)) if issn else _NOTHING
        case Index.LCCN:
            lccn = numbers.lccn(term)
            return ("lccn = %s", (lccn,)) if lccn else _NOTHING
        case Index.SYSTEM_NUMBER:
            oclc = numbers.oclc_number(
                term
            )  # a bare number is taken for the one system that has no other name
            wanted = numbers.system_number(term) or (f"(OCoLC){oclc}" if oclc else term)
            return "system_numbers @> %s::varchar[]", ([wanted],)
        case _:
            return "number = %s", (term,)


def as_printed(isbn: str) -> str:
    """An ISBN whose check digit is wrong, as it stands in the book, without hyphens, blanks, qualifiers."""
    found = _PRINTED.search(isbn.upper())
    return found[0].replace("-", "").replace(" ", "")[:40] if found else ""
