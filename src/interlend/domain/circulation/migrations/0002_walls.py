"""The database's own wall around this room's tables (`zones.walls`)."""

from django.db import migrations

from interlend.domain.zones import walls


class Migration(migrations.Migration):
    dependencies = [("circulation", "0001_initial"), ("zones", "0001_initial")]

    operations = [
        *walls.confidential(
            "circulation_loan",
            "circulation_hold",
            "circulation_transit",
            "circulation_temporaryitemrule",
            "circulation_temporaryitemcondition",
            "circulation_temporaryitemvalue",
        ),
        *walls.same_zone_keys(
            "circulation_loan",
            "circulation_hold",
            "circulation_transit",
            "circulation_temporaryitemrule",
            "circulation_temporaryitemcondition",
            "circulation_temporaryitemvalue",
        ),
    ]
