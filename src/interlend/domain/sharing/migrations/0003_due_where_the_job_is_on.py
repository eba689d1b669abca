"""What falls due: lenders' requests of zones whose job is off must not fill the list of all others."""

from django.db import migrations

_DUE = """
CREATE OR REPLACE FUNCTION sharing_due(now timestamptz, most integer)
RETURNS TABLE (zone_id bigint, kind text, request_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    (SELECT zone_id, 'borrowing', id FROM sharing_borrowingrequest
     WHERE answer_due_at <= now ORDER BY answer_due_at LIMIT most)
    UNION ALL
    (SELECT zone_id, 'lending', id FROM sharing_lendingrequest request
     WHERE expires_at <= now AND EXISTS (
         SELECT 1 FROM jobs_schedule schedule
         WHERE schedule.zone_id = request.zone_id AND schedule.is_active
           AND schedule.kind = 'expired_resource_sharing_requests')
     ORDER BY expires_at LIMIT most)
$$;
"""
_DUE_BEFORE = """
CREATE OR REPLACE FUNCTION sharing_due(now timestamptz, most integer)
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
    dependencies = [("sharing", "0002_walls"), ("jobs", "0002_walls")]

    operations = [migrations.RunSQL(_DUE, _DUE_BEFORE)]
