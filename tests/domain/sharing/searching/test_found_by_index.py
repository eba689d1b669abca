"""Under the policies, as the plain role, among many: each question is answered by the index made for it."""

from __future__ import annotations

import psycopg
from django.db import connection, transaction
from django.utils import timezone

from interlend.domain.libraries.models import Library
from interlend.domain.people.models import Patron, UserGroup
from interlend.domain.sharing.models import BorrowingRequest
from interlend.domain.sharing.searching.conditions import found
from interlend.domain.sharing.searching.query import Side, parse
from interlend.domain.sharing.searching.search import Sort, matching, ordered
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone

MANY = 3000

FOUND = {
    "sula": "borrowing_words",
    '"volume 77"': "borrowing_words",
    "B-77": "one_borrowing_request_a_number",
}
"""What somebody types → the index that finds it."""

READ = {
    "state:request_sent": "borrowing_by_state",
    "is:open": "borrowing_by_state",
    "patron:P-1": "borrowing_by_patron",
}
"""What a list shows → the index that it is read by."""


def fill(code: str, many: int) -> Zone:
    """An institution with many requests, few of them open."""
    zone = Zone.objects.create(code=code, name=code)
    with scope.entered(zone.pk):
        library = Library.objects.create(code="MAIN", name="Main")
        group = UserGroup.objects.create(code="ALL", name="All")
        patrons = [
            Patron(barcode=f"P-{place}", name="A Reader", user_group=group) for place in range(many // 20)
        ]
        Patron.objects.bulk_create(patrons)
        requests = [
            BorrowingRequest(
                number=f"B-{place}",
                title="Sula" if place == 1 else f"Volume {place}",
                library=library,
                pickup_library=library,
                patron=patrons[place % len(patrons)],
                state="request_completed" if place % 40 else "request_sent",
            )
            for place in range(many)
        ]
        BorrowingRequest.objects.bulk_create(requests)
    return zone


def scans() -> dict[str, int]:
    """How often this transaction has looked into each index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, pg_stat_get_xact_numscans(oid) FROM pg_class WHERE relkind = 'i'")
        return dict(cursor.fetchall())


def test_questions_are_answered_by_their_indexes(committed_db: dict[str, str]) -> None:
    howard, _ = fill("howard", MANY), fill("american", 3 * MANY)
    with psycopg.connect(committed_db["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("ANALYZE")
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
    used = {}
    for text, index in FOUND.items():
        with transaction.atomic(), scope.entered(howard.pk):
            before = scans()[index]
            assert found(Side.BORROWING, parse(text, Side.BORROWING).of(None))
            used[text] = scans()[index] > before
    for text, index in READ.items():
        with scope.entered(howard.pk):
            rows = matching(Side.BORROWING, parse(text, Side.BORROWING), now=timezone.now())
            read = ordered(Side.BORROWING, rows, Sort.NEWEST)[:50].explain()
        used[text] = index in read and "Seq Scan on sharing" not in read
    assert used == dict.fromkeys([*FOUND, *READ], True)
