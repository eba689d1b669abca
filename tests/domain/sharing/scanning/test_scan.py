"""A scan: how far a loan is, the code, the role of who scans → how it goes, what is done, what is said."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from interlend.domain.circulation.models import TemporaryItemRule
from interlend.domain.libraries.models import ItemCreation
from interlend.domain.people.models import Role
from interlend.domain.sharing.scanning.scanned import NOTHING, Awaited, Step
from tests.domain.sharing.desks import Desks
from tests.domain.sharing.scanning.scans import Loan, scans
from tests.world import RITA

FOUNDERS, BENDER = "FOUNDERS", "BENDER"
DESK, OPERATOR = Role.DESK_OPERATOR, Role.SERVICES_OPERATOR
CARD, PAUL = Awaited(patron=RITA), Awaited(patron="HOWARD-R2")
OK, LOOK, STOP = "ok", "look", "stop"
NOT_DONE = "Stop: nothing was done"
NOT_THERE_YET = "Shipped; Howard University has not received it yet"


class Case(NamedTuple):
    """One line of a table."""

    loan: str
    code: str
    role: Role
    outcome: str
    step: Step | None
    headline: str
    before: Awaited = NOTHING

    def __str__(self) -> str:
        return f"{self.loan}, {self.code}, {self.role}, {self.before.patron or 'nothing'} before"


AT_THE_BORROWER = [
    #    the loan     code       role      how   what is done    what is said
    Case("asked",     "number",  OPERATOR, LOOK, None,           "Not shipped yet, says American University"),
    Case("shipped",   "barcode", OPERATOR, OK,   Step.RECEIVE,   "Ready for pickup shelf: R. {mark}"),
    Case("shipped",   "number",  OPERATOR, OK,   Step.RECEIVE,   "Ready for pickup shelf: R. {mark}"),
    Case("shipped",   "id",      OPERATOR, OK,   Step.RECEIVE,   "Ready for pickup shelf: R. {mark}"),
    Case("shipped",   "barcode", DESK,     STOP, None,           NOT_DONE),
    Case("received",  "barcode", DESK,     LOOK, None,           "Waits for Rita Reader: R. {mark}"),
    Case("received",  "barcode", DESK,     OK,   Step.LOAN,      "Lent to Rita Reader until {due}", CARD),
    Case("received",  "barcode", DESK,     STOP, None,           "Waits for somebody else: R. {mark}", PAUL),
    Case("received",  "barcode", OPERATOR, STOP, None,           NOT_DONE, CARD),
    Case("received",  "card",    DESK,     LOOK, None,           "Rita Reader"),
    Case("received",  "card",    OPERATOR, STOP, None,           NOT_DONE),
    Case("loaned",    "barcode", DESK,     OK,   Step.RETURN,    "Returned by Rita Reader"),
    Case("returned",  "barcode", OPERATOR, OK,   Step.SEND_BACK, "Send back to American University"),
    Case("returned",  "barcode", DESK,     STOP, None,           NOT_DONE),
    Case("sent_back", "number",  OPERATOR, STOP, None,           "Returned item to partner"),
    Case("sent_back", "barcode", OPERATOR, STOP, None,           "Returned item to partner"),
]  # fmt: skip

AT_THE_LENDER = [
    Case("asked",     "barcode", OPERATOR, OK,   Step.SHIP,      "Ship to Howard University"),
    Case("asked",     "lending", OPERATOR, LOOK, None,           "Now scan the copy: AMERICAN-1"),
    Case("asked",     "barcode", DESK,     STOP, None,           NOT_DONE),
    Case("asked",     "nothing", OPERATOR, STOP, None,           "Nothing here is 999"),
    Case("shipped",   "barcode", OPERATOR, LOOK, None,           NOT_THERE_YET),
    Case("received",  "barcode", OPERATOR, OK,   Step.CHECK_IN,  "Home again: put it on its shelf"),
    Case("sent_back", "barcode", OPERATOR, OK,   Step.CHECK_IN,  "Home again: put it on its shelf"),
    Case("sent_back", "id",      OPERATOR, OK,   Step.CHECK_IN,  "Home again: put it on its shelf"),
    Case("sent_back", "lending", OPERATOR, OK,   Step.CHECK_IN,  "Home again: put it on its shelf"),
    Case("sent_back", "barcode", DESK,     STOP, None,           NOT_DONE),
]  # fmt: skip


@pytest.mark.parametrize("case", AT_THE_BORROWER, ids=str)
def test_at_the_desk_of_the_borrower(desks: Desks, case: Case) -> None:
    loan = Loan.asked(desks).as_far_as(case.loan)
    scanned = scans(desks.howard, loan.code(case.code), at=FOUNDERS, role=case.role, before=case.before)
    said = case.headline.format(mark=loan.number[-4:], due=loan.due())
    assert (scanned.outcome, scanned.step, scanned.headline) == (case.outcome, case.step, said)


@pytest.mark.parametrize("case", AT_THE_LENDER, ids=str)
def test_at_the_desk_of_the_lender(desks: Desks, case: Case) -> None:
    loan = Loan.asked(desks).as_far_as(case.loan)
    scanned = scans(desks.american, loan.code(case.code), at=BENDER, role=case.role)
    assert (scanned.outcome, scanned.step, scanned.headline) == (case.outcome, case.step, case.headline)


def test_a_step_that_the_domain_refuses_changes_nothing_and_says_why(desks: Desks) -> None:
    loan = Loan.asked(desks).as_far_as("shipped")
    desks.howard.library(borrowing_location=None)
    with desks.howard.inside():
        TemporaryItemRule.objects.all().delete()
        ItemCreation.objects.all().delete()
    scanned = scans(desks.howard, loan.barcode, at=FOUNDERS)
    assert (scanned.outcome, scanned.headline, scanned.number) == (STOP, NOT_DONE, loan.number)
    assert scanned.next.startswith("Founders Library has no borrowing location")
    assert desks.howard.borrowed(loan.number).state == "shipped_physically"


def test_nobody_finds_what_belongs_to_another_institution(desks: Desks) -> None:
    loan = Loan.asked(desks).as_far_as("shipped")
    codes = [loan.number, loan.lending, loan.barcode, loan.code("id"), RITA]
    assert [scans(desks.georgetown, code, at="LAUINGER").is_known for code in codes] == [False] * 5
