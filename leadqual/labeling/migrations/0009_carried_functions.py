"""What merges of functions added to corrections."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("taxonomy", "0006_drafts_and_documents"),
        ("labelling", "0008_queues_of_titles"),
    ]

    operations = [
        migrations.CreateModel(
            name="CarriedFunction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "correction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="carried_functions",
                        to="labelling.correction",
                    ),
                ),
                (
                    "named",
                    models.ForeignKey(
                        help_text="What the person said.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="taxonomy.function",
                    ),
                ),
                (
                    "into",
                    models.ForeignKey(
                        help_text="What it was merged into.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="taxonomy.function",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("correction", "named", "into"), name="function_carried_once"
                    )
                ],
            },
        ),
    ]
