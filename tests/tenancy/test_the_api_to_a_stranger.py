"""Every operation of the API, called by the Stranger with what belongs to Howard.

The operations come from the OpenAPI document: a new one is covered as it is, or fails here because a name in
it is not known yet. What Howard has must look to the Stranger exactly like what nobody has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from interlend.interfaces.api.version_1 import api
from tests.tenancy.conftest import POLICIES, Cast
from tests.tenancy.filled import House

PREFIX = "/v1/"
DOCUMENT = api.get_openapi_schema(path_prefix=PREFIX)
ONLY_A_COPY = "undo_scan"
"""The operation that names a copy and asks for nothing else of the institution."""
NOBODYS_MESSAGE = 10**12
TIMES = re.compile(r"20\d\d-[0-9T:.-]+Z?|\"id\": \d+")
"""What differs between two answers that say the same: the time, and the number of what was made."""

PLAIN: dict[str, Any] = {
    "after": 0, "agreed": True, "answer_by": None, "at": "2026-03-02T14:00:00Z", "author": "",
    "conditions": [], "confirmed": None, "cost": None,
    "currency": "", "despite_own_holdings": False, "due": None, "edition": "", "elsewhere": False,
    "isbn": "", "issn": "", "keyword": "", "lccn": "", "limit": 50, "needed_by": None,
    "needs_attention": None, "note": "", "offset": 0, "publisher": "", "q": "", "reason": "NotOnShelf",
    "sort": "newest", "specific_edition": False, "state": "", "step": "loan", "system_number": "",
    "text": "Seen?", "volume": "", "year": "",
}  # fmt: skip
"""Values of the API that name nothing that anybody has."""


@dataclass(frozen=True)
class Names:
    """What identifies something: Howard's own, or nobody's."""

    library: str
    mark: str
    message: int
    number: str

    def of(self, name: str) -> Any:
        """The value of this name. KeyError for one that is not known: then this file must learn it."""
        named = {
            "at_library": self.library,
            "barcode": f"{self.mark} barcode",
            "code": f"{self.mark} barcode",
            "item": self.number,
            "library": self.library,
            "message": self.message,
            "number": self.number,
            "partner": f"{self.mark} code",
            "patron": f"{self.mark} barcode",
            "pickup_library": self.library,
            "request": self.number,
            "title": f"{self.mark} title",
        }
        return named[name] if name in named else PLAIN[name]


def names_of(house: House) -> Names:
    library, message = house.row("libraries.library"), house.row("exchange.message")
    return Names(library.code, house.mark, message.pk, f"{house.mark} number")


NOBODY = Names("nobodymark code", "nobodymark", NOBODYS_MESSAGE, "nobodymark number")


@dataclass(frozen=True)
class Operation:
    """An operation of the document."""

    name: str
    method: str
    path: str
    parameters: tuple[tuple[str, str], ...]
    body: tuple[str, ...] | None
    roles: tuple[str, ...]

    def call(self, key: str, names: Names) -> tuple[int, str]:
        """Call it; the answer's status and body."""
        path, query = (
            {name: names.of(name) for place, name in self.parameters if place == wanted}
            for wanted in ("path", "query")
        )
        said = {name: names.of(name) for name in self.body or ()}
        response = Client().generic(
            self.method,
            self.path.format(**path),
            data=json.dumps({name: value for name, value in said.items() if value is not None}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {key}"},
            query_params={name: value for name, value in query.items() if value is not None},
        )
        return response.status_code, response.content.decode()


def _operations() -> Iterator[Operation]:
    for path, methods in DOCUMENT["paths"].items():
        for method, told in methods.items():
            own = [each for each in told.get("parameters", []) if "$ref" not in each]
            parameters = tuple((each["in"], each["name"]) for each in own)
            yield Operation(
                told["operationId"], method.upper(), path, parameters, _body(told), tuple(told["x-roles"])
            )


def _body(told: Mapping[str, Any]) -> tuple[str, ...] | None:
    if "requestBody" not in told:
        return None
    schema = told["requestBody"]["content"]["application/json"]["schema"]
    name = (schema.get("$ref") or schema["allOf"][0]["$ref"]).rpartition("/")[2]
    return tuple(DOCUMENT["components"]["schemas"][name]["properties"])


OPERATIONS = {operation.name: operation for operation in _operations()}
ALL = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
LISTS = {
    name: each
    for name, each in OPERATIONS.items()
    if each.method == "GET" and not any(place == "path" for place, _ in each.parameters)
}


@pytest.fixture(autouse=True)
def served(settings: Settings) -> None:
    settings.ROOT_URLCONF = "interlend.interfaces.api.urls"


def test_the_document_is_read() -> None:
    assert len(OPERATIONS) > 50
    assert len(LISTS) > 10


@ALL
def test_what_howard_has_is_to_the_stranger_like_what_nobody_has(cast: Cast, operation: Operation) -> None:
    _leave_out_published_copies(cast, operation.name == ONLY_A_COPY)
    before = cast.snapshot() if operation.method == "POST" else {}
    howards = names_of(cast.howard)
    for role in operation.roles:
        key = cast.stranger.keys[role]
        status, body = operation.call(key, howards)
        of_nobody = operation.call(key, NOBODY)
        unsaid = _without(body, howards)
        assert (status, unsaid) == (of_nobody[0], _without(of_nobody[1], NOBODY)), role
        assert [house.mark for house in cast.others if house.mark in unsaid] == [], role
    assert before in ({}, cast.snapshot())


@ALL
def test_nothing_of_howard_is_brought_into_a_request_of_the_stranger(
    cast: Cast, operation: Operation
) -> None:
    _leave_out_published_copies(cast, "barcode" in (operation.body or ()))
    before = cast.snapshot() if operation.method == "POST" else {}
    own = names_of(cast.stranger).number
    key = cast.stranger.keys[operation.roles[-1]]
    howards, nobodys = (replace(names, number=own) for names in (names_of(cast.howard), NOBODY))
    with transaction.atomic():
        status, body = operation.call(key, howards)
        transaction.set_rollback(True)
    with transaction.atomic():
        of_nobody = operation.call(key, nobodys)
        transaction.set_rollback(True)
    unsaid = _without(body, howards)
    assert status < 500
    assert (status, TIMES.sub("~", unsaid)) == (
        of_nobody[0],
        TIMES.sub("~", _without(of_nobody[1], nobodys)),
    )
    assert [house.mark for house in cast.others if house.mark in unsaid] == []
    assert before in ({}, cast.snapshot())


@ALL
def test_what_is_the_strangers_is_not_to_be_had_by_others(cast: Cast, operation: Operation) -> None:
    _leave_out_published_copies(cast, operation.name == ONLY_A_COPY)
    key = cast.howard.keys[operation.roles[-1]]
    strangers = names_of(cast.stranger)
    status, body = operation.call(key, strangers)
    of_nobody = operation.call(key, NOBODY)
    unsaid = _without(body, strangers)
    assert (status, unsaid) == (of_nobody[0], _without(of_nobody[1], NOBODY))
    assert cast.stranger.mark not in unsaid


@pytest.mark.parametrize("operation", LISTS.values(), ids=LISTS.keys())
def test_a_list_shows_the_stranger_its_own(cast: Cast, operation: Operation) -> None:
    """The proof that the lists above were not simply empty."""
    key = cast.stranger.keys[operation.roles[-1]]
    status, body = operation.call(key, names_of(cast.stranger))
    assert status == 200
    if operation.path == "/v1/borrowing/counts":
        assert json.loads(body) == {"by_state": {"request_sent": 1}}
    elif operation.path == "/v1/lending/counts":
        assert json.loads(body) == {"by_state": {"being_processed": 1}}
    else:
        assert cast.stranger.mark in body


def test_a_key_is_good_for_its_own_zone_only(cast: Cast) -> None:
    stranger, howard = (house.keys["services_manager"] for house in (cast.stranger, cast.howard))
    public_id, secret = stranger.rsplit("_", 1)[0], howard.rsplit("_", 1)[1]
    status, body = _reading("/v1/partners").call(f"{public_id}_{secret}", names_of(cast.howard))
    assert status == 401
    assert cast.stranger.mark not in body


def _leave_out_published_copies(cast: Cast, is_about_one: bool) -> None:
    if is_about_one and cast.walls == POLICIES:
        pytest.skip("copies are published: no policy hides them, and the twin keys refuse them (see there)")


def _reading(path: str) -> Operation:
    return next(each for each in LISTS.values() if each.path == path)


def _without(body: str, names: Names) -> str:
    for said in (names.mark, f"message {names.message}"):
        body = body.replace(said, "~")
    return body


def test_the_stranger_searches_its_own_catalog(cast: Cast) -> None:
    search = _reading("/v1/catalog")
    key = cast.stranger.keys["discovery"]
    found = json.loads(search.call(key, names_of(cast.stranger))[1])
    assert [holder["institution"] for edition in found["items"] for holder in edition["held_by"]] == [
        "stranger"
    ]
    assert json.loads(search.call(key, names_of(cast.howard))[1])["total"] == 0
