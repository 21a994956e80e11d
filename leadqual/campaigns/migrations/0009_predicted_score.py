"""What a card predicted is kept with its verdict, so that hits can be counted over time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0008_overlap")]

    operations = [
        migrations.AddField(
            model_name="lease",
            name="score",
            field=models.FloatField(
                blank=True, help_text="What the card predicts, -1 to 1.", null=True
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="score",
            field=models.FloatField(
                blank=True,
                help_text="What the card predicted, -1 to 1; none without a score.",
                null=True,
            ),
        ),
    ]
