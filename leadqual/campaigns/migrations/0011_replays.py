"""What each order of cards would have cost is worked out by a job and kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0010_strategy_mix"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Replay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "progress",
                    models.FloatField(default=0, help_text="Share that is done, 0 to 1."),
                ),
                (
                    "n_companies",
                    models.PositiveIntegerField(default=0, help_text="That were asked for again."),
                ),
                (
                    "found",
                    models.JSONField(
                        default=dict,
                        help_text="Order → for each like, the number of the verdict that found it.",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replays",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replays",
                        to="matching.campaign",
                    ),
                ),
            ],
            options={"ordering": ["-pk"]},
        ),
        migrations.AddConstraint(
            model_name="replay",
            constraint=models.UniqueConstraint(
                condition=Q(("finished_at", None)),
                fields=("campaign",),
                name="one_replay_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="replay",
            constraint=models.CheckConstraint(
                condition=Q(("progress__range", (0, 1))), name="replay_progress"
            ),
        ),
    ]
