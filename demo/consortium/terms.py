"""Policies, terms of use, and which rule gives which: the same in all institutions of the demo."""

from __future__ import annotations

from typing import Any

from interlend.domain.fulfillment.models import PolicyType, TermsKind

BOOK, REFERENCE, BORROWED = "BOOK", "REFERENCE", "P2P_BORROWED"

ITEM_POLICIES = {
    BOOK: "Book",
    REFERENCE: "Reference, not for loan",
    BORROWED: "Borrowed from a peer-to-peer partner",
}

LOAN_OF_BORROWED = "Peer to peer loan"
LOAN_OF_OWN = "Own items"
READING_ROOM = "In the reading room only"
LENDING = "Peer to peer lending"
NOT_LENT = "Not lent to partners"
BORROWING = "Peer to peer borrowing"
NO_BORROWING = "No borrowing from other libraries"

Values = dict[PolicyType, tuple[str, Any]]  # policy type → the policy's name and value
_NO_DUE_DATE: tuple[str, Any] = ("The same day", {"days": 0})

TERMS: dict[str, tuple[TermsKind, Values]] = {
    LOAN_OF_BORROWED: (
        TermsKind.LOAN,
        {
            PolicyType.IS_LOANABLE: ("Loanable", True),
            PolicyType.DUE_DATE: ("Six weeks", {"days": 42}),
            PolicyType.IS_RENEWABLE: ("Renewable", True),
            PolicyType.MAXIMUM_RENEWAL_PERIOD: ("Twelve weeks", {"days": 84}),
        },
    ),
    LOAN_OF_OWN: (
        TermsKind.LOAN,
        {
            PolicyType.IS_LOANABLE: ("Loanable", True),
            PolicyType.DUE_DATE: ("Four weeks", {"days": 28}),
            PolicyType.IS_RENEWABLE: ("Renewable", True),
            PolicyType.MAXIMUM_RENEWAL_PERIOD: ("Half a year", {"days": 182}),
        },
    ),
    READING_ROOM: (
        TermsKind.LOAN,
        {PolicyType.IS_LOANABLE: ("Not loanable", False), PolicyType.DUE_DATE: _NO_DUE_DATE},
    ),
    LENDING: (
        TermsKind.LENDING,
        {
            PolicyType.IS_LENDABLE: ("Lent to partners", True),
            PolicyType.DUE_DATE: ("Eight weeks", {"days": 56}),
            PolicyType.IS_RENEWABLE: ("Renewable", True),
            PolicyType.MAXIMUM_RENEWAL_PERIOD: ("Twelve weeks", {"days": 84}),
        },
    ),
    NOT_LENT: (
        TermsKind.LENDING,
        {PolicyType.IS_LENDABLE: ("Not lent to partners", False), PolicyType.DUE_DATE: _NO_DUE_DATE},
    ),
    BORROWING: (
        TermsKind.BORROWING,
        {
            PolicyType.ALLOW_REQUESTING: ("Requesting allowed", True),
            PolicyType.ACTIVE_REQUESTS_LIMIT: ("Fifty open requests", 50),
        },
    ),
    NO_BORROWING: (
        TermsKind.BORROWING,
        {PolicyType.ALLOW_REQUESTING: ("Requesting not allowed", False)},
    ),
}
