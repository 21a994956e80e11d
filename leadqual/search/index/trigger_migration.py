"""Write the migration with which triggers record changes of every column of the facet index."""

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from leadqual.leads import migrations
from leadqual.search.index.index_schema import WATCHED

Columns = Mapping[str, tuple[str, ...]]
"""Table → the columns that its trigger compares."""

_FIRST_SQL = Path(migrations.__path__[0]).with_name("sql") / "facet_changes.sql"
_COMPARED_COLUMNS = re.compile(
    r"CREATE FUNCTION leads_note_(\w+).*?WHERE \((.*?)\) IS DISTINCT", re.DOTALL
)

# A full join, as the plan of a trigger is cached for the session: see the file of `_FIRST_SQL`.
_MIGRATION = '''"""Triggers note changes of the columns that the facet index reads now.

Written by `manage.py make_facet_migration`.
"""

from django.db import migrations

WATCHED = {{
{watched}}}
"""Table → the columns that its trigger compares."""

FORMER = {{
{former}}}
KINDS = {{"contact": "contact", "jobtitle": "title", "company": "company"}}
_NOTE = """
CREATE OR REPLACE FUNCTION leads_note_{{table}}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {{into}}new_rows GROUP BY workspace_id;
    ELSIF TG_OP = 'UPDATE' THEN
        {{into}}(SELECT n.id, n.workspace_id FROM new_rows n FULL JOIN old_rows o ON n.id = o.id
               WHERE ({{new}}) IS DISTINCT FROM ({{old}})) AS changed
        GROUP BY workspace_id;
    ELSE
        {{into}}old_rows GROUP BY workspace_id;
    END IF;
    RETURN NULL;
END $$
"""
_INTO = """INSERT INTO leads_facetchange (workspace_id, kind, keys, transaction)
        SELECT workspace_id, '{{kind}}', array_agg(id), pg_current_xact_id()::text::bigint
        FROM """


def _note(table: str, columns: tuple[str, ...]) -> str:
    new, old = (", ".join(f"{{side}}.{{column}}" for column in columns) for side in ("n", "o"))
    into = _INTO.format(kind=KINDS[table])
    return _NOTE.format(table=table, into=into, new=new, old=old)


class Migration(migrations.Migration):
    dependencies = [("leads", "{before}")]

    operations = [
        migrations.RunSQL(_note(table, columns), _note(table, FORMER[table]))
        for table, columns in WATCHED.items()
    ]
'''


def migrated_columns() -> Columns:
    """Return the columns that the triggers compare after all migrations."""
    first = _COMPARED_COLUMNS.findall(_FIRST_SQL.read_text(encoding="utf-8"))
    watched = {table: tuple(re.findall(r"n\.(\w+)", columns)) for table, columns in first}
    for name in sorted(_migrations()):
        module = import_module(f"{migrations.__name__}.{name}")
        watched |= getattr(module, "WATCHED", {})
    return watched


def missing_columns() -> Columns:
    """Return the tables whose trigger does not compare the columns that the index reads."""
    compared_columns = migrated_columns()
    return {
        table: columns
        for table, columns in WATCHED.items()
        if set(columns) != set(compared_columns.get(table, ()))
    }


def write_migration(folder: Path) -> Path | None:
    """Write the missing migration; None if every column is watched.

    Args:
        folder: migrations folder of `leads`.
    """
    if not (changed := missing_columns()):
        return None
    before, compared_columns = max(_migrations()), migrated_columns()
    former = {table: compared_columns[table] for table in changed}
    text = _MIGRATION.format(
        watched=_format_columns(changed), former=_format_columns(former), before=before
    )
    path = folder / f"{int(before[:4]) + 1:04}_facet_columns.py"
    path.write_text(text, encoding="utf-8")
    return path


def _migrations() -> Iterator[str]:
    return (name for _, name, _ in iter_modules(migrations.__path__) if name[:4].isdigit())


def _format_columns(columns: Columns) -> str:
    lines = []
    for table, names in columns.items():
        lines += [f'    "{table}": (', *(f'        "{name}",' for name in names), "    ),"]
    return "".join(f"{line}\n" for line in lines)
