"""Changes of contacts, titles and companies, noted by triggers for the facet index."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

# One row for each statement and workspace. What the index does not read changes nothing there:
# an update of other columns is not noted.
_NOTE = """
CREATE FUNCTION leads_note_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {insert}
    ELSIF TG_OP = 'UPDATE' THEN
        {update}
    ELSE
        {delete}
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER facet_insert AFTER INSERT ON leads_{table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_note_{table}();
CREATE TRIGGER facet_update AFTER UPDATE ON leads_{table}
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_note_{table}();
CREATE TRIGGER facet_delete AFTER DELETE ON leads_{table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_note_{table}();
"""
_INTO = """INSERT INTO leads_facetchange (workspace_id, kind, keys, transaction)
        SELECT workspace_id, '{kind}', array_agg({key}), pg_current_xact_id()::text::bigint
        FROM {rows} GROUP BY workspace_id;"""
_FORGET = "DROP FUNCTION leads_note_{table} CASCADE"


def _rows_that_differ(*columns: str) -> str:
    new, old = (", ".join(f"{side}.{column}" for column in columns) for side in ("n", "o"))
    return (
        "(SELECT n.id, n.workspace_id FROM new_rows n JOIN old_rows o ON n.id = o.id"
        f" WHERE ({new}) IS DISTINCT FROM ({old})) AS changed"
    )


def _own(table: str, kind: str, *columns: str) -> migrations.RunSQL:
    """Note changes of a table that has a workspace of its own."""
    note = _NOTE.format(
        table=table,
        insert=_INTO.format(kind=kind, key="id", rows="new_rows"),
        update=_INTO.format(kind=kind, key="id", rows=_rows_that_differ(*columns)),
        delete=_INTO.format(kind=kind, key="id", rows="old_rows"),
    )
    return migrations.RunSQL(note, _FORGET.format(table=table))


def _labels() -> migrations.RunSQL:
    """Note changes of labels as changes of their titles."""

    def rows(side: str) -> str:
        return f"(SELECT DISTINCT job_title_id FROM {side}) AS l JOIN leads_jobtitle t ON t.id = l.job_title_id"

    both = "(SELECT job_title_id FROM new_rows UNION SELECT job_title_id FROM old_rows) AS l JOIN leads_jobtitle t ON t.id = l.job_title_id"
    note = _NOTE.format(
        table="titlelabel",
        insert=_INTO.format(kind="title", key="t.id", rows=rows("new_rows")),
        update=_INTO.format(kind="title", key="t.id", rows=both),
        delete=_INTO.format(kind="title", key="t.id", rows=rows("old_rows")),
    )
    return migrations.RunSQL(note, _FORGET.format(table="titlelabel"))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("leads", "0007_contact_list_deleted_at"),
    ]

    operations = [
        migrations.CreateModel(
            name="FacetState",
            fields=[
                ("workspace", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="facet_state", serialize=False, to="accounts.workspace")),
                ("forgotten", models.BigIntegerField(default=0, help_text="Changes of earlier transactions than this one are deleted.")),
            ],
        ),
        migrations.CreateModel(
            name="FacetChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("contact", "contacts"), ("title", "job titles"), ("company", "companies")], max_length=7)),
                ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), help_text="Of the rows, also of deleted ones.", size=None)),
                ("transaction", models.BigIntegerField(help_text="In which it was written.")),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("workspace", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="facet_changes", to="accounts.workspace")),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "transaction"], name="facet_change_by_transaction")],
            },
        ),
        _own(
            "contact",
            "contact",
            "job_title_id",
            "company_id",
            "country",
            "city",
            "last_name",
            "first_name",
            "do_not_contact",
        ),
        _own(
            "jobtitle", "title", "title", "normalised", "level_id", "industry_id", "classified_at"
        ),
        _own(
            "company", "company", "name", "size", "industry", "business_model", "technologies"
        ),
        _labels(),
    ]
