"""The database's own wall around this room's tables (`zones.walls`)."""

from django.db import migrations

from interlend.domain.zones import walls

# Requests whose time has come, over all zones: ids only.
_DUE = """
CREATE FUNCTION sharing_due(now timestamptz, most integer)
RETURNS TABLE (zone_id bigint, kind text, request_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    (SELECT zone_id, 'borrowing', id FROM sharing_borrowingrequest
     WHERE answer_due_at <= now ORDER BY answer_due_at LIMIT most)
    UNION ALL
    (SELECT zone_id, 'lending', id FROM sharing_lendingrequest
     WHERE expires_at <= now ORDER BY expires_at LIMIT most)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_initial"), ("zones", "0001_initial")]

    operations = [
        *walls.confidential(
            "sharing_borrowingrequest",
            "sharing_rotaentry",
            "sharing_lendingrequest",
            "sharing_historyentry",
            "sharing_note",
        ),
        *walls.same_zone_keys(
            "sharing_borrowingrequest",
            "sharing_rotaentry",
            "sharing_lendingrequest",
            "sharing_historyentry",
            "sharing_note",
        ),
        migrations.RunSQL(_DUE, "DROP FUNCTION sharing_due(timestamptz, integer)"),
    ]
