"""Somebody scans or types the id that a request bears on the wire."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_walls")]

    operations = [
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(fields=["zone", "request_id"], name="conversation_by_id"),
        )
    ]
