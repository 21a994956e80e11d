"""Statements of migrations that old code or other sessions would trip over."""

import re
from collections.abc import Iterable, Iterator

_NAME = r'"?([\w.]+)"?'
_CREATED = re.compile(rf"^CREATE TABLE (?:IF NOT EXISTS )?{_NAME}", re.IGNORECASE)
_TABLE = re.compile(
    rf"^(?:ALTER TABLE (?:IF EXISTS )?(?:ONLY )?|CREATE (?:UNIQUE )?INDEX .*? ON ){_NAME}",
    re.IGNORECASE | re.DOTALL,
)
_RULES = (
    (r"\bDROP TABLE\b", "drops a table"),
    (r"\bDROP COLUMN\b", "drops a column"),
    (r"\bRENAME (?:TO|COLUMN)\b", "renames"),
    (r"\bALTER COLUMN \S+ TYPE\b", "rewrites a column"),
    (r"\bSET NOT NULL\b", "needs a value that old code does not write"),
    (r"\bADD COLUMN\b(?!.*\bDEFAULT\b).*\bNOT NULL\b", "adds a column that old code does not fill"),
    (r"\bALTER COLUMN \S+ DROP DEFAULT\b", "takes the default that old code needs"),
    (r"\bCREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)", "builds an index while nobody may write"),
    (r"\bDROP INDEX (?!CONCURRENTLY)", "waits for all readers"),
    (
        r"\bADD CONSTRAINT\b(?=.*\b(?:CHECK|FOREIGN KEY)\b)(?!.*\bNOT VALID\b)",
        "checks every row while nobody may write",
    ),
    (r"\bADD CONSTRAINT\b.*\b(?:UNIQUE|EXCLUDE)\b(?! USING)", "builds an index under a lock"),
    (r"\bLOCK TABLE\b", "locks a table"),
    (r"\bTRUNCATE\b", "empties a table"),
)


def new_tables(statements: Iterable[str]) -> set[str]:
    """Return the tables that statements create: nobody reads or writes them yet."""
    return {found[1] for text in statements if (found := _CREATED.match(text.strip()))}


def problems(statements: Iterable[str], *, fresh: set[str]) -> Iterator[str]:
    """Yield what stands against running each statement beside old code.

    Args:
        statements: SQL of one migration.
        fresh: tables that old code does not know; they may be changed in any way.
    """
    for text in statements:
        found = _TABLE.match(text.strip())
        if found and found[1] in fresh:
            continue
        for pattern, reason in _RULES:
            if re.search(pattern, text, re.IGNORECASE | re.DOTALL):
                yield f"{reason}: {' '.join(text.split())[:160]}"
