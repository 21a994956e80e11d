"""How the columns of a file were settled, for the next file with such a header."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("imports", "0002_dry_run_and_undo"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SettledColumns",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(help_text="`contacts` or `companies`.", max_length=10)),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        help_text="Names in one spelling, in their order.",
                        size=None,
                    ),
                ),
                (
                    "mapping",
                    models.JSONField(help_text="Name in one spelling → field; left out: absent."),
                ),
                (
                    "file_name",
                    models.CharField(
                        help_text="Of the last file with this header.", max_length=255
                    ),
                ),
                ("settled_at", models.DateTimeField(auto_now=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settled_columns",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="settled_columns",
                        to="accounts.workspace",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "settled columns",
                "ordering": ["-settled_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "kind", "columns"), name="settled_columns_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["contacts", "companies"])),
                        name="settled_columns_kind",
                    ),
                ],
            },
        ),
    ]
