"""docs/security.md answers every requirement it promises to, and the tests it names exist."""

import re

from tests.documents.pages import ROOT, text_of

TEXT = text_of(ROOT / "docs" / "security.md")
STATES = {"met", "partly met", "not met", "does not apply"}
LEVEL_1 = """
    1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1 2.1.1 2.2.1 2.2.2 2.3.1 3.2.1 3.2.2 3.3.1
    3.4.1 3.4.2 3.5.1 3.5.2 3.5.3 4.1.1 4.4.1 5.2.1 5.2.2 5.3.1 5.3.2 6.1.1 6.2.1 6.2.2 6.2.3
    6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.3.1 6.3.2 6.4.1 6.4.2 7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2
    8.1.1 8.2.1 8.2.2 8.3.1 9.1.1 9.1.2 9.1.3 9.2.1 10.4.1 10.4.2 10.4.3 10.4.4 10.4.5 11.3.1
    11.3.2 11.4.1 12.1.1 12.2.1 12.2.2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1
"""
LEVEL_2 = """
    6.1.2 6.1.3 6.2.9 6.2.10 6.2.11 6.2.12 6.3.3 6.3.4 6.4.3 6.4.4 6.5.1 6.5.2 6.5.3 6.5.4 6.5.5
    6.6.1 6.6.2 6.6.3 6.8.1 6.8.2 6.8.3 6.8.4 7.1.1 7.1.2 7.1.3 7.3.1 7.3.2 7.4.3 7.4.4 7.4.5
    7.5.1 7.5.2 7.6.1 7.6.2 8.1.2 8.2.3 8.4.1 14.1.1 14.1.2 14.2.2 14.2.3 14.2.4 14.3.2 14.3.3
"""
"""Of authentication, sessions, authorization and data protection."""
ROWS = re.findall(r"^\| V(\d+\.\d+\.\d+) \| ([12]) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", TEXT, re.M)
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)))


def test_every_requirement_is_answered_once() -> None:
    assert [row[0] for row in ROWS if row[1] == "1"] == LEVEL_1.split()
    assert [row[0] for row in ROWS if row[1] == "2"] == LEVEL_2.split()
    assert {row[2] for row in ROWS} <= STATES


def test_every_named_test_exists() -> None:
    missing = [
        f"{path}::{name}"
        for path, name in NAMED
        if not re.search(rf"^(async )?def {name}\(", (ROOT / path).read_text("utf-8"), re.M)
    ]

    assert missing == []


def test_counts_in_the_summary_are_those_of_the_rows() -> None:
    for state in STATES:
        n = sum(row[2] == state for row in ROWS)
        assert f"| {state} | {n} |" in TEXT
