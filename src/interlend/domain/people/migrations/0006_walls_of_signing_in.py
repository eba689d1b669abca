"""The database's own wall around identity providers, and around what they answer."""

from django.db import migrations

from interlend.domain.zones import walls


class Migration(migrations.Migration):
    dependencies = [("people", "0005_signing_in")]

    operations = [
        *walls.confidential("people_identityprovider", "people_samlanswer"),
        *walls.same_zone_keys("people_identityprovider", "people_samlanswer"),
    ]
