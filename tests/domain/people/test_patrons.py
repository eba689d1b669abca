"""Who may ask at all."""

from datetime import date
from typing import Any

import pytest

from interlend.domain.people.models import Patron
from interlend.domain.people.patrons import Refusal, may_request

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("patron", "answer"),
    [
        pytest.param({}, None, id="without an end"),
        pytest.param({"expires_on": date(2026, 3, 3)}, None, id="until tomorrow"),
        pytest.param({"expires_on": TODAY}, None, id="on the last day"),
        pytest.param(
            {"expires_on": date(2026, 3, 1)}, Refusal("expired", "Expired on 2026-03-01."), id="expired"
        ),
        pytest.param({"is_blocked": True}, Refusal("blocked", "Blocked."), id="blocked"),
        pytest.param(
            {"is_blocked": True, "block_reason": "Lost an item", "expires_on": date(2020, 1, 1)},
            Refusal("blocked", "Blocked: Lost an item"),
            id="blocked for a reason, and expired",
        ),
        pytest.param({"block_reason": "An old one"}, None, id="not blocked any more"),
    ],
)
def test_a_patron_may_ask_unless_blocked_or_expired(patron: dict[str, Any], answer: Refusal | None) -> None:
    assert may_request(patron=Patron(barcode="A", name="Alice", **patron), today=TODAY) == answer
