"""The database's own wall around this room's tables (`zones.walls`)."""

from django.db import migrations

from interlend.domain.zones import walls

# Letters that are due to be sent, over all zones: ids only.
_OUTBOX = """
CREATE FUNCTION letters_outbox(now timestamptz, most integer)
RETURNS TABLE (zone_id bigint, letter_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT zone_id, id FROM letters_letter
    WHERE state = 'queued' AND next_attempt_at <= now ORDER BY id LIMIT most
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_initial"), ("zones", "0001_initial")]

    operations = [
        *walls.confidential(
            "letters_lettertemplate",
            "letters_letter",
        ),
        *walls.same_zone_keys(
            "letters_lettertemplate",
            "letters_letter",
        ),
        migrations.RunSQL(_OUTBOX, "DROP FUNCTION letters_outbox(timestamptz, integer)"),
    ]
