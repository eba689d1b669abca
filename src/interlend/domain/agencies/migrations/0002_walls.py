"""The database's own wall around this room's tables (`zones.walls`)."""

from django.db import migrations

from interlend.domain.zones import walls

# The one look-up of a credential before a zone is known: by its public id, nothing else of it.
_LOOK_UP = """
CREATE FUNCTION agencies_credential_of(wanted text)
RETURNS TABLE (id bigint, zone_id bigint, our_agency_id bigint, their_agency_id bigint, carrier text, digest bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT id, zone_id, our_agency_id, their_agency_id, carrier, digest FROM agencies_credential
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
        migrations.RunSQL(_LOOK_UP, "DROP FUNCTION agencies_credential_of(text)"),
    ]
