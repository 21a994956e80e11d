"""Changes of all that companies are searched by are noted for the facet index."""

from django.db import migrations

_NOTE = """
CREATE OR REPLACE FUNCTION leads_note_company() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO leads_facetchange (workspace_id, kind, keys, transaction)
        SELECT workspace_id, 'company', array_agg(id), pg_current_xact_id()::text::bigint
        FROM new_rows GROUP BY workspace_id;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO leads_facetchange (workspace_id, kind, keys, transaction)
        SELECT workspace_id, 'company', array_agg(id), pg_current_xact_id()::text::bigint
        FROM (SELECT n.id, n.workspace_id FROM new_rows n JOIN old_rows o ON n.id = o.id
               WHERE ({new}) IS DISTINCT FROM ({old})) AS changed
        GROUP BY workspace_id;
    ELSE
        INSERT INTO leads_facetchange (workspace_id, kind, keys, transaction)
        SELECT workspace_id, 'company', array_agg(id), pg_current_xact_id()::text::bigint
        FROM old_rows GROUP BY workspace_id;
    END IF;
    RETURN NULL;
END $$;
"""
_FORMER = ("name", "size", "industry", "business_model", "technologies")
_COLUMNS = (*_FORMER, "country", "domain", "overview")


def _note(columns: tuple[str, ...]) -> str:
    new, old = (", ".join(f"{side}.{column}" for column in columns) for side in ("n", "o"))
    return _NOTE.format(new=new, old=old)


class Migration(migrations.Migration):
    dependencies = [("leads", "0012_people_columns")]

    operations = [migrations.RunSQL(_note(_COLUMNS), _note(_FORMER))]
