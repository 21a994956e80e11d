"""What other tools call our functions."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("taxonomy", "0003_confusion_cost"),
    ]

    operations = [
        migrations.CreateModel(
            name="OtherTool",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=60, unique=True)),
                (
                    "calls",
                    models.CharField(
                        help_text="What it calls them, e.g. job function.", max_length=60
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        help_text="Address where it publishes its names.",
                        max_length=300,
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="How the names were read.", max_length=300
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, help_text="Order of the columns."),
                ),
            ],
            options={
                "ordering": ["position", "name"],
            },
        ),
        migrations.CreateModel(
            name="CrosswalkName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(help_text="As that tool writes it.", max_length=100)),
                (
                    "function",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names_in_other_tools",
                        to="taxonomy.function",
                    ),
                ),
                (
                    "tool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="taxonomy.othertool",
                    ),
                ),
            ],
            options={
                "ordering": ["tool", "function"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tool", "function"), name="crosswalk_name_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="crosswalk_name_not_empty",
                    ),
                ],
            },
        ),
    ]
