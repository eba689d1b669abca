"""What the guide sets for peer-to-peer resource sharing: workflow profiles, settings, expiry, names."""

from __future__ import annotations

from typing import Final

from interlend.domain.libraries.models import LocateField
from interlend.kernel.lifecycle.steps import BorrowingStep, LendingStep

EXPIRY_DAYS: Final = 4
"""Open days until a request that a lender leaves unanswered moves on."""

LOCATE_BY: Final = [
    LocateField.TITLE,
    LocateField.AUTHOR,
    LocateField.ISBN_ISSN,
    LocateField.SYSTEM_NUMBER,
    LocateField.LCCN,
]

SETTINGS: Final = {
    "rs_allow_actions_on_scan_in": True,
    "rs_auto_request_lending": True,
    "rs_disable_borrowing_auto_assign": True,
    "rs_disable_lending_auto_assign": True,
}
"""Four of the six; ill_item_creation_lib_code and ill_item_creation_location_code name a library and a
location, and are kept as keys."""

BORROWING_WORKFLOW: Final = "Peer to Peer Borrowing"
BORROWING_STEPS: Final = (
    BorrowingStep.AUTOMATIC_RENEW,
    BorrowingStep.CANCELLED_BY_PATRON,
    BorrowingStep.CANCELLED_BY_PARTNER,
    BorrowingStep.CANCELLED_BY_STAFF,
    BorrowingStep.CONDITIONAL,
    BorrowingStep.LENDER_CHECK_IN,
    BorrowingStep.MANUAL_RENEW,
    BorrowingStep.REJECT,
    BorrowingStep.RENEW_REQUESTED,
    BorrowingStep.REQUEST_ACCEPTED,
    BorrowingStep.WILL_SUPPLY,
)
LENDING_WORKFLOW: Final = "Peer to Peer Lending"
LENDING_STEPS: Final = (
    LendingStep.BORROWER_RECALL,
    LendingStep.CANCEL_REPLY,
    LendingStep.CONDITIONAL,
    LendingStep.LENDER_CHECK_IN,
    LendingStep.PATRON_RENEWAL,
    LendingStep.STAFF_RENEWAL,
)

ROTA_TEMPLATE: Final = ("P2P", "Peer to peer libraries")
EXPIRED_REQUESTS_JOB: Final = "expired_resource_sharing_requests"
