"""The database's own wall around this room's tables (`zones.walls`)."""

from django.db import migrations

from interlend.domain.zones import walls


class Migration(migrations.Migration):
    dependencies = [("fulfillment", "0001_initial"), ("zones", "0001_initial")]

    operations = [
        *walls.distributable(
            "fulfillment_policy",
            "fulfillment_termsofuse",
            "fulfillment_termspolicy",
            "fulfillment_fulfillmentunitrule",
            "fulfillment_fulfillmentunitcondition",
            "fulfillment_fulfillmentunitvalue",
        ),
        *walls.same_zone_keys(
            "fulfillment_policy",
            "fulfillment_termsofuse",
            "fulfillment_termspolicy",
            "fulfillment_fulfillmentunitrule",
            "fulfillment_fulfillmentunitcondition",
            "fulfillment_fulfillmentunitvalue",
        ),
    ]
