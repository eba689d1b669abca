"""What is searched: a small tree of clauses, read from CQL and written as CQL.

Source: CQL 1.1 and 1.2 (Contextual Query Language), context sets cql, dc, bath, rec. The names of the indexes
are not case sensitive. Truncation and proximity are not offered.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache

from cql.lexer import CQLLexer, CQLLexerError
from cql.parser import (
    CQLBoolean,
    CQLModifierable,
    CQLParser12,
    CQLParserError,
    CQLRelation,
    CQLSearchClause,
    CQLTriple,
)

from interlend.kernel.sru.diagnostics import Diagnostic

LONGEST_QUERY = 2_000
MOST_CLAUSES = 32

_PARSING = threading.Lock()
_MASKING = re.compile(r"(?<!\\)[*?^]")
for _name in ("cql.lexer", "cql.parser"):
    # The parser logs every mistake of a stranger's query as an error of ours; the diagnostic says it already.
    logging.getLogger(_name).disabled = True


class Index(Enum):
    """An index that can be searched; the value is its first name in CQL."""

    ISBN = "bath.isbn"
    ISSN = "bath.issn"
    LCCN = "bath.lccn"
    TITLE = "dc.title"
    AUTHOR = "dc.creator"
    KEYWORD = "cql.serverChoice"
    SYSTEM_NUMBER = "rec.systemNumber"
    RECORD_ID = "rec.id"


class Relation(Enum):
    """How a term must be found: these words together (EQUALS, ALL, ANY), or the whole field (EXACT)."""

    EQUALS = "="
    ALL = "all"
    ANY = "any"
    EXACT = "=="


class Operator(Enum):
    """How two queries are joined."""

    AND = "and"
    OR = "or"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Clause:
    """A term looked for in one index."""

    index: Index
    relation: Relation
    term: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Two queries joined; NOT means the left one without what the right one finds."""

    operator: Operator
    left: Query
    right: Query


Query = Clause | Joined

_INDEX_NAMES = {
    "isbn": Index.ISBN, "bath.isbn": Index.ISBN, "dc.identifier": Index.ISBN, "alma.isbn": Index.ISBN,
    "issn": Index.ISSN, "bath.issn": Index.ISSN, "alma.issn": Index.ISSN,
    "lccn": Index.LCCN, "bath.lccn": Index.LCCN, "alma.lccn": Index.LCCN,
    "title": Index.TITLE, "dc.title": Index.TITLE, "bath.title": Index.TITLE, "alma.title": Index.TITLE,
    "author": Index.AUTHOR, "creator": Index.AUTHOR, "dc.creator": Index.AUTHOR,
    "dc.contributor": Index.AUTHOR, "bath.author": Index.AUTHOR, "bath.name": Index.AUTHOR,
    "alma.creator": Index.AUTHOR,
    "keyword": Index.KEYWORD, "cql.serverchoice": Index.KEYWORD, "cql.anywhere": Index.KEYWORD,
    "cql.keywords": Index.KEYWORD, "bath.any": Index.KEYWORD, "alma.all_for_ui": Index.KEYWORD,
    "rec.systemnumber": Index.SYSTEM_NUMBER, "alma.other_system_number": Index.SYSTEM_NUMBER,
    "id": Index.RECORD_ID, "rec.id": Index.RECORD_ID, "rec.identifier": Index.RECORD_ID,
    "alma.mms_id": Index.RECORD_ID,
}  # fmt: skip
_CONTEXT_SETS = {name.partition(".")[0] for name in _INDEX_NAMES if "." in name}
_RELATION_NAMES = {
    "=": Relation.EQUALS, "scr": Relation.EQUALS, "cql.scr": Relation.EQUALS, "adj": Relation.EQUALS,
    "all": Relation.ALL, "cql.all": Relation.ALL, "any": Relation.ANY, "cql.any": Relation.ANY,
    "==": Relation.EXACT, "exact": Relation.EXACT, "cql.exact": Relation.EXACT,
}  # fmt: skip


def parse_cql(text: str) -> Query:
    """The query in a CQL text. Raises Diagnostic (10, 15, 16, 19, 20, 27, 28, 37, 38, 46, 80)."""
    if not text.strip():
        raise Diagnostic(27)
    if len(text) > LONGEST_QUERY:
        raise Diagnostic(10, f"longer than {LONGEST_QUERY} characters")
    try:
        with _PARSING:
            root = _parser().parse(text).root
    except (CQLParserError, CQLLexerError) as fault:
        raise Diagnostic(10, str(fault.args[0])[:200]) from None
    return _read(root, _Allowance(MOST_CLAUSES))


def to_cql(query: Query, names: Mapping[Index, str] | None = None) -> str:
    """The query as CQL 1.1 and 1.2 both read it; ``names``: what another server calls an index."""
    if isinstance(query, Joined):
        return f"({to_cql(query.left, names)}) {query.operator.value} ({to_cql(query.right, names)})"
    relation = "exact" if query.relation is Relation.EXACT else query.relation.value
    index = (names or {}).get(query.index, query.index.value)
    term = query.term.replace("\\", "\\\\").replace('"', '\\"')
    return f'{index} {relation} "{term}"'


def all_of(*queries: Query) -> Query:
    """The queries joined by AND, from the left. Raises ValueError for none."""
    return _joined(Operator.AND, queries)


def any_of(*queries: Query) -> Query:
    """The queries joined by OR, from the left. Raises ValueError for none."""
    return _joined(Operator.OR, queries)


def _joined(operator: Operator, queries: tuple[Query, ...]) -> Query:
    if not queries:
        raise ValueError("nothing to join")
    whole = queries[0]
    for each in queries[1:]:
        whole = Joined(operator, whole, each)
    return whole


@cache
def _parser() -> CQLParser12:
    lexer = CQLLexer()
    lexer.build()
    parser = CQLParser12()
    parser.build(lexer)  # type: ignore[arg-type]  # its own annotation names the wrapped lexer
    return parser


class _Allowance:
    """How many clauses a query may still have."""

    def __init__(self, clauses: int) -> None:
        self._left = clauses

    def take(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise Diagnostic(38, str(MOST_CLAUSES - 1))


def _read(node: CQLTriple | CQLSearchClause, allowance: _Allowance) -> Query:
    if node.sortSpecs:
        raise Diagnostic(80)
    if node.prefixes:
        raise Diagnostic(15, str(node.prefixes[0].uri))
    if isinstance(node, CQLTriple):
        operator = _operator(node.operator)
        return Joined(operator, _read(node.left, allowance), _read(node.right, allowance))
    allowance.take()
    index = _index(str(node.index)) if node.index is not None else Index.KEYWORD
    relation = _relation(node.relation) if node.relation is not None else Relation.EQUALS
    return Clause(index, relation, _term(node.term))


def _operator(boolean: CQLBoolean) -> Operator:
    _refuse_modifiers(boolean, 46)
    try:
        return Operator(boolean.value.lower())
    except ValueError:
        raise Diagnostic(37, boolean.value) from None


def _index(name: str) -> Index:
    found = _INDEX_NAMES.get(name.lower())
    if found is not None:
        return found
    context, dot, _ = name.partition(".")
    if dot and context.lower() not in _CONTEXT_SETS:
        raise Diagnostic(15, context)
    raise Diagnostic(16, name)


def _relation(relation: CQLRelation) -> Relation:
    _refuse_modifiers(relation, 20)
    name = str(relation.comparitor)
    found = _RELATION_NAMES.get(name.lower())
    if found is None:
        raise Diagnostic(19, name)
    return found


def _refuse_modifiers(of: CQLModifierable, number: int) -> None:
    for modifier in of.modifiers or ():
        raise Diagnostic(number, str(modifier.name))


def _term(term: str) -> str:
    if _MASKING.search(term):
        raise Diagnostic(28, term)
    plain = re.sub(r"\\(.)", r"\1", term).strip()
    if not plain:
        raise Diagnostic(27)
    return plain
