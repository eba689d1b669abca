"""What a scan costs: every statement to the database is counted, savepoints too."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interlend.domain.libraries.models import Library
from interlend.domain.sharing.scanning.scan import scan
from interlend.domain.sharing.scanning.scanned import NOTHING, Awaited, Step
from tests.domain.sharing.desks import STAFF, Desks
from tests.domain.sharing.scanning.scans import LATER, Loan
from tests.world import RITA

CARD = Awaited(patron=RITA)


class Case(NamedTuple):
    """One line of the table."""

    loan: str
    at: str
    code: str
    before: Awaited
    step: Step | None
    statements: int

    def __str__(self) -> str:
        return f"{self.loan}, {self.code} at {self.at}, {self.step or 'nothing'} done"


COSTS = [
    #    the loan     at          code       before   what is done    statements
    Case("asked",     "american", "barcode", NOTHING, Step.SHIP,      21),
    Case("asked",     "american", "nothing", NOTHING, None,           7),
    Case("asked",     "american", "lending", NOTHING, None,           3),
    Case("shipped",   "howard",   "barcode", NOTHING, Step.RECEIVE,   26),
    Case("received",  "howard",   "barcode", NOTHING, None,           5),
    Case("received",  "howard",   "barcode", CARD,    Step.LOAN,      23),
    Case("loaned",    "howard",   "barcode", NOTHING, Step.RETURN,    19),
    Case("returned",  "howard",   "barcode", NOTHING, Step.SEND_BACK, 17),
    Case("sent_back", "american", "barcode", NOTHING, Step.CHECK_IN,  14),
]  # fmt: skip


@pytest.mark.parametrize("case", COSTS, ids=str)
def test_a_scan_costs_so_many_statements(desks: Desks, case: Case) -> None:
    loan = Loan.asked(desks).as_far_as(case.loan)
    code, desk = loan.code(case.code), {"howard": desks.howard, "american": desks.american}[case.at]
    with desk.inside():
        library = Library.objects.get(is_resource_sharing=True)
        with CaptureQueriesContext(connection) as counted:
            scanned = scan(
                code,
                at=library,
                by=STAFF,
                may=lambda action: True,
                now=timezone.now() + LATER,
                before=case.before,
            )
    assert (scanned.step, len(counted)) == (case.step, case.statements)
