"""A million requests in five institutions, for measuring: three years of them, nine of ten closed.

Configuration is made by the models; the rows by SQL of the administrator with keys unchecked, which hold by
how the rows are made. Titles are drawn from those that `demo` generates, so that words are as rare and as
common as in a catalog.
"""

from __future__ import annotations

import time
from itertools import islice

import psycopg

from bench import titles
from demo.catalogs.generate import generated
from interlend.kernel.marc.describing import describe

ON_EACH_SIDE = 100_000
"""Requests of an institution to partners, and of partners to it."""
OPEN_AMONG_NEWEST = 0.15
PATRONS, PARTNERS, COPIES, TITLES = 5_000, 30, 20_000, 20_000
LIBRARIES = ("MAIN", "LAW", "MUSIC", "SCIENCE")


def configure(code: str) -> int:
    """The libraries, patrons, partners and copies of an institution; its zone's id."""
    from interlend.domain.agencies.models import Agency
    from interlend.domain.catalog.models import Item, Record
    from interlend.domain.libraries.models import CirculationDesk, FulfillmentUnit, Library, Location
    from interlend.domain.partners.models import Partner
    from interlend.domain.people.models import Patron, UserGroup
    from interlend.domain.zones import scope
    from interlend.domain.zones.models import Zone

    zone = Zone.objects.get(code=code)
    agency = Agency.objects.create(name=code.title(), zone=zone)
    others = Agency.objects.bulk_create(Agency(name=f"Library {at}") for at in range(PARTNERS))
    with scope.entered(zone.pk):
        unit = FulfillmentUnit.objects.create(code="ALL", name="All")
        group = UserGroup.objects.create(code="ALL", name="All")
        shelves = []
        for at, library_code in enumerate(LIBRARIES):
            made = {"agency": agency, "is_resource_sharing": True} if at == 0 else {}
            library = Library.objects.create(
                code=library_code, name=f"{library_code.title()} Library", **made
            )
            CirculationDesk.objects.create(library=library, code="DESK", name="Desk")
            shelves.append(
                Location.objects.create(library=library, code="STACKS", name="Stacks", fulfillment_unit=unit)
            )
        Patron.objects.bulk_create(
            Patron(barcode=f"P-{at:05}", name=f"Reader {at}", user_group=group) for at in range(PATRONS)
        )
        Partner.objects.bulk_create(
            Partner(agency=other, code=f"PARTNER-{at:02}", name=f"Partner {at}")
            for at, other in enumerate(others)
        )
        record = Record.objects.create(number="R-1", title="A copy", title_key="copy")
        Item.objects.bulk_create(
            Item(
                record=record,
                barcode=f"{code}-{at}",
                location=shelves[at % 4],
                home=shelves[at % 4],
                call_number=f"PS{at % 9000} .B{at}",
                availability=Item.Availability.REQUESTED,
            )
            for at in range(COPIES)
        )
    return zone.pk


def fill(admin_url: str, zone_ids: list[int]) -> float:
    """All requests of these institutions; the seconds that it took."""
    begun = time.monotonic()
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute(
            "CREATE TEMPORARY TABLE title (at integer PRIMARY KEY, title text, author text, isbn text)"
        )
        with admin.cursor().copy("COPY title FROM STDIN") as copy:
            for at, record in enumerate(islice(generated(TITLES), TITLES)):
                facts = describe(record)
                isbn = facts.isbns[0] if facts.isbns else ""
                copy.write_row((at, facts.title, facts.author, isbn))
        for zone_id in zone_ids:
            for statement in (_CONVERSATIONS, _BORROWING, _ROTA, _HOLDS, _LENDING, _NOTES):
                admin.execute(statement, {"zone": zone_id, "most": ON_EACH_SIDE})
        admin.execute("VACUUM ANALYZE")
    return time.monotonic() - begun


_NAMED = """
    number AS (
        SELECT at, at > %(most)s * 0.85 AND at %% 3 < 2 OR at %% 400 = 0 AS is_open,
               now() - (%(most)s - at) * interval '15 minutes' AS begun,
               ('x' || substr(md5(at::text || 'state'), 1, 7))::bit(28)::integer AS drawn,
               ('x' || substr(md5(at::text || 'other'), 1, 7))::bit(28)::integer AS other
        FROM generate_series(1, %(most)s) at
    ),
    partner AS (
        SELECT id, agency_id, row_number() OVER (ORDER BY id) - 1 AS at
        FROM partners_partner WHERE zone_id = %(zone)s
    ),
    patron AS (
        SELECT id, row_number() OVER (ORDER BY id) - 1 AS at FROM people_patron WHERE zone_id = %(zone)s
    ),
    library AS (
        SELECT id, row_number() OVER (ORDER BY id) - 1 AS at FROM libraries_library WHERE zone_id = %(zone)s
    ),
    item AS (
        SELECT id, row_number() OVER (ORDER BY id) - 1 AS at FROM catalog_item WHERE zone_id = %(zone)s
    )
"""
_SKEWED = f"floor({PARTNERS} * power((number.other %% 1000) / 1000.0, 2))"
"""A few partners have most of the requests."""

_CONVERSATIONS = f"""
WITH {_NAMED}
INSERT INTO exchange_conversation (zone_id, our_agency_id, their_agency_id, partner_id, role, request_id,
    supplier_request_id, schema_version, dialect, our_symbol, their_symbol, open_asks, is_first_answer_sent)
SELECT %(zone)s, (SELECT id FROM agencies_agency WHERE zone_id = %(zone)s), partner.agency_id, partner.id,
       role, left(role, 1) || '-' || %(zone)s || '-' || number.at, '', '1.2', 'default', 'A:B', 'C:D', '{{}}',
       true
FROM number JOIN partner ON partner.at = {_SKEWED}, (VALUES ('borrower'), ('lender')) roles (role)
"""

_BORROWING = f"""
WITH {_NAMED}
INSERT INTO sharing_borrowingrequest (zone_id, number, title, author, edition, publisher, year, volume, isbn,
    issn, lccn, system_number, state, act_by, needs_attention, created_at, changed_at, format,
    specific_edition, patron_note, terms_name, cancel_asked_by, state_before_cancel, lender_due_at, condition,
    asked_count, library_id, pickup_library_id, patron_id)
SELECT %(zone)s, 'B-' || number.at, title.title, title.author, '', '', '', '', title.isbn, '', '', '',
       CASE WHEN is_open THEN (ARRAY['created', 'ready_to_send', 'request_sent', 'request_sent',
           'will_supply', 'conditional', 'rejected_by_partner', 'shipped_physically', 'shipped_physically',
           'in_transit_to_pickup', 'physically_received', 'loaned', 'loaned', 'loaned', 'returned_by_patron',
           'returned_to_partner'])
           [1 + drawn %% 16]
       ELSE (ARRAY['request_completed', 'request_completed', 'request_completed', 'request_completed',
           'cancelled_by_patron', 'cancelled_by_staff'])[1 + drawn %% 6] END,
       CASE WHEN is_open THEN now() + (drawn %% 240 - 60) * interval '3 hours' END,
       CASE WHEN is_open AND drawn %% 11 = 0 THEN 'The partner has written.' ELSE '' END,
       begun, begun, 'physical', false, '', 'Loan', '', '', begun + interval '60 days', '', 1,
       main.id, library.id, patron.id
FROM number
JOIN title ON title.at = number.drawn %% {TITLES}
JOIN patron ON patron.at = number.other %% {PATRONS}
JOIN library ON library.at = number.other %% 4
JOIN library main ON main.at = 0
ORDER BY number.at
"""

_ROTA = f"""
WITH {_NAMED}
INSERT INTO sharing_rotaentry (zone_id, request_id, partner_id, position, standing, state, reason,
    located_record, sends_automatically, item_barcode, conversation_id)
SELECT %(zone)s, request.id, conversation.partner_id, 1,
       CASE WHEN is_open AND drawn %% 16 < 2 THEN 'pending' WHEN is_open AND drawn %% 16 < 6 THEN 'active'
            WHEN request.state LIKE 'cancelled%%' THEN 'rejected' ELSE 'supplied' END,
       '', '', '', true, 'LENT-' || %(zone)s || '-' || number.at, conversation.id
FROM number
JOIN sharing_borrowingrequest request ON request.zone_id = %(zone)s AND request.number = 'B-' || number.at
JOIN exchange_conversation conversation
    ON conversation.zone_id = %(zone)s AND conversation.request_id = 'b-' || %(zone)s || '-' || number.at
"""

_HOLDS = f"""
WITH {_NAMED}
INSERT INTO circulation_hold (zone_id, kind, state, placed_at, number, item_id, library_id)
SELECT %(zone)s, 'pull', 'waiting', begun, 'L-' || number.at, item.id, library.id
FROM number JOIN item ON item.at = number.at %% {COPIES} JOIN library ON library.at = 0
WHERE is_open AND number.at > %(most)s * 0.85 AND drawn %% 8 < 2
"""

_LENDING = f"""
WITH {_NAMED}
INSERT INTO sharing_lendingrequest (zone_id, number, title, author, edition, publisher, year, volume, isbn,
    issn, lccn, system_number, state, act_by, needs_attention, created_at, changed_at, partner_note,
    requester, reject_reason, due_at, terms_name, library_id, partner_id, conversation_id, item_id, hold_id)
SELECT %(zone)s, 'L-' || number.at, title.title, title.author, '', '', '', '', title.isbn, '', '', '',
       CASE WHEN is_open THEN (ARRAY['being_processed', 'being_processed', 'created', 'conditional',
           'shipped_physically', 'received_by_partner', 'received_by_partner', 'returned_by_partner'])
           [1 + drawn %% 8]
       ELSE (ARRAY['request_completed', 'request_completed', 'request_completed', 'rejected', 'cancelled',
           'expired'])[1 + drawn %% 6] END,
       CASE WHEN is_open THEN now() + (drawn %% 240 - 60) * interval '3 hours' END,
       CASE WHEN is_open AND drawn %% 11 = 0 THEN 'The borrower has written.' ELSE '' END,
       begun, begun, '', '', '', begun + interval '60 days', 'Loan', library.id, conversation.partner_id,
       conversation.id, item.id, hold.id
FROM number
JOIN title ON title.at = number.other %% {TITLES}
JOIN library ON library.at = 0
JOIN item ON item.at = number.at %% {COPIES}
JOIN exchange_conversation conversation
    ON conversation.zone_id = %(zone)s AND conversation.request_id = 'l-' || %(zone)s || '-' || number.at
LEFT JOIN circulation_hold hold ON hold.zone_id = %(zone)s AND hold.number = 'L-' || number.at
ORDER BY number.at
"""

_NOTES = """
INSERT INTO sharing_note (zone_id, borrowing_request_id, text, author_name, written_at)
SELECT %(zone)s, id, 'The reader called.', 'Vera', now() FROM sharing_borrowingrequest
WHERE zone_id = %(zone)s AND id %% 20 = 0 AND %(most)s > 0
"""


def is_filled() -> bool:
    """Whether the open installation has its requests."""
    return titles.titles_held() > 0
