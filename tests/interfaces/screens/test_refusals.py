"""What stands in the way of something is told with its reason, whichever room says it."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from interlend.domain.circulation.refusal import Refused
from interlend.domain.exchange.conversations import NoSymbol
from interlend.domain.fulfillment.terms import NoDueDate
from interlend.domain.libraries.calendar import NeverOpen
from interlend.domain.partners.peers import NothingIsSent
from interlend.domain.sharing.refusal import IN_THE_WAY, NotFound, NotPossible
from interlend.interfaces.screens import refusals

REASONS: dict[type[Exception], int] = {
    NotFound: 404,
    NotPossible: 409,
    Refused: 409,
    NoDueDate: 409,
    NeverOpen: 409,
    NoSymbol: 409,
    NothingIsSent: 409,
}


@pytest.mark.parametrize(("reason", "status"), REASONS.items(), ids=[kind.__name__ for kind in REASONS])
@pytest.mark.parametrize(
    ("headers", "is_page"), [({}, True), ({"HX-Request": "true"}, False)], ids=["page", "part"]
)
def test_a_reason_is_a_page_or_a_notice(
    reason: type[Exception], status: int, headers: dict[str, str], *, is_page: bool
) -> None:
    def run() -> None:
        raise reason("The shelf is <empty>.")

    shown = refusals.answered(RequestFactory().get("/", headers=headers), run)  # type: ignore[arg-type]
    text = shown.content.decode()  # type: ignore[attr-defined]
    assert (shown.status_code, "<html" in text) == (status, is_page)
    assert "The shelf is &lt;empty&gt;." in text


def test_none_of_the_reasons_is_forgotten() -> None:
    assert set(REASONS) == {*IN_THE_WAY, NotFound}
