"""Triggers of version 0.1.0: changes noted for the facet index, sums over the job titles."""

from django.db import migrations

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
        FROM {rows}{space}GROUP BY workspace_id;"""
_DIFFERING = (
    "(SELECT n.id, n.workspace_id FROM new_rows n JOIN old_rows o ON n.id = o.id"
    "{space}WHERE ({new}) IS DISTINCT FROM ({old})) AS changed"
)
_FORGET = "DROP FUNCTION {function} CASCADE"


def _own(table: str, kind: str, *columns: str, wide: bool = False) -> migrations.RunSQL:
    """Note changes of a table that has a workspace of its own."""
    new, old = (", ".join(f"{side}.{column}" for column in columns) for side in ("n", "o"))
    # The spaces are those of the installed functions of version 0.1.0.
    differing = _DIFFERING.format(new=new, old=old, space="\n               " if wide else " ")
    parts = {"insert": "new_rows", "update": differing, "delete": "old_rows"}
    spaces = {"update": "\n        " if wide else " "}
    note = _NOTE.format(
        table=table,
        **{
            part: _INTO.format(kind=kind, key="id", rows=rows, space=spaces.get(part, " "))
            for part, rows in parts.items()
        },
    )
    return migrations.RunSQL(note, _FORGET.format(function=f"leads_note_{table}"))


def _labels() -> migrations.RunSQL:
    """Note changes of labels as changes of their titles."""
    titles = " AS l JOIN leads_jobtitle t ON t.id = l.job_title_id"
    rows = {
        "insert": "(SELECT DISTINCT job_title_id FROM new_rows)",
        "update": "(SELECT job_title_id FROM new_rows UNION SELECT job_title_id FROM old_rows)",
        "delete": "(SELECT DISTINCT job_title_id FROM old_rows)",
    }
    note = _NOTE.format(
        table="titlelabel",
        **{
            part: _INTO.format(kind="title", key="t.id", rows=text + titles, space=" ")
            for part, text in rows.items()
        },
    )
    return migrations.RunSQL(note, _FORGET.format(function="leads_note_titlelabel"))


_SUMS = """
       count(*) AS n_titles,
       count(*) FILTER (WHERE classified_at IS NULL) AS n_pending,
       COALESCE(sum(n_contacts), 0) AS n_people,
       COALESCE(sum(n_contacts) FILTER (WHERE source = 'dictionary'), 0) AS n_known,
       COALESCE(sum(n_contacts) FILTER (WHERE surest = 0 AND level_id IS NOT NULL), 0) AS n_other
"""
_NAMES = ("n_titles", "n_pending", "n_people", "n_known", "n_other")
_SUMS_INTO = f"INSERT INTO leads_titlesum (workspace_id, {', '.join(_NAMES)})"
_NEGATIVE = ", ".join(f"-{name}" for name in _NAMES)
_MOVED = ", ".join(f"sum({name})" for name in _NAMES)
_ANY = " OR ".join(f"sum({name}) <> 0" for name in _NAMES)
# One row for each statement and workspace; none where the sums stay what they are.
_SUM = f"""
CREATE FUNCTION leads_sum_jobtitle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {_SUMS_INTO} SELECT workspace_id, {_SUMS} FROM new_rows GROUP BY workspace_id;
    ELSIF TG_OP = 'UPDATE' THEN
        {_SUMS_INTO} SELECT workspace_id, {_MOVED} FROM (
            SELECT workspace_id, {_SUMS} FROM new_rows GROUP BY workspace_id
            UNION ALL
            SELECT workspace_id, {_NEGATIVE} FROM (
                SELECT workspace_id, {_SUMS} FROM old_rows GROUP BY workspace_id) AS former
        ) AS sums GROUP BY workspace_id HAVING {_ANY};
    ELSE
        {_SUMS_INTO} SELECT workspace_id, {_NEGATIVE} FROM (
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
"""  # noqa: S608  # only texts of this module


class Migration(migrations.Migration):
    replaces = [
        ("leads", "0008_facet_changes"),
        ("leads", "0013_company_columns_of_the_index"),
        ("leads", "0018_title_sums"),
    ]
    dependencies = [("leads", "0001_version_0_1_0")]

    operations = [
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
            "company",
            "company",
            "name",
            "size",
            "industry",
            "business_model",
            "technologies",
            "country",
            "domain",
            "overview",
            wide=True,
        ),
        _labels(),
        migrations.RunSQL(_SUM, _FORGET.format(function="leads_sum_jobtitle")),
    ]
