"""Triggers note whose score has to be computed anew, whoever changes what it is made of."""

from django.db import migrations

# One row for each statement and workspace. A full join, as the plan of a trigger is kept for the
# session: see `leads/migrations/0029_facet_changes_in_sets.py`.
_INTO = """INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, '{kind}', array_agg(DISTINCT {key}) FROM ({rows}) AS changed
        WHERE {key} IS NOT NULL GROUP BY workspace_id;"""
_FUNCTION = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {into}
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER {event} ON {table} {transition}
    FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""
_TRANSITIONS = {
    "INSERT": "REFERENCING NEW TABLE AS new_rows",
    "UPDATE": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "REFERENCING OLD TABLE AS old_rows",
}
_NEW, _OLD = "SELECT * FROM new_rows", "SELECT * FROM old_rows"


def _differing(columns: tuple[str, ...], key: str = "id") -> str:
    """Return the rows whose columns differ, with the former key where it was another."""
    new, old = (", ".join(f"{side}.{column}" for column in columns) for side in ("n", "o"))
    pair = "new_rows n FULL JOIN old_rows o ON n.id = o.id"
    where = f"WHERE ({new}) IS DISTINCT FROM ({old})"
    rows = f"SELECT n.workspace_id, n.{key} FROM {pair} {where}"
    if key != "id":
        rows += f" UNION ALL SELECT o.workspace_id, o.{key} FROM {pair} {where}"
    return rows


def _labels(rows: str) -> str:
    return (
        "SELECT t.workspace_id, t.id FROM (SELECT DISTINCT job_title_id FROM "
        f"{rows}) AS l JOIN leads_jobtitle t ON t.id = l.job_title_id"
    )


_VERDICT = ("value", "is_current", "company_id")
_REPLY = ("contact_id", "category", "received_at")
_NOTES = (  # table, event, kind, key, rows
    ("leads_contact", "INSERT", "contact", "id", _NEW),
    (
        "leads_contact",
        "UPDATE",
        "contact",
        "id",
        _differing(("job_title_id", "company_id", "country")),
    ),
    ("leads_jobtitle", "UPDATE", "title", "id", _differing(("level_id",))),
    ("leads_titlelabel", "INSERT", "title", "id", _labels("new_rows")),
    (
        "leads_titlelabel",
        "UPDATE",
        "title",
        "id",
        _labels("(SELECT * FROM new_rows UNION ALL SELECT * FROM old_rows) AS both_rows"),
    ),
    ("leads_titlelabel", "DELETE", "title", "id", _labels("old_rows")),
    (
        "leads_company",
        "UPDATE",
        "company",
        "id",
        _differing(("size", "employees", "country", "business_model")),
    ),
    ("matching_verdict", "INSERT", "company", "company_id", _NEW),
    ("matching_verdict", "UPDATE", "company", "company_id", _differing(_VERDICT, "company_id")),
    ("matching_verdict", "DELETE", "company", "company_id", _OLD),
    ("replies_reply", "INSERT", "contact", "contact_id", _NEW),
    ("replies_reply", "UPDATE", "contact", "contact_id", _differing(_REPLY, "contact_id")),
    ("replies_reply", "DELETE", "contact", "contact_id", _OLD),
)


def _note(table: str, event: str, kind: str, key: str, rows: str) -> migrations.RunSQL:
    name = f"lead_scores_note_{table.partition('_')[2]}_{event.lower()}"
    function = _FUNCTION.format(
        name=name,
        table=table,
        event=event,
        transition=_TRANSITIONS[event],
        into=_INTO.format(kind=kind, key=key, rows=rows),
    )
    return migrations.RunSQL(function, f"DROP FUNCTION {name} CASCADE")


class Migration(migrations.Migration):
    dependencies = [
        ("lead_scores", "0001_initial"),
        ("leads", "0036_change_times"),
        ("matching", "0014_description_themes"),
        ("replies", "0010_related_names"),
    ]

    operations = [_note(*one) for one in _NOTES]
