"""The reference of the API, made from its OpenAPI document: plain HTML, to be read and printed."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from interlend.domain.people.models import Role
from interlend.interfaces.api.document import document
from interlend.project.pages import page

Json = dict[str, Any]


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Every operation: what it does, who may, what it takes, what it answers."""
    return page(request, "api_reference.html", _facts())


@cache
def _facts() -> Json:
    described = document()
    shapes = described["components"]["schemas"]
    operations = [
        _operation(path, method, details, shapes)
        for path, methods in described["paths"].items()
        for method, details in methods.items()
    ]
    return {
        "title": described["info"]["title"],
        "version": described["info"]["version"],
        "description": marked(described["info"]["description"]),
        "repeats": marked(described["components"]["parameters"]["IdempotencyKey"]["description"]),
        "tasks": [
            {"heading": heading, "id": _anchor(heading), "operations": list(of_task)}
            for heading, of_task in groupby(operations, key=lambda operation: operation["task"])
        ],
        "shapes": [
            {
                "name": _plain(name),
                "id": _anchor(name),
                "description": marked(shape.get("description", "")),
                "fields": fields(shape),
            }
            for name, shape in sorted(shapes.items())
        ],
    }


def _operation(path: str, method: str, details: Json, shapes: Json) -> Json:
    success, answers = next(iter(details["responses"].items()))
    body = _schema_of(details.get("requestBody", {}))
    return {
        "id": details["operationId"],
        "task": details["tags"][0],
        "method": method.upper(),
        "path": path,
        "summary": details["summary"],
        "description": marked(details.get("description", "")),
        "roles": [Role(role).label for role in details["x-roles"]],
        "action": details["x-action"],
        "parameters": [
            {
                "name": parameter["name"],
                "where": parameter["in"],
                "type": type_of(parameter["schema"]),
                "is_required": parameter["required"],
                "default": parameter["schema"].get("default"),
                "description": marked(parameter.get("description", "")),
            }
            for parameter in details["parameters"]
            if "$ref" not in parameter  # what all operations take alike stands at the top
        ],
        "body": fields(shapes[_ref_name(body)]) if "$ref" in body else [],
        "success": success,
        "answer": _answer(_schema_of(answers)),
        "refusals": [status for status in details["responses"] if int(status) >= 400],
    }


def fields(shape: Json) -> list[Json]:
    """The fields of a shape of the document, in their order."""
    required = set(shape.get("required", ()))
    return [
        {
            "name": name,
            "type": type_of(field),
            "shape": _anchor(_ref_name(_inner(field))) if "$ref" in _inner(field) else "",
            "is_required": name in required,
            "description": marked(field.get("description", "")),
        }
        for name, field in shape.get("properties", {}).items()
    ]


def marked(text: str) -> SafeString:
    """The text as HTML, with what stands between backticks as code."""
    parts = text.split("`")
    return SafeString(
        "".join(f"<code>{escape(part)}</code>" if n % 2 else escape(part) for n, part in enumerate(parts))
    )


def type_of(schema: Json) -> str:
    """A type in words: `text, at most 40 characters`, `list of Place`."""
    if "$ref" in schema:
        return _plain(_ref_name(schema))
    if "anyOf" in schema:
        return " or ".join(type_of(each) for each in schema["anyOf"])
    kind = schema.get("type", "anything")
    if kind == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    words: str = _WORDS.get((kind, schema.get("format", ""))) or _WORDS.get((kind, "")) or kind
    if "maxLength" in schema:
        words += f", at most {schema['maxLength']} characters"
    if kind == "integer" and schema.get("maximum", 10**9) < 10**9:
        words += f", {schema.get('minimum', 0)} to {schema['maximum']}"
    return words


_WORDS = {
    ("string", ""): "text",
    ("string", "date"): "day (ISO 8601)",
    ("string", "date-time"): "time (ISO 8601 with offset)",
    ("integer", ""): "whole number",
    ("number", ""): "number",
    ("boolean", ""): "true or false",
    ("object", ""): "object",
    ("null", ""): "null",
}


def _answer(schema: Json) -> Json:
    if "$ref" in schema:
        name = _ref_name(schema)
        return {"name": _plain(name), "id": _anchor(name)}
    return {"name": "XML", "id": ""}


def _schema_of(part: Json) -> Json:
    content: Json = next(iter(part.get("content", {}).values()), {})
    schema: Json = content.get("schema", {})
    return schema


def _inner(schema: Json) -> Json:
    """What a list, or a value that may be null, is made of."""
    if schema.get("type") == "array":
        return _inner(schema.get("items", {}))
    choices = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    return _inner(choices[0]) if choices else schema


def _ref_name(schema: Json) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _plain(name: str) -> str:
    """`Page_BorrowingLine_` is a page of BorrowingLine."""
    return f"page of {name[5:-1]}" if name.startswith("Page_") else name


def _anchor(name: str) -> str:
    return name.strip("_").lower().replace(" ", "-").replace(":", "").replace("_", "-")
