"""The database's own wall around the new tables, and the one look-up of roles before a zone is known."""

from django.db import migrations

from interlend.domain.zones import walls

_LOOK_UP = """
CREATE FUNCTION people_roles_of(wanted bigint)
RETURNS TABLE (zone_id bigint, role text, library_id bigint, desk_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT zone_id, role, library_id, desk_id FROM people_roleassignment WHERE user_id = wanted ORDER BY id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0003_views_and_answers")]

    operations = [
        *walls.confidential("people_savedview", "people_rememberedanswer"),
        *walls.same_zone_keys("people_savedview", "people_rememberedanswer"),
        migrations.RunSQL(_LOOK_UP, "DROP FUNCTION people_roles_of(bigint)"),
    ]
