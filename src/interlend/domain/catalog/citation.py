"""What is looked for, as a request describes it, and in which ways a catalog is asked for it.

The same queries go to our own index and, as CQL, to other catalogs.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from interlend.domain.libraries.models import LocateField
from interlend.kernel.marc import numbers, words
from interlend.kernel.sru.query import Clause, Index, Query, Relation, all_of, any_of

_FIRST_WORDS = 4


class Cited(Protocol):
    """Whatever says what is wanted: a borrowing request, a lending request, a `Citation`."""

    title: str
    author: str
    isbn: str
    issn: str
    lccn: str
    system_number: str


@dataclass(slots=True)
class Citation:
    """A citation on its own. Numbers as people write them: hyphens, blanks and qualifiers do not matter.

    `isbn` may hold several, separated by blanks or semicolons; `system_number` is `(PREFIX)number`.
    """

    title: str = ""
    author: str = ""
    isbn: str = ""
    issn: str = ""
    lccn: str = ""
    system_number: str = ""


def ways_to_match(cited: Cited, locate_by: Collection[str] = ()) -> list[Query]:
    """The queries to be asked one after the other until one finds something; empty: nothing to ask for.

    `locate_by`: values of LocateField. Where some are chosen, all of them that the citation has must agree.
    Where none is: the LCCN, else the system control number, else the title with the ISBN or ISSN; a citation
    without any number is looked for by title and author.
    """
    parts = _parts(cited)
    if locate_by:
        chosen = [parts[field] for field in LocateField.values if field in locate_by and field in parts]
        return [all_of(*chosen)] if chosen else []
    ways = [parts[field] for field in (LocateField.LCCN, LocateField.SYSTEM_NUMBER) if field in parts]
    title = parts.get(LocateField.TITLE)
    number = parts.get(LocateField.ISBN_ISSN)
    if number is not None:
        ways.append(all_of(*(query for query in (_beginning(cited.title), number) if query)))
    elif title is not None and not ways:
        author = parts.get(LocateField.AUTHOR)
        ways.append(all_of(title, author) if author is not None else _whole(cited.title))
    return ways


def _parts(cited: Cited) -> dict[str, Query]:
    """LocateField → the query for it, for each field that the citation has."""
    isbns = [each for each in map(numbers.isbn13, cited.isbn.replace(";", " ").split()) if each]
    if not isbns and (isbn := numbers.isbn13(cited.isbn)):
        isbns = [isbn]
    issn = numbers.issn(cited.issn)
    lccn = numbers.lccn(cited.lccn)
    number = numbers.system_number(cited.system_number) or cited.system_number.strip()
    surname = cited.author.partition(",")[0].strip()
    parts: dict[str, Query] = {}
    if words.query_words(cited.title):
        parts[LocateField.TITLE] = Clause(Index.TITLE, Relation.ALL, _main_title(cited.title))
    if words.query_words(surname):
        parts[LocateField.AUTHOR] = Clause(Index.AUTHOR, Relation.ALL, surname)
    if isbns:
        parts[LocateField.ISBN_ISSN] = any_of(*(Clause(Index.ISBN, Relation.EQUALS, each) for each in isbns))
    elif issn:
        parts[LocateField.ISBN_ISSN] = Clause(Index.ISSN, Relation.EQUALS, issn)
    if number:
        parts[LocateField.SYSTEM_NUMBER] = Clause(Index.SYSTEM_NUMBER, Relation.EQUALS, number)
    if lccn:
        parts[LocateField.LCCN] = Clause(Index.LCCN, Relation.EQUALS, lccn)
    return parts


def _main_title(title: str) -> str:
    """The title without its subtitle, unless nothing searchable is left."""
    main = title.partition(":")[0].strip()
    return main if words.query_words(main) else title


def _beginning(title: str) -> Query | None:
    """The first words of the title: beside a number they only guard against a number that is wrong."""
    first = " ".join(_main_title(title).split()[:_FIRST_WORDS])
    return Clause(Index.TITLE, Relation.ALL, first) if words.query_words(first) else None


def _whole(title: str) -> Query:
    return Clause(Index.TITLE, Relation.EXACT, title)
