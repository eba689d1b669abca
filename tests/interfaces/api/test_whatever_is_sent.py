"""Whatever a program sends, it is answered as the OpenAPI document says: never a fault of ours.

Schemathesis reads the document and makes requests from it, good ones and bad ones, the same ones at each run.
In half of them the numbers, barcodes and codes are those of a loan that is under way.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from interlend.domain.people.models import Role
from interlend.interfaces.api.document import document
from tests.clockwork import turn
from tests.interfaces.api.conftest import at
from tests.world import BOOK, RITA, House, World

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    unsupported_method,
]

everything = schemathesis.openapi.from_dict(document(), config=SchemathesisConfig(seed=18626))
everything.app = get_wsgi_application()
for_patrons = everything.include(lambda each: Role.DISCOVERY in each.operation.definition.raw["x-roles"])
bounded = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def there(built: World) -> dict[str, str]:
    """What there is while American has a copy to pull for Rita, by the names of values."""
    howard, american = at(built.howard), at(built.american)
    asked = howard.does("/borrowing", patron=RITA, title=BOOK)["number"]
    turn()
    [lent] = american.sees("/lending")["items"]
    [message] = howard.sees(f"/borrowing/{asked}/messages")["items"]
    return {
        "borrowing": asked,
        "lending": lent["number"],
        "message": message["id"],
        "partner": "AMERICAN",
        "barcode": "AMERICAN-1",
        "patron": RITA,
        "library": "FOUNDERS",
    }


@pytest.fixture(autouse=True)
def connection_kept(there: object) -> Iterator[None]:
    """Django closes connections between requests; ours has the transaction that undoes them all."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@everything.given(is_there=st.booleans())
@everything.parametrize()
@bounded
def test_staff_are_answered_as_the_document_says(
    case: schemathesis.Case, is_there: bool, world: World, there: dict[str, str]
) -> None:
    send(case, world, Role.SERVICES_MANAGER, there if is_there else {})


@for_patrons.given(is_there=st.booleans())
@for_patrons.parametrize()
@bounded
def test_programs_for_patrons_are_answered_as_the_document_says(
    case: schemathesis.Case, is_there: bool, world: World, there: dict[str, str]
) -> None:
    send(case, world, Role.DISCOVERY, there if is_there else {})


def send(case: schemathesis.Case, world: World, role: Role, there: dict[str, str]) -> None:
    """Send it as a program of the side that it is about, naming what is there."""
    side = "lending" if "/lending" in case.path else "borrowing"
    house: House = world.american if side == "lending" else world.howard
    known = there | {"number": there[side]} if there else {}
    for values in (case.path_parameters, case.query, case.body):
        if isinstance(values, dict):
            values.update({name: known[name] for name in known.keys() & values.keys()})
    checks = CHECKS if there else [*CHECKS, negative_data_rejection]  # naming what is there mends bad values
    case.call_and_validate(headers={"Authorization": f"Bearer {house.keys[role]}"}, checks=checks)
