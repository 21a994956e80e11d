"""Cards that are kept for the time without a connection."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0011_replays")]

    operations = [
        migrations.AddField(
            model_name="lease",
            name="is_ahead",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Kept for the time without a connection: nobody looks at it yet.",
            ),
        ),
    ]
