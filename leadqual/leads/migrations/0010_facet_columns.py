"""Triggers note changes of the columns that the facet index reads now.

Written by `manage.py make_facet_migration`.
"""

from django.db import migrations

WATCHED = {
    "contact": (
        "job_title_id",
        "company_id",
        "title",
        "last_name",
        "first_name",
        "lead_tier",
        "country",
        "city",
        "do_not_contact",
        "status",
        "owner_id",
        "tags",
        "lead_score",
    ),
}
"""Table → the columns that its trigger compares."""

FORMER = {
    "contact": (
        "job_title_id",
        "company_id",
        "title",
        "last_name",
        "first_name",
        "lead_tier",
        "country",
        "city",
        "do_not_contact",
        "status",
        "owner_id",
        "lead_score",
    ),
}
KINDS = {"contact": "contact", "jobtitle": "title", "company": "company"}
_NOTE = """
CREATE OR REPLACE FUNCTION leads_note_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {into}new_rows GROUP BY workspace_id;
    ELSIF TG_OP = 'UPDATE' THEN
        {into}(SELECT n.id, n.workspace_id FROM new_rows n FULL JOIN old_rows o ON n.id = o.id
               WHERE ({new}) IS DISTINCT FROM ({old})) AS changed
        GROUP BY workspace_id;
    ELSE
        {into}old_rows GROUP BY workspace_id;
    END IF;
    RETURN NULL;
END $$
"""
_INTO = """INSERT INTO leads_facetchange (workspace_id, kind, keys, transaction)
        SELECT workspace_id, '{kind}', array_agg(id), pg_current_xact_id()::text::bigint
        FROM """


def _note(table: str, columns: tuple[str, ...]) -> str:
    new, old = (", ".join(f"{side}.{column}" for column in columns) for side in ("n", "o"))
    into = _INTO.format(kind=KINDS[table])
    return _NOTE.format(table=table, into=into, new=new, old=old)


class Migration(migrations.Migration):
    dependencies = [("leads", "0009_keep_all_keys")]

    operations = [
        migrations.RunSQL(_note(table, columns), _note(table, FORMER[table]))
        for table, columns in WATCHED.items()
    ]
