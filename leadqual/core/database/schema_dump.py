"""The tables of a new installation, created at once instead of by each migration in turn.

Going through every migration took 41 s of a first start on two busy cores, most of it to make
classes of the models of each step; this file takes a second. `make schema` writes it behind a new
migration, and a test compares it with what the migrations create. The same idea is `structure.sql`
of Ruby on Rails: https://guides.rubyonrails.org/active_record_migrations.html#schema-dumping-and-you
"""

from pathlib import Path

from django.db import connection, transaction

SCHEMA_DUMP = Path(__file__).with_name("schema_dump.sql")

_IS_EMPTY = """
    SELECT current_schema() = 'public'
        AND NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace
                        AND relkind IN ('r', 'p'))
        AND NOT EXISTS (SELECT FROM pg_extension WHERE extnamespace <> 'public'::regnamespace
                        AND extname IN ('btree_gin', 'pg_trgm', 'unaccent', 'vector'))
"""
_LOCAL = "SET LOCAL check_function_bodies = off; SET LOCAL client_min_messages = warning;"


def load_schema_dump() -> bool:
    """Create all tables, and note the migrations that the file stands for.

    Returns:
        False where nothing was done: the database has tables, it keeps them or an extension
        elsewhere than in the schema `public`, or its Postgres is not the version of the file.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_IS_EMPTY)
        row = cursor.fetchone()
        if not (row and row[0]):
            return False
        text = SCHEMA_DUMP.read_text(encoding="utf-8")
        version: int = connection.pg_version  # type: ignore[attr-defined]  # of Postgres
        if version // 10_000 != dumped_version(text):
            return False
        cursor.execute(_LOCAL + text)
    return True


def dumped_version(text: str) -> int:
    """Return the version of Postgres, e.g. 18, of which the first line of the file speaks."""
    return int(text.partition("\n")[0].rpartition(" ")[2])
