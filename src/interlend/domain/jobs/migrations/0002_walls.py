"""The database's own wall around this room's tables (`zones.walls`)."""

from django.db import migrations

from interlend.domain.zones import walls


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial"), ("zones", "0001_initial")]

    operations = [
        *walls.confidential(
            "jobs_schedule",
            "jobs_job",
            "jobs_jobrow",
        ),
        *walls.same_zone_keys(
            "jobs_schedule",
            "jobs_job",
            "jobs_jobrow",
        ),
    ]
