"""The second wall, in the database: row-level policies, and keys that cannot point into another zone.

Used by migrations. The owner of the tables is not bound by the policies and never serves; the plain role
that serves is (docs/deploy.md). The policies read `app.zone` without a default: a query outside a scope is
an error and not an empty page.
"""

from __future__ import annotations

from django.db.migrations.operations.special import RunSQL

_OWN = "zone_id = current_setting('app.zone')::bigint"
_NETWORKS = (
    "zone_id IN (SELECT network_id FROM zones_membership "
    "WHERE member_id = current_setting('app.zone')::bigint)"
)


def confidential(*tables: str) -> list[RunSQL]:
    """Only the zone itself reads and writes these tables."""
    return [
        RunSQL(
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
            f"CREATE POLICY own_zone ON {table} USING ({_OWN}) WITH CHECK ({_OWN});",
            f"DROP POLICY own_zone ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
        )
        for table in tables
    ]


def distributable(*tables: str) -> list[RunSQL]:
    """The zone writes its own rows; it also reads those of the networks that it belongs to."""
    return [
        RunSQL(
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
            f"CREATE POLICY own_zone ON {table} USING ({_OWN}) WITH CHECK ({_OWN});"
            f"CREATE POLICY networks ON {table} FOR SELECT USING ({_NETWORKS});",
            f"DROP POLICY networks ON {table}; DROP POLICY own_zone ON {table};"
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
        )
        for table in tables
    ]


def same_zone_keys(*tables: str) -> list[RunSQL]:
    """Every foreign key of these tables to a tenant's table also compares the zones of both rows.

    Foreign-key checks see through policies, so a plain key would let a row point at another zone's.
    """
    return [RunSQL(_SAME_ZONE.format(table=table), RunSQL.noop) for table in tables]


_SAME_ZONE = """
DO $$
DECLARE
    key record;
BEGIN
    FOR key IN
        SELECT source.attname AS column_name, target_table.relname AS target, constraint_row.conname AS name
        FROM pg_constraint constraint_row
        JOIN pg_class source_table ON source_table.oid = constraint_row.conrelid
        JOIN pg_class target_table ON target_table.oid = constraint_row.confrelid
        JOIN pg_attribute source
            ON source.attrelid = source_table.oid AND source.attnum = constraint_row.conkey[1]
        WHERE constraint_row.contype = 'f' AND source_table.relname = '{table}'
            AND source_table.relnamespace = 'public'::regnamespace
            AND array_length(constraint_row.conkey, 1) = 1
            AND EXISTS (SELECT 1 FROM pg_attribute zone_column
                        WHERE zone_column.attrelid = target_table.oid AND zone_column.attname = 'zone_id'
                            AND NOT zone_column.attisdropped AND zone_column.attnotnull)
    LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = key.target || '_zone_and_id') THEN
            EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I UNIQUE (zone_id, id)',
                           key.target, key.target || '_zone_and_id');
        END IF;
        IF NOT EXISTS (SELECT 1 FROM pg_constraint
                       WHERE conname = 'same_zone_' || left(md5(key.name), 16)) THEN
            EXECUTE format(
                'ALTER TABLE %I ADD CONSTRAINT %I FOREIGN KEY (zone_id, %I) REFERENCES %I (zone_id, id) '
                'DEFERRABLE INITIALLY DEFERRED',
                '{table}', 'same_zone_' || left(md5(key.name), 16), key.column_name, key.target);
        END IF;
    END LOOP;
END $$;
"""
