"""The database's own wall around this room's tables (`zones.walls`)."""

from django.db import migrations

from interlend.domain.zones import walls


class Migration(migrations.Migration):
    dependencies = [("rota", "0001_initial"), ("zones", "0001_initial")]

    operations = [
        *walls.distributable(
            "rota_rotatemplate",
            "rota_rotatemplatemember",
            "rota_rotaassignmentrule",
            "rota_rotaassignmenttemplate",
            "rota_rotaassignmentcondition",
            "rota_rotaassignmentvalue",
            "rota_sendingrule",
            "rota_sendingcondition",
            "rota_sendingvalue",
        ),
        *walls.same_zone_keys(
            "rota_rotatemplate",
            "rota_rotatemplatemember",
            "rota_rotaassignmentrule",
            "rota_rotaassignmenttemplate",
            "rota_rotaassignmentcondition",
            "rota_rotaassignmentvalue",
            "rota_sendingrule",
            "rota_sendingcondition",
            "rota_sendingvalue",
        ),
    ]
