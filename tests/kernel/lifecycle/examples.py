"""One plain example of each happening, from which the tests make the cases they need."""

from dataclasses import MISSING, fields
from datetime import UTC, datetime
from typing import Any

from interlend.kernel.lifecycle import happenings as h
from interlend.kernel.lifecycle.borrowing import BORROWING
from interlend.kernel.lifecycle.left import LEFT_BEHIND
from interlend.kernel.lifecycle.lending import LENDING
from interlend.kernel.lifecycle.steps import BORROWING_STEPS, LENDING_STEPS, Step
from interlend.kernel.lifecycle.table import Table

TABLES: dict[str, Table] = {"borrowing": BORROWING, "lending": LENDING, "left": LEFT_BEHIND}
ALL_STEPS: dict[str, frozenset[Step]] = {
    "borrowing": frozenset(BORROWING_STEPS),
    "lending": frozenset(LENDING_STEPS),
    "left": frozenset(),
}

PLAIN: dict[str, Any] = {
    "message": h.Sent.REQUEST,
    "found": 1,
    "barcode": "DEMO-1",
    "item": "DEMO-1",
    "due": datetime(2026, 3, 2, 22, 0, tzinfo=UTC),
    "reason": "NotOnShelf",
    "agreed": True,
    "kind": h.Located.AVAILABLE,
}


def example(kind: type[h.Happening], /, **different: Any) -> h.Happening:
    """A happening of this kind; fields without a default are filled with something plain."""
    needed = {
        field.name: PLAIN[field.name]
        for field in fields(kind)
        if field.default is MISSING and field.name not in different
    }
    return kind(**needed, **different)
