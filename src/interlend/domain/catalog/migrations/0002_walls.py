"""The database's own wall around this room's tables (`zones.walls`)."""

from django.db import migrations

from interlend.domain.zones import walls


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("zones", "0001_initial")]

    operations = [
        *walls.same_zone_keys(
            "catalog_holding",
            "catalog_item",
        ),
    ]
