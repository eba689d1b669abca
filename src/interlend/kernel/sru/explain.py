"""What our SRU server can do, as a ZeeRex description (``http://explain.z3950.org/dtd/2.0/``)."""

from __future__ import annotations

from lxml import etree

from interlend.kernel.marc import marcxml
from interlend.kernel.sru.query import Index
from interlend.kernel.sru.request import MOST_RECORDS, RECORDS_UNLESS_TOLD, Schema
from interlend.kernel.sru.response import EXPLAIN_SCHEMA

_TITLES = {
    Index.ISBN: "ISBN",
    Index.ISSN: "ISSN",
    Index.LCCN: "Library of Congress Control Number",
    Index.TITLE: "Title",
    Index.AUTHOR: "Author",
    Index.KEYWORD: "Any word",
    Index.SYSTEM_NUMBER: "System control number, as (PREFIX)number",
    Index.RECORD_ID: "Record identifier",
}
_SETS = {
    "bath": "http://zing.z3950.org/cql/bath/2.0/",
    "cql": "info:srw/cql-context-set/1/cql-v1.1",
    "dc": "info:srw/cql-context-set/1/dc-v1.1",
    "rec": "info:srw/cql-context-set/2/rec-1.1",
}
_SCHEMAS = {
    Schema.MARCXML: ("marcxml", "MARC 21 with holdings (949, AVA)"),
    Schema.OPACXML: ("opacxml", "MARC 21 and holdings with circulation"),
}


def describe_server(*, host: str, port: int, database: str, title: str) -> etree._Element:
    """The ``explain`` element: where the server is (``database``: the path), its indexes and schemas."""
    root = etree.Element(f"{{{EXPLAIN_SCHEMA}}}explain", nsmap={"zr": EXPLAIN_SCHEMA})
    server = _sub(root, "serverInfo", protocol="SRU", version="1.2", transport="http", method="GET")
    _sub(server, "host", host)
    _sub(server, "port", str(port))
    _sub(server, "database", database)
    _sub(_sub(root, "databaseInfo"), "title", title, lang="en", primary="true")
    indexes = _sub(root, "indexInfo")
    for name, identifier in _SETS.items():
        _sub(indexes, "set", name=name, identifier=identifier)
    for index in Index:
        context, _, name = index.value.partition(".")
        node = _sub(indexes, "index", search="true", scan="false", sort="false")
        _sub(node, "title", _TITLES[index], lang="en")
        _sub(_sub(node, "map"), "name", name, set=context)
    schemas = _sub(root, "schemaInfo")
    for schema, (name, label) in _SCHEMAS.items():
        node = _sub(schemas, "schema", name=name, identifier=schema.value, retrieve="true", sort="false")
        _sub(node, "title", label, lang="en")
    settings = _sub(root, "configInfo")
    _sub(settings, "default", str(RECORDS_UNLESS_TOLD), type="numberOfRecords")
    _sub(settings, "setting", str(MOST_RECORDS), type="maximumRecords")
    return root


def _sub(parent: etree._Element, element: str, text: str = "", **attributes: str) -> etree._Element:
    node = etree.SubElement(parent, f"{{{EXPLAIN_SCHEMA}}}{element}", attributes)
    if text:
        node.text = marcxml.printable(text)
    return node
