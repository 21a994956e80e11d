"""Drop indexes of titles and labels that no query uses, or that another index begins with."""

import django.db.models.deletion
from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

_DROP = [
    "DROP INDEX CONCURRENTLY IF EXISTS leads_titlelabel_job_title_id_0b63e44f",
    "DROP INDEX CONCURRENTLY IF EXISTS leads_titlelabel_function_id_29fd13ef",
]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0012_fewer_indexes"), ("taxonomy", "0002_archived_drafts")]

    operations = [
        RemoveIndexConcurrently("jobtitle", "job_title_unsigned"),
        RemoveIndexConcurrently("jobtitle", "job_title_unnoted"),
        migrations.AlterModelOptions("titlelabel", {"ordering": ["-score", "pk"]}),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_DROP, migrations.RunSQL.noop)],
            state_operations=[
                migrations.AlterField(
                    "titlelabel",
                    "job_title",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="labels",
                        to="leads.jobtitle",
                    ),
                ),
                migrations.AlterField(
                    "titlelabel",
                    "function",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="title_labels",
                        to="taxonomy.function",
                    ),
                ),
            ],
        ),
    ]
