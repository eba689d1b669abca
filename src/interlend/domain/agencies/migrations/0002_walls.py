"""The database's own wall around this room's tables (`zones.walls`)."""

from django.db import migrations

from interlend.domain.zones import walls

# The one look-up of a credential before a zone is known: by its public id, nothing else of it. With it come
# the symbols of the two agencies, in capitals: those in force, and old ones that nobody else has taken up.
_LOOK_UP = """
CREATE FUNCTION agencies_symbols_of(agency bigint) RETURNS text[]
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(upper(held.authority) || ':' || upper(held.symbol)), '{}')
    FROM agencies_agencysymbol held
    WHERE held.agency_id = agency AND (held.in_force_to IS NULL OR NOT EXISTS (
        SELECT 1 FROM agencies_agencysymbol other
        WHERE upper(other.authority) = upper(held.authority) AND upper(other.symbol) = upper(held.symbol)
            AND other.agency_id <> agency AND other.in_force_to IS NULL))
$$;
CREATE FUNCTION agencies_credential_of(wanted text)
RETURNS TABLE (id bigint, zone_id bigint, our_agency_id bigint, their_agency_id bigint, our_symbols text[],
               their_symbols text[], carrier text, digest bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT id, zone_id, our_agency_id, their_agency_id, agencies_symbols_of(our_agency_id),
           agencies_symbols_of(their_agency_id), carrier, digest
    FROM agencies_credential
    WHERE public_id = wanted AND direction = 'inbound' AND revoked_at IS NULL
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_initial"), ("zones", "0001_initial")]

    operations = [
        *walls.confidential(
            "agencies_credential",
        ),
        *walls.same_zone_keys(
            "agencies_credential",
        ),
        migrations.RunSQL(
            _LOOK_UP, "DROP FUNCTION agencies_credential_of(text); DROP FUNCTION agencies_symbols_of(bigint)"
        ),
    ]
