"""An SRU request as it comes to our server: 1.1 and 1.2, operations searchRetrieve and explain.

Source: SRU 1.1 and 1.2, "searchRetrieve Request Parameters". Parameters of the form ``x-...`` are extensions,
which a server ignores when it does not know them; so are unknown parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from interlend.kernel.sru.diagnostics import Diagnostic
from interlend.kernel.sru.query import Query, parse_cql

VERSIONS = ("1.1", "1.2")
MOST_RECORDS = 50
RECORDS_UNLESS_TOLD = 10


class Schema(Enum):
    """A form in which records are sent; the value is its identifier."""

    MARCXML = "info:srw/schema/1/marcxml-v1.1"
    OPACXML = "http://www.indexdata.com/schemas/opacxml"


_SCHEMA_NAMES = {
    "": Schema.MARCXML,
    "marcxml": Schema.MARCXML,
    Schema.MARCXML.value: Schema.MARCXML,
    "http://www.loc.gov/MARC21/slim": Schema.MARCXML,
    "opacxml": Schema.OPACXML,
    "opac": Schema.OPACXML,
    Schema.OPACXML.value: Schema.OPACXML,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explain:
    """What can this server do?"""

    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRetrieve:
    """A search, and which records are wanted (``start`` counts from 1; ``most`` may be 0: only count)."""

    version: str
    query: Query
    cql: str
    start: int = 1
    most: int = RECORDS_UNLESS_TOLD
    schema: Schema = Schema.MARCXML
    packed_as_string: bool = False


def read_request(parameters: Mapping[str, str]) -> Explain | SearchRetrieve:
    """The request in these query-string parameters.

    No operation and no query means explain. Raises Diagnostic; answer it with ``response.refusal``.
    """
    operation = parameters.get("operation", "")
    version = parameters.get("version", "")
    if not operation and "query" not in parameters:
        return Explain(version=version if version in VERSIONS else VERSIONS[-1])
    if operation == "explain":
        return Explain(version=_version(version))
    if operation != "searchRetrieve":
        raise Diagnostic(4, operation) if operation else Diagnostic(7, "operation")
    version = _version(version)
    cql = parameters.get("query", "")
    if not cql.strip():
        raise Diagnostic(7, "query")
    packing = parameters.get("recordPacking") or "xml"
    if packing not in ("xml", "string"):
        raise Diagnostic(71, packing)
    schema = _SCHEMA_NAMES.get(parameters.get("recordSchema", ""))
    if schema is None:
        raise Diagnostic(66, parameters["recordSchema"])
    if parameters.get("sortKeys"):
        raise Diagnostic(80)
    return SearchRetrieve(
        version=version,
        query=parse_cql(cql),
        cql=cql,
        start=_number(parameters, "startRecord", 1, least=1),
        most=min(_number(parameters, "maximumRecords", RECORDS_UNLESS_TOLD, least=0), MOST_RECORDS),
        schema=schema,
        packed_as_string=packing == "string",
    )


def _version(version: str) -> str:
    if not version:
        raise Diagnostic(7, "version")
    if version not in VERSIONS:
        raise Diagnostic(5, VERSIONS[-1])
    return version


def _number(parameters: Mapping[str, str], name: str, unless_told: int, *, least: int) -> int:
    text = parameters.get(name, "").strip()
    if not text:
        return unless_told
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) >= least):
        raise Diagnostic(6, name)
    return int(text)
