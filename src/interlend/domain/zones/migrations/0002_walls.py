"""The database's own wall around this room's tables (`zones.walls`)."""

from django.db import migrations

from interlend.domain.zones import walls


class Migration(migrations.Migration):
    dependencies = [("zones", "0001_initial")]

    operations = [
        *walls.confidential(
            "zones_setting",
        ),
        *walls.same_zone_keys(
            "zones_setting",
        ),
    ]
