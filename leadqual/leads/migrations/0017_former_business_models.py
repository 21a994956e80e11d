"""Answers about companies that something else replaced."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("leads", "0016_job_title_surest_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="company",
            name="business_model_earlier",
            field=models.JSONField(
                blank=True,
                help_text="[version, probability, end] of answers with the same business model before.",
                null=True,
            ),
        ),
        migrations.CreateModel(
            name="FormerBusinessModel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "business_model",
                    models.CharField(
                        choices=[
                            ("b2b", "B2B"),
                            ("b2c", "B2C"),
                            ("both", "Both"),
                            ("public", "Public"),
                            ("unknown", "Unknown"),
                        ],
                        max_length=7,
                    ),
                ),
                ("probability", models.FloatField()),
                (
                    "probabilities",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.FloatField(),
                        blank=True,
                        help_text="As `Company` has them.",
                        null=True,
                        size=None,
                    ),
                ),
                ("why", models.JSONField(blank=True, default=list)),
                ("version", models.CharField(blank=True, default="", max_length=80)),
                (
                    "earlier",
                    models.JSONField(blank=True, help_text="As `Company` has them.", null=True),
                ),
                (
                    "ended_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        help_text="When something else was stored.",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_business_models",
                        to="leads.company",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_business_models",
                        to="accounts.workspace",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["company", "ended_at"], name="former_model_by_company"),
                    models.Index(fields=["workspace", "-id"], name="former_model_by_age"),
                    models.Index(
                        fields=["workspace", "version", "-id"], name="former_model_by_version"
                    ),
                ],
            },
        ),
    ]
