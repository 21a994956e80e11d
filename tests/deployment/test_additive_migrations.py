"""Migrations behind the first one of each app leave old code working."""

import re
from collections.abc import Iterable, Iterator

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from pytest_django.plugin import DjangoDbBlocker

_WITH_A_STOP = (
    "0.2.0 renames the tables of three apps (core 0003), so the old code is stopped first"
)
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("campaigns", "0002_no_strategy_replay"): _WITH_A_STOP,
    ("campaigns", "0003_words_of_screens"): _WITH_A_STOP,
    ("taxonomy", "0002_archived_drafts"): _WITH_A_STOP,
    ("imports", "0005_one_table_of_changes"): _WITH_A_STOP,
    ("leads", "0004_keys_of_stopped_people"): _WITH_A_STOP,
    ("leads", "0008_former_keys"): _WITH_A_STOP,
    ("leads", "0016_sales_statuses"): (
        "a longer varchar changes the catalog alone: no row is read or written"
    ),
    ("replies", "0002_no_intent_of_unread_text"): _WITH_A_STOP,
}
"""App and migration → why it may do what the rules forbid."""
RULES = {
    r"\bDROP TABLE\b": "drops a table",
    r"\bDROP COLUMN\b": "drops a column",
    r"\bRENAME (?:TO|COLUMN)\b": "renames",
    r"\bALTER COLUMN \S+ TYPE\b": "rewrites a column",
    r"\bSET NOT NULL\b": "needs a value that old code does not write",
    r"\bADD COLUMN\b(?!.*\bDEFAULT\b).*\bNOT NULL\b": "adds a column that old code does not fill",
    r"\bALTER COLUMN \S+ DROP DEFAULT\b": "takes the default that old code needs",
    r"\bCREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)": "builds an index while nobody may write",
    r"\bDROP INDEX (?!CONCURRENTLY)": "waits for all readers",
    r"\bADD CONSTRAINT\b(?=.*\b(?:CHECK|FOREIGN KEY)\b)(?!.*\bNOT VALID\b)": (
        "checks every row while nobody may write"
    ),
    r"\bADD CONSTRAINT\b.*\b(?:UNIQUE|EXCLUDE)\b(?! USING)": "builds an index under a lock",
    r"\bLOCK TABLE\b": "locks a table",
    r"\bTRUNCATE\b": "empties a table",
}
CREATED = re.compile(r'^CREATE TABLE (?:IF NOT EXISTS )?"?([\w.]+)"?', re.IGNORECASE)
CHANGED = re.compile(
    r"^(?:ALTER TABLE (?:IF EXISTS )?(?:ONLY )?|CREATE (?:UNIQUE )?INDEX .*? ON )"
    r'"?([\w.]+)"?',
    re.IGNORECASE | re.DOTALL,
)


def problems(statements: Iterable[str], *, fresh: set[str]) -> Iterator[str]:
    """Yield what stands against running each statement beside old code.

    Args:
        statements: SQL of one migration.
        fresh: tables that old code does not know; they may be changed in any way.
    """
    for text in statements:
        if (found := CHANGED.match(text)) and found[1] in fresh:
            continue
        for pattern, reason in RULES.items():
            if re.search(pattern, text, re.IGNORECASE | re.DOTALL):
                yield f"{reason}: {' '.join(text.split())[:160]}"


def statements_of(loader: MigrationLoader, key: tuple[str, str]) -> list[str]:
    plan = [(loader.disk_migrations[key], False)]
    lines = "\n".join(line for line in loader.collect_sql(plan) if not line.startswith("--"))
    return [text.strip() for text in lines.split(";\n") if text.strip()]


@pytest.mark.slow
def test_new_migrations_only_add(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():  # Some migrations refuse to run inside of a transaction.
        loader = MigrationLoader(connection, replace_migrations=False)
        ours = [
            key
            for key, one in loader.disk_migrations.items()
            if type(one).__module__.startswith("leadqual.")
        ]
        sql = {
            key: statements_of(loader, key) for key in sorted(ours) if not key[1].startswith("0001")
        }
    fresh = {found[1] for texts in sql.values() for text in texts if (found := CREATED.match(text))}
    found = {key: list(problems(texts, fresh=fresh)) for key, texts in sql.items()}
    wrong = {key: texts for key, texts in found.items() if texts}

    assert {key: texts for key, texts in wrong.items() if key not in EXCEPTIONS} == {}
    assert set(EXCEPTIONS) <= set(wrong), "an exception that nothing needs"


def test_a_statement_is_judged_by_what_it_does_to_others() -> None:
    for sql, n_problems in (
        ('ALTER TABLE "people" ADD COLUMN "nickname" text NULL', 0),
        ('ALTER TABLE "people" ADD COLUMN "nickname" text DEFAULT \'\' NOT NULL', 0),
        ('ALTER TABLE "people" ADD COLUMN "nickname" text NOT NULL', 1),
        ('ALTER TABLE "people" ALTER COLUMN "nickname" DROP DEFAULT', 1),
        ('ALTER TABLE "people" ALTER COLUMN "nickname" SET NOT NULL', 1),
        ('ALTER TABLE "people" DROP COLUMN "nickname" CASCADE', 1),
        ('ALTER TABLE "people" RENAME COLUMN "a" TO "b"', 1),
        ('ALTER TABLE "people" RENAME TO "persons"', 1),
        ('ALTER TABLE "people" ALTER COLUMN "age" TYPE bigint', 1),
        ('DROP TABLE "people" CASCADE', 1),
        ('CREATE INDEX "by_age" ON "people" ("age")', 1),
        ('CREATE INDEX CONCURRENTLY "by_age" ON "people" ("age")', 0),
        ('CREATE INDEX "by_age" ON "fresh" ("age")', 0),
        ('ALTER TABLE "people" ADD CONSTRAINT "old" CHECK (age > 17)', 1),
        ('ALTER TABLE "people" ADD CONSTRAINT "old" CHECK (age > 17) NOT VALID', 0),
        ('ALTER TABLE "people" ADD CONSTRAINT "of" FOREIGN KEY ("x") REFERENCES "y" ("id")', 1),
        ('ALTER TABLE "fresh" ADD CONSTRAINT "of" FOREIGN KEY ("x") REFERENCES "y" ("id")', 0),
        ('ALTER TABLE "people" ADD CONSTRAINT "once" UNIQUE ("email")', 1),
        ('CREATE TABLE "fresh" ("id" bigint NOT NULL PRIMARY KEY)', 0),
    ):
        assert len(list(problems([sql], fresh={"fresh"}))) == n_problems, sql
