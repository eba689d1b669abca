"""The database's own wall around this room's tables (`zones.walls`)."""

from django.db import migrations

from interlend.domain.zones import walls


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial"), ("zones", "0001_initial")]

    operations = [
        *walls.confidential(
            "partners_peerconnection",
        ),
        *walls.distributable(
            "partners_workflowprofile",
            "partners_locateprofile",
            "partners_partner",
        ),
        *walls.same_zone_keys(
            "partners_peerconnection",
            "partners_workflowprofile",
            "partners_locateprofile",
            "partners_partner",
        ),
    ]
