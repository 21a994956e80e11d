"""What the ranking rests on beside verdicts: seeds, dropped ones, reasons with a direction."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_DIRECTIONS = """
    UPDATE matching_reason
       SET direction = CASE lower(text) WHEN 'too small' THEN -1 ELSE 1 END
     WHERE factor = 'size' AND lower(text) IN ('too small', 'too large')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0005_job_title_room"),
        ("matching", "0004_map_places"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="learned",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="Weights as learned from verdicts and reasons, and from how many of them.",
            ),
        ),
        migrations.AddField(
            model_name="reason",
            name="direction",
            field=models.SmallIntegerField(
                default=0,
                help_text=(
                    "Where the company lies from what is looked for: -1 below (too small), 1 above."
                ),
            ),
        ),
        migrations.RunSQL(_DIRECTIONS, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="reason",
            constraint=models.CheckConstraint(
                condition=models.Q(("direction__range", (-1, 1))), name="reason_direction"
            ),
        ),
        migrations.CreateModel(
            name="Dropped",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dropped",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dropped",
                        to="matching.campaign",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dropped",
                        to="leads.company",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_dropped",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)),
                        fields=("campaign", "company"),
                        name="dropped_company_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Seed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "domain",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="As it was given; registrable.",
                        max_length=253,
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("domains", "an example of yours"),
                            ("segment", "a customer of yours"),
                        ],
                        max_length=7,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seeds",
                        to="matching.campaign",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seeds",
                        to="leads.company",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("company", None)),
                        fields=["domain"],
                        name="seed_waiting_for_company",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "company"), name="seed_company_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("domain", ""), _negated=True),
                        fields=("campaign", "domain"),
                        name="seed_domain_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("company__isnull", False),
                            models.Q(("domain", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="seed_names_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["domains", "segment"])),
                        name="seed_origin",
                    ),
                ],
            },
        ),
    ]
