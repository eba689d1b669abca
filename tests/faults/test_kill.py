"""Processes are killed (kill -9) at ten points of an exchange: nothing is lost, nothing is done twice."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from interlend.domain.catalog.models import Item
from interlend.domain.circulation.models import Hold, Loan
from interlend.domain.exchange.models import Message
from interlend.domain.jobs.points import Point
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest, RotaEntry
from interlend.domain.zones import scope
from tests.conftest import MakeDatabase
from tests.faults.doomed import wait_until
from tests.faults.killing import Pass, barcode, title
from tests.scenarios.installation import Installation
from tests.scenarios.records import letters, messages, table, timeline
from tests.scenarios.steps import Institution

A_MINUTE = 60.0
ROUNDS = 10

HOWARDS_TIMELINE = table("""
    patron Placed         locate_in_process
    system LocateFinished request_sent
    system Asked          request_sent
    peer   Shipped        shipped_physically
    staff  Receive        physically_received
    staff  LoanToPatron   loaned
    staff  ReturnByPatron returned_by_patron
    staff  SendBack       returned_to_partner
    peer   LoanCompleted  request_completed
""")
LENDERS_TIMELINE = table("""
    peer   RequestArrived created
    system LocateOutcome  being_processed
    staff  Ship           shipped_physically
    peer   PartnerReceived received_by_partner
    peer   PartnerReturned returned_by_partner
    staff  CheckIn        request_completed
""")


@contextmanager
def one_pass(
    make_database: MakeDatabase, blocker: DjangoDbBlocker, folder: Path, code: str
) -> Iterator[Pass]:
    """Run one pass on a pair of installations of its own."""
    pair = {name: Installation(name, make_database(), folder / name, blocker) for name in ("wrlc", "suny")}
    made = Pass(pair, folder)
    try:
        for installation in pair.values():
            installation.start()
        for installation in pair.values():
            installation.wait_until_ready()
        made.run(code)
        yield made
    finally:
        for institution in made.people.values():
            institution.keys.close()
        for installation in pair.values():
            installation.stop()


@pytest.fixture(scope="module")
def done(
    make_database: MakeDatabase,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Pass]:
    """One pass over the ten points."""
    folder = tmp_path_factory.mktemp("killed")
    with one_pass(make_database, django_db_blocker, folder, "kill") as made:
        yield made


def test_there_are_ten_points() -> None:
    assert len(Point) == 10


@pytest.mark.xdist_group("kill")
@pytest.mark.parametrize("point", Point)
def test_after_a_kill_nothing_is_lost_and_nothing_is_done_twice(done: Pass, point: Point) -> None:
    look_at(done, point)


@pytest.mark.xdist_group("kill")
def test_after_the_kills_nothing_is_left_undone(done: Pass) -> None:
    look_at_what_is_left(done)


@pytest.mark.proof
@pytest.mark.parametrize("round_", range(1, ROUNDS + 1))
def test_ten_rounds_of_ten_kills(
    make_database: MakeDatabase,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path: Path,
    round_: int,
) -> None:
    with one_pass(make_database, django_db_blocker, tmp_path, f"round{round_}") as made:
        for point in Point:
            look_at(made, point)
        look_at_what_is_left(made)


def look_at(done: Pass, point: Point) -> None:
    """What must hold of the loan during which a process was killed at this point."""
    loan, howard = done.loans[point], done.howard
    assert (loan.doomed.stopped_at, loan.doomed.ended_by) == (point, signal.SIGKILL)
    assert loan.agreed_after < A_MINUTE
    asked, lender = loan.request, loan.lender
    assert timeline(howard, asked) == HOWARDS_TIMELINE
    assert timeline(lender, asked) == LENDERS_TIMELINE
    assert sorted(messages(howard, asked)) == table("""
        in supplyingAgencyMessage RequestResponse applied
        in supplyingAgencyMessage StatusChange applied
        out request delivered
        out requestingAgencyMessage Received delivered
        out requestingAgencyMessage ShippedReturn delivered
    """)
    assert sorted(messages(lender, asked)) == table("""
        in request applied
        in requestingAgencyMessage Received applied
        in requestingAgencyMessage ShippedReturn applied
        out supplyingAgencyMessage RequestResponse delivered
        out supplyingAgencyMessage StatusChange delivered
    """)
    assert letters(howard, asked) == [f"Ready for you: {title(point)}"]
    assert rows_at(howard, point) == {
        "requests": 1, "conversations": 1, "holds": ["filled"], "loans": 1, "copies": [("withdrawn", True)],
    }  # fmt: skip
    assert rows_at(lender, point) == {
        "requests": 1, "conversations": 1, "holds": ["filled"], "loans": 0, "copies": [("on_shelf", False)],
    }  # fmt: skip


def rows_at(at: Institution, point: Point) -> dict[str, Any]:
    """What there is of this loan in the tables of one side."""
    with at.built.installation.inside(), scope.entered(at.built.zone_id):
        borrowed = BorrowingRequest.objects.filter(title=title(point))
        lent = LendingRequest.objects.filter(title=title(point))
        asked = RotaEntry.objects.filter(request__in=borrowed).exclude(conversation=None)
        conversations = [*asked.values_list("conversation_id"), *lent.values_list("conversation_id")]
        copies = Item.objects.filter(barcode=barcode(point))
        return {
            "requests": borrowed.count() + lent.count(),
            "conversations": len(conversations),
            "holds": list(Hold.objects.filter(item__in=copies).values_list("state", flat=True)),
            "loans": Loan.objects.filter(item__in=copies).count(),
            "copies": list(copies.values_list("availability", "is_temporary")),
        }


def look_at_what_is_left(done: Pass) -> None:
    """No job waits or counts as being done, and no message waits; nothing more was said than was meant."""
    for installation in done.pair.values():
        with installation.inside():
            wait_until("no job is left", lambda: _jobs() == [], seconds=A_MINUTE)
    for at in done.people.values():
        with at.built.installation.inside(), scope.entered(at.built.zone_id):
            unsettled = Message.objects.exclude(state__in=["applied", "delivered"])
            assert list(unsettled.values_list("state", "last_error")) == []


def _jobs() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status::text FROM procrastinate_jobs")
        return list(cursor.fetchall())
