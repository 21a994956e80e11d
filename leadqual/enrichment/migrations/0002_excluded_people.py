"""Count the people whom a run leaves out because they are marked Do not contact."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enrichment", "0001_runs_and_connections")]

    operations = [
        migrations.AddField(
            model_name="enrichmentrun",
            name="n_excluded",
            field=models.PositiveIntegerField(
                default=0,
                db_default=0,
                help_text="People marked Do not contact, about whom nothing was sent.",
            ),
        )
    ]
