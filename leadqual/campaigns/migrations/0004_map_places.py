"""Places of companies on the map, kept for good."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("leads", "0005_job_title_room"),
        ("matching", "0003_any_encoder"),
    ]

    operations = [
        migrations.AddField(
            model_name="landmark",
            name="layout",
            field=models.PositiveIntegerField(default=1, help_text="As in `MapPlace`."),
        ),
        migrations.CreateModel(
            name="MapPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "layout",
                    models.PositiveIntegerField(
                        default=1,
                        help_text="Number of the laying out; the highest one of a workspace counts.",
                    ),
                ),
                (
                    "encoder",
                    models.CharField(help_text="By whose vector it was placed.", max_length=80),
                ),
                ("x", models.FloatField(help_text="From the left, 0 to 1.")),
                ("y", models.FloatField(help_text="From the top, 0 to 1.")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="map_places",
                        to="leads.company",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="map_places",
                        to="accounts.workspace",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["workspace", "layout", "company"], name="map_place_by_layout"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "layout"), name="map_place_once"),
                    models.CheckConstraint(
                        condition=models.Q(("x__range", (0, 1)), ("y__range", (0, 1))),
                        name="map_place_in_plane",
                    ),
                ],
            },
        ),
    ]
