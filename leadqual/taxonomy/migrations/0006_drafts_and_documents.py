"""Drafts, what each version said, and names that are unique among what is not retired."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("taxonomy", "0005_merged_and_former_slugs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="department",
            name="name",
            field=models.CharField(max_length=100),
        ),
        migrations.AddConstraint(
            model_name="department",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at", None)),
                fields=("name",),
                name="department_name_once",
            ),
        ),
        migrations.RemoveConstraint(model_name="function", name="function_name_once"),
        migrations.AddConstraint(
            model_name="function",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at", None)),
                fields=("department", "name"),
                name="function_name_once",
            ),
        ),
        migrations.AddField(
            model_name="taxonomyversion",
            name="author",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty: the product itself.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="taxonomy_versions",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="taxonomyversion",
            name="document",
            field=models.BinaryField(
                help_text="The whole taxonomy after the change, as `document.pack` gives it.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="taxonomyversion",
            name="n_changes",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="taxonomyversion",
            name="sentences",
            field=models.JSONField(default=list, help_text="The first changes, in words."),
        ),
        migrations.AddField(
            model_name="taxonomyversion",
            name="went_back_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="gone_back_to",
                to="taxonomy.taxonomyversion",
            ),
        ),
        migrations.CreateModel(
            name="TaxonomyDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="Why; asked for to publish.", max_length=200
                    ),
                ),
                (
                    "document",
                    models.BinaryField(
                        help_text="As it would be; see `TaxonomyVersion.document`."
                    ),
                ),
                (
                    "former",
                    models.BinaryField(
                        help_text="Before the last edit; None: not to undo.", null=True
                    ),
                ),
                (
                    "edits",
                    models.PositiveIntegerField(default=0, help_text="Counts the edits."),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("edited_at", models.DateTimeField(auto_now=True)),
                ("put_away_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taxonomy_drafts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "base",
                    models.ForeignKey(
                        help_text="What it was begun from; has a document.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="taxonomy.taxonomyversion",
                    ),
                ),
                (
                    "published_as",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="taxonomy.taxonomyversion",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_as", None), ("put_away_at", None), _connector="OR"
                        ),
                        name="published_draft_is_not_put_away",
                    )
                ],
            },
        ),
    ]
