"""Triggers that count contacts and companies by workspace, for the limits of workspaces."""

import django.db.models.deletion
from django.db import migrations, models


def _counted(table: str, column: str) -> migrations.RunSQL:
    """Add a row to the sums for each statement that inserts or deletes rows of a table."""
    function = f"leads_count_{table}"
    into = f"INSERT INTO leads_recordsum (workspace_id, {column}) SELECT workspace_id,"
    return migrations.RunSQL(
        f"""
CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {into} count(*) FROM new_rows GROUP BY workspace_id;
    ELSE
        {into} -count(*) FROM old_rows GROUP BY workspace_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER count_insert AFTER INSERT ON leads_{table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {function}();
CREATE TRIGGER count_delete AFTER DELETE ON leads_{table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {function}();
""",
        f"DROP FUNCTION {function} CASCADE",
    )


class Migration(migrations.Migration):
    dependencies = [("leads", "0063_waiting_titles_by_workspace")]

    operations = [
        migrations.CreateModel(
            name="RecordSum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("n_contacts", models.BigIntegerField(db_default=0, default=0, help_text="Contacts.")),
                ("n_companies", models.BigIntegerField(db_default=0, default=0, help_text="Companies.")),
                ("workspace", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="record_sums", to="accounts.workspace")),
            ],
        ),
        _counted("contact", "n_contacts"),
        _counted("company", "n_companies"),
    ]
