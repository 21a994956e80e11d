"""Sums over the job titles of each workspace, kept by triggers."""

import django.db.models.deletion
from django.db import migrations, models

_SUMS = """
       count(*) AS n_titles,
       count(*) FILTER (WHERE classified_at IS NULL) AS n_pending,
       COALESCE(sum(n_contacts), 0) AS n_people,
       COALESCE(sum(n_contacts) FILTER (WHERE source = 'dictionary'), 0) AS n_known,
       COALESCE(sum(n_contacts) FILTER (WHERE surest = 0 AND level_id IS NOT NULL), 0) AS n_other
"""
_NAMES = ("n_titles", "n_pending", "n_people", "n_known", "n_other")
_COLUMNS = ", ".join(_NAMES)
_INTO = f"INSERT INTO leads_titlesum (workspace_id, {_COLUMNS})"
_NEGATIVE = ", ".join(f"-{name}" for name in _NAMES)
_MOVED = ", ".join(f"sum({name})" for name in _NAMES)
_ANY = " OR ".join(f"sum({name}) <> 0" for name in _NAMES)
# One row for each statement and workspace; none where the sums stay what they are.
_NOTE = f"""
CREATE FUNCTION leads_sum_jobtitle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {_INTO} SELECT workspace_id, {_SUMS} FROM new_rows GROUP BY workspace_id;
    ELSIF TG_OP = 'UPDATE' THEN
        {_INTO} SELECT workspace_id, {_MOVED} FROM (
            SELECT workspace_id, {_SUMS} FROM new_rows GROUP BY workspace_id
            UNION ALL
            SELECT workspace_id, {_NEGATIVE} FROM (
                SELECT workspace_id, {_SUMS} FROM old_rows GROUP BY workspace_id) AS former
        ) AS sums GROUP BY workspace_id HAVING {_ANY};
    ELSE
        {_INTO} SELECT workspace_id, {_NEGATIVE} FROM (
            SELECT workspace_id, {_SUMS} FROM old_rows GROUP BY workspace_id) AS former;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER sum_insert AFTER INSERT ON leads_jobtitle REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_sum_jobtitle();
CREATE TRIGGER sum_update AFTER UPDATE ON leads_jobtitle
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_sum_jobtitle();
CREATE TRIGGER sum_delete AFTER DELETE ON leads_jobtitle REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_sum_jobtitle();
{_INTO} SELECT workspace_id, {_SUMS} FROM leads_jobtitle GROUP BY workspace_id;
"""  # noqa: S608  # only texts of this module
_FORGET = "DROP FUNCTION leads_sum_jobtitle CASCADE"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("leads", "0017_former_business_models"),
    ]

    operations = [
        migrations.CreateModel(
            name="TitleSum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("n_titles", models.BigIntegerField(help_text="Titles.")),
                ("n_pending", models.BigIntegerField(help_text="Titles that wait for the job.")),
                ("n_people", models.BigIntegerField(help_text="Contacts that carry one.")),
                (
                    "n_known",
                    models.BigIntegerField(
                        help_text="Those whose title the dictionary settles."
                    ),
                ),
                (
                    "n_other",
                    models.BigIntegerField(
                        help_text="Those whose title was read and has no label."
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="title_sums",
                        to="accounts.workspace",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(_NOTE, _FORGET),
    ]
