"""Migrations behind the first one of each app leave old code working."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from pytest_django.plugin import DjangoDbBlocker

from tests.deployment.additive_sql import new_tables, problems

EXCEPTIONS: dict[tuple[str, str], str] = {}
"""App and migration → why it may do what the rules forbid."""


def later_migrations(loader: MigrationLoader) -> list[tuple[str, str]]:
    """Name those of the product that change tables that are in use."""
    return [
        key
        for key, migration in sorted(loader.disk_migrations.items())
        if type(migration).__module__.startswith("leadqual.") and not migration.initial
    ]


def statements_of(loader: MigrationLoader, key: tuple[str, str]) -> list[str]:
    plan = [(loader.disk_migrations[key], False)]
    lines = "\n".join(line for line in loader.collect_sql(plan) if not line.startswith("--"))
    return [text.strip() for text in lines.split(";\n") if text.strip()]


@pytest.fixture
def loader(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[MigrationLoader]:
    # Outside of a transaction: some migrations refuse to run inside of one.
    with django_db_blocker.unblock():
        yield MigrationLoader(connection, replace_migrations=False)


def test_new_migrations_only_add(loader: MigrationLoader) -> None:
    sql = {key: statements_of(loader, key) for key in later_migrations(loader)}
    fresh = new_tables(text for texts in sql.values() for text in texts)
    found = {key: list(problems(texts, fresh=fresh)) for key, texts in sql.items()}
    wrong = {key: texts for key, texts in found.items() if texts}

    assert {key: texts for key, texts in wrong.items() if key not in EXCEPTIONS} == {}
    assert set(EXCEPTIONS) <= set(wrong), "an exception that nothing needs"


@pytest.mark.parametrize(
    ("sql", "n_problems"),
    [
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
    ],
)
def test_a_statement_is_judged_by_what_it_does_to_others(sql: str, n_problems: int) -> None:
    assert len(list(problems([sql], fresh={"fresh"}))) == n_problems
