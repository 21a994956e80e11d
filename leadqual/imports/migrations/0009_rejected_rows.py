"""Rows of imports are rejected: outcome, count, and rule for duplicates say so."""

from django.db import migrations, models
from django.db.models import Q

_VALUES = """
UPDATE imports_importrow SET outcome = '{outcome}' WHERE outcome = '{former_outcome}';
UPDATE imports_importbatch SET duplicates = '{rule}' WHERE duplicates = '{former_rule}';
UPDATE imports_importbatch
SET plan = (plan - '{former_count}') || jsonb_build_object('{count}', plan -> '{former_count}')
WHERE jsonb_exists(plan, '{former_count}');
UPDATE {mappings} SET options = jsonb_set(options, '{{duplicates}}', '"{rule}"')
WHERE options ->> 'duplicates' = '{former_rule}';
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""
_NEW = {"outcome": "rejected", "rule": "reject", "count": "n_rejected"}
_OLD = {"outcome": "refused", "rule": "refuse", "count": "n_refused"}


def _change(apps, schema_editor, now, former):
    names = {f"former_{name}": value for name, value in former.items()}
    mappings = apps.get_model("imports", "SavedMapping")._meta.db_table
    schema_editor.execute(_VALUES.format(**now, **names, mappings=mappings))


def forwards(apps, schema_editor):
    _change(apps, schema_editor, _NEW, _OLD)


def backwards(apps, schema_editor):
    _change(apps, schema_editor, _OLD, _NEW)


class Migration(migrations.Migration):
    dependencies = [("imports", "0008_words_of_the_field")]

    operations = [
        migrations.RemoveConstraint("importrow", "import_row_outcome"),
        migrations.RemoveConstraint("importrow", "import_row_refused_has_reason"),
        migrations.RemoveIndex("importrow", "import_row_refused"),
        migrations.RemoveConstraint("importbatch", "import_batch_duplicates"),
        migrations.RenameField("importbatch", "n_refused", "n_rejected"),
        migrations.AlterField(
            "importbatch",
            "duplicates",
            models.CharField(
                choices=[
                    ("last", "Keep the last row"),
                    ("first", "Keep the first row"),
                    ("reject", "Reject later rows"),
                ],
                default="last",
                help_text="Rule for duplicate rows in the file.",
                max_length=6,
            ),
        ),
        migrations.AlterField(
            "importrow",
            "outcome",
            models.CharField(
                choices=[
                    ("created", "new"),
                    ("updated", "updated"),
                    ("unchanged", "unchanged"),
                    ("skipped", "skipped"),
                    ("rejected", "rejected"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(forwards, backwards),
        migrations.AddConstraint(
            "importbatch",
            models.CheckConstraint(
                condition=Q(duplicates__in=["last", "first", "reject"]),
                name="import_batch_duplicates",
            ),
        ),
        migrations.AddConstraint(
            "importrow",
            models.CheckConstraint(
                condition=Q(outcome__in=["created", "updated", "unchanged", "skipped", "rejected"]),
                name="import_row_outcome",
            ),
        ),
        migrations.AddConstraint(
            "importrow",
            models.CheckConstraint(
                condition=~Q(outcome="rejected") | ~Q(reason=""),
                name="import_row_rejected_has_reason",
            ),
        ),
        migrations.AddIndex(
            "importrow",
            models.Index(
                fields=["batch", "number"],
                condition=Q(outcome="rejected"),
                name="import_row_rejected",
            ),
        ),
    ]
