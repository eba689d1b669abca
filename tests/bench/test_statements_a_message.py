"""What each kind of message costs in database statements, exactly: more is a slip, fewer is worth a word.

Through the peers' address until the confirmation, and by the deliverer until the answer is kept; `advance` is
included, set_config and the writing of jobs are counted. No message may cost more than twelve.
"""

from __future__ import annotations

from pytest_django import Settings

from bench import statements, stranger
from interlend.interfaces.peers import iso18626

EXPECTED = {
    # what a borrower says to us
    "in: request": 11,
    "in: request, repeated": 6,
    "in: requestingAgencyMessage StatusRequest": 9,
    "in: requestingAgencyMessage Cancel, agreed": 12,
    "in: requestingAgencyMessage Cancel, too late": 9,
    "in: requestingAgencyMessage Received": 8,
    "in: requestingAgencyMessage Renew": 8,
    "in: requestingAgencyMessage Notification": 6,
    "in: requestingAgencyMessage ShippedReturn": 8,
    "in: requestingAgencyMessage ShippedReturn, repeated": 5,
    # what a lender says to us
    "in: supplyingAgencyMessage Unfilled, another lender left": 10,
    "in: supplyingAgencyMessage Unfilled, no lender left": 12,
    "in: supplyingAgencyMessage CancelResponse N": 8,
    "in: supplyingAgencyMessage CancelResponse Y": 11,
    "in: supplyingAgencyMessage ExpectToSupply": 8,
    "in: supplyingAgencyMessage WillSupply": 8,
    "in: supplyingAgencyMessage Loaned": 9,
    "in: supplyingAgencyMessage Notification": 6,
    "in: supplyingAgencyMessage Overdue": 8,
    "in: supplyingAgencyMessage LoanCompleted": 9,
    # what we say; a delivered request happens to the request that it is about
    "out: supplyingAgencyMessage": 9,
    "out: request": 12,
    "out: requestingAgencyMessage": 6,
}


def test_each_kind_of_message_costs_its_number_of_statements(
    committed_db: dict[str, str], settings: Settings
) -> None:
    settings.INTERLEND_HTTP_HOSTS = settings.INTERLEND_PRIVATE_HOSTS = [stranger.HOST]
    iso18626._gate.cache_clear()
    iso18626._uuid_of.cache_clear()
    assert statements.count() == EXPECTED


def test_no_kind_of_message_costs_more_than_the_goal() -> None:
    assert max(EXPECTED.values()) <= statements.GOAL
