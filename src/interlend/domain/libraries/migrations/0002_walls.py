"""The database's own wall around this room's tables (`zones.walls`)."""

from django.db import migrations

from interlend.domain.zones import walls

# Names that members publish with their catalogs; nothing else of a library or location is readable outside its zone.
_PUBLISHED = """
CREATE FUNCTION libraries_published(wanted bigint[])
RETURNS TABLE (location_id bigint, zone_id bigint, library_code text, library_name text, location_code text,
               location_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT location.id, location.zone_id, library.code, library.name, location.code,
           coalesce(nullif(location.external_name, ''), location.name)
    FROM libraries_location location JOIN libraries_library library ON library.id = location.library_id
    WHERE location.id = ANY (wanted)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("libraries", "0001_initial"), ("zones", "0001_initial")]

    operations = [
        *walls.confidential(
            "libraries_library",
            "libraries_delivery",
            "libraries_fulfillmentunit",
            "libraries_location",
            "libraries_circulationdesk",
            "libraries_desklocation",
            "libraries_itempolicy",
            "libraries_closure",
            "libraries_itemcreation",
        ),
        *walls.same_zone_keys(
            "libraries_library",
            "libraries_delivery",
            "libraries_fulfillmentunit",
            "libraries_location",
            "libraries_circulationdesk",
            "libraries_desklocation",
            "libraries_itempolicy",
            "libraries_closure",
            "libraries_itemcreation",
        ),
        migrations.RunSQL(_PUBLISHED, "DROP FUNCTION libraries_published(bigint[])"),
    ]
