"""The database's own wall around this room's tables (`zones.walls`)."""

from django.db import migrations

from interlend.domain.zones import walls


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("zones", "0001_initial")]

    operations = [
        *walls.confidential(
            "people_roleassignment",
            "people_usergroup",
            "people_patron",
        ),
        *walls.same_zone_keys(
            "people_roleassignment",
            "people_usergroup",
            "people_patron",
        ),
    ]
