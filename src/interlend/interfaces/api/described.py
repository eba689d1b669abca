"""What the OpenAPI document says of every operation alike: keys, repeats, and how each refusal reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from interlend.interfaces.api.repeats import IDEMPOTENCY_KEY, LONGEST, REPLAY

Json = dict[str, Any]

KEY_HEADER: Final = "X-Api-Key"
SECURITY: Final[list[Json]] = [{"bearer": []}, {"header": []}]


class _Refused(NamedTuple):
    """A kind of refusal: its name in the document, what it means, and an answer of that kind."""

    name: str
    meaning: str
    answer: Json


_REFUSED: Final = {
    400: _Refused("NotJson", "The body is not JSON.", {"detail": "Cannot parse request body"}),
    401: _Refused(
        "NoKey",
        "No valid key was presented.",
        {"detail": "Present a valid key: “Authorization: Bearer ilk_…”."},
    ),
    403: _Refused(
        "NotAllowed",
        "The role of the key may not do this; nothing was looked up.",
        {"detail": "The role “Circulation Desk Operator” may not do this (borrowing.send)."},
    ),
    404: _Refused(
        "NotFound",
        "There is no such thing in this institution.",
        {"detail": "There is no borrowing request B-1 here."},
    ),
    409: _Refused(
        "NotPossible",
        "Not possible as things stand; `step` names the workflow step that would allow it.",
        {"detail": "The workflow profile of this partner does not allow this.", "step": "conditional"},
    ),
    413: _Refused("TooLarge", "The body is larger than 2 MiB.", {"detail": "The request is too large."}),
    422: _Refused(
        "NotReadable",
        "A value cannot be read.",
        {
            "detail": "Some values cannot be read: see problems.",
            "problems": [{"where": "body.title", "problem": "Field required"}],
        },
    ),
    503: _Refused(
        "NotNow",
        "Not now; `Retry-After` says in how many seconds.",
        {"detail": "The database did not answer; nothing was changed. Try again in a moment."},
    ),
}

COMPONENTS: Final[Json] = {
    "securitySchemes": {
        "bearer": {"type": "http", "scheme": "bearer"},
        "header": {"type": "apiKey", "in": "header", "name": KEY_HEADER},
    },
    "parameters": {
        "IdempotencyKey": {
            "name": IDEMPOTENCY_KEY,
            "in": "header",
            "required": False,
            "description": (
                "A name that you give to this one request, such as a UUID. The same request again under the "
                "same name is answered as it was the first time, and nothing is done; another request under "
                "it is refused (422). What was refused is not remembered: try it again under the same name. "
                "Names are kept for 24 hours at least, for each key of the API apart."
            ),
            "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[ -~]+$"},
        }
    },
    "headers": {
        "IdempotentReplay": {
            "description": "`true`: this was answered before, and nothing was done now.",
            "schema": {"type": "string", "enum": ["true"]},
        }
    },
    "examples": {each.name: {"summary": each.meaning, "value": each.answer} for each in _REFUSED.values()},
}
"""The parts that operations refer to."""


def operation(method: str, success: int, refusals: Iterable[int], *, is_xml: bool) -> Json:
    """What the document says of an operation besides its own values and shapes."""
    responses: dict[int, Json] = {
        status: {
            "description": _REFUSED[status].meaning,
            "content": {"application/json": {"examples": {"refused": _example(status)}}},
        }
        for status in refusals
    }
    said: Json = {"responses": responses}
    if is_xml:
        responses[success] = {"content": {"application/xml": {"schema": {"type": "string"}}}}
    if method == "POST":
        said["parameters"] = [{"$ref": "#/components/parameters/IdempotencyKey"}]
        replay = {"$ref": "#/components/headers/IdempotentReplay"}
        responses[success] = {"headers": {REPLAY: replay}}
    return said


def _example(status: int) -> Json:
    return {"$ref": f"#/components/examples/{_REFUSED[status].name}"}
