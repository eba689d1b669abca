from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("letters", "0002_walls")]

    operations = [
        migrations.AddField("letter", "language", models.CharField(default="en", max_length=10)),
    ]
