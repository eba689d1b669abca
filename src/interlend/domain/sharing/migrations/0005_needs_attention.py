"""What needs attention is little and looked for often."""

from django.db import migrations, models


def _attention(name: str) -> models.Index:
    return models.Index(
        condition=models.Q(("needs_attention", ""), _negated=True), fields=["zone", "-id"], name=name
    )


class Migration(migrations.Migration):
    dependencies = [("sharing", "0004_found_by_words")]

    operations = [
        migrations.AddIndex(model_name="borrowingrequest", index=_attention("borrowing_attention")),
        migrations.AddIndex(model_name="lendingrequest", index=_attention("lending_attention")),
    ]
