"""Every operation × every role, called for real: 403 or not, compared with `who_may.txt`.

The file is read by eye against what each role is for; no command of the project writes it. A new operation
fails here until somebody has said who may.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.test import Client

from interlend.domain.people.models import Role
from interlend.domain.people.permissions import Action
from interlend.interfaces.api.document import document
from tests.world import zone_with_keys

LETTERS = {
    "D": Role.DISCOVERY,
    "R": Role.REQUESTS_OPERATOR,
    "C": Role.DESK_OPERATOR,
    "O": Role.SERVICES_OPERATOR,
    "M": Role.SERVICES_MANAGER,
    "P": Role.PARTNERS_MANAGER,
    "F": Role.FULFILLMENT_ADMINISTRATOR,
    "L": Role.CATALOG_LOADER,
}
NOBODYS = {"number": "X-1", "barcode": "X", "partner": "X", "message": "1"}


def written() -> dict[str, str]:
    """Operation → letters of the roles that may, as the file says."""
    text = (Path(__file__).parent / "who_may.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return {f"{method} {path}": letters for method, path, letters in lines}


def operations() -> dict[str, tuple[str, str]]:
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}": (method, path)
        for path, methods in document()["paths"].items()
        for method in methods
    }


def test_every_operation_lets_in_the_roles_that_it_is_for_and_no_other(db: None) -> None:
    _, keys = zone_with_keys("howard", "Howard")
    tried = {
        name: "".join(
            letter if _is_let_in(method, path, keys[role]) else "-" for letter, role in LETTERS.items()
        )
        for name, (method, path) in operations().items()
    }
    assert tried == written()


def _is_let_in(method: str, path: str, key: str) -> bool:
    """Whether an operation is tried at all; on what is not there, so that it cannot succeed."""
    concrete = re.sub(r"{(\w+)}", lambda name: NOBODYS[name[1]], path)
    headers = {"Authorization": f"Bearer {key}"}
    client = Client()
    if method == "get":
        answer = client.get(concrete, {"patron": "X"}, headers=headers)
    else:
        answer = client.post(concrete, "{}", content_type="application/json", headers=headers)
    assert answer.status_code in (200, 403, 404, 409, 422), answer.content
    return answer.status_code != 403


def test_every_operation_declares_its_action() -> None:
    undeclared = [
        name
        for name, (method, path) in operations().items()
        if document()["paths"][path][method].get("x-action") not in set(Action)
    ]
    assert undeclared == []


def test_the_document_says_who_may() -> None:
    said = {
        name: "".join(
            letter if role.value in document()["paths"][path][method]["x-roles"] else "-"
            for letter, role in LETTERS.items()
        )
        for name, (method, path) in operations().items()
    }
    assert said == written()
