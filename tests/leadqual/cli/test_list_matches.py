"""`leadqual match`: rows of two files by meaning and spelling."""

import json
from pathlib import Path

import pytest

from tests.leadqual.cli.test_titles import run, started


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    first, second = tmp_path / "a.csv", tmp_path / "b.jsonl"
    first.write_text("id,title,company\n1,Vertriebsleiter,ACME Inc.\n2,,Zebra\n3,CFO,Initech\n")
    rows = [
        {"id": 7, "title": "Head of Sales", "company": "Acme GmbH"},
        {"id": 8, "title": "Chief Financial Officer", "company": "Initech AG"},
        {"id": 9, "title": "VP Finance", "company": "Initrode"},
    ]
    second.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return first, second


def matched(*arguments: str | Path) -> list[dict[str, object]]:
    done = run("match", *arguments, "--out-format", "jsonl")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_titles_of_two_files_are_matched_by_meaning(lists: tuple[Path, Path]) -> None:
    rows = matched(*lists, "--on", "title")

    assert [(row["id"], row.get("match_id")) for row in rows] == [("1", 7), ("2", None), ("3", 8)]
    assert list(rows[2].values()) == [
        *("3", "CFO", "Initech", 1, 1.0, 1.0, 1.0, 8, "Chief Financial Officer", "Initech AG")
    ]
    assert list(rows[2])[3:] == [
        *("match_rank", "match_score", "match_meaning", "match_spelling"),
        *("match_id", "match_title", "match_company"),
    ]


def test_companies_are_matched_up_to_top_and_above_the_threshold(lists: tuple[Path, Path]) -> None:
    best = matched(*lists, "--on", "company")
    more = matched(*lists, "--on", "company", "--top", "2", "--threshold", "0.1")

    assert [(row["id"], row.get("match_company")) for row in best] == [
        ("1", "Acme GmbH"),
        ("2", None),
        ("3", "Initech AG"),
    ]
    assert [row["match_rank"] for row in more if row["id"] == "3"] == [1, 2]
    scores = [row["match_score"] for row in more if row["id"] == "3"]
    assert scores == sorted(scores, reverse=True, key=float)  # type: ignore[arg-type]  # numbers


def test_matches_are_written_to_a_file(lists: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"

    done = run("match", *lists, "--on", "title", "--out", out)

    assert (done.returncode, done.stderr) == (0, b"")
    assert out.stat().st_size
    assert not list(tmp_path.glob(".*"))


@pytest.mark.slow
def test_columns_have_other_names_and_pipes_are_read(lists: tuple[Path, Path]) -> None:
    first, second = lists
    text = first.read_bytes().replace(b"title", b"position")

    done = started(
        *("match", "-", second, "--on", "title", "--column", "position"),
        *("--other-column", "title"),
        stdin=text,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().splitlines()[1].split(",")[:3] == [
        "1",
        "Vertriebsleiter",
        "ACME Inc.",
    ]


def test_missing_columns_and_two_pipes_are_refused(lists: tuple[Path, Path]) -> None:
    first, second = lists
    missing = run("match", first, second, "--on", "title", "--column", "job titel")
    pipes = run("match", "-", "-", "--on", "title")

    assert missing.returncode == pipes.returncode == 2
    assert b"Did you mean 'title'?" in missing.stderr
    assert b"Only one of A and B" in pipes.stderr


def test_what_cannot_be_compared_is_refused_with_what_can(lists: tuple[Path, Path]) -> None:
    done = run("match", *lists, "--on", "name")

    assert done.returncode == 2
    words = " ".join(done.stderr.decode().replace("│", " ").split())
    assert "Invalid value for '--on': 'name' is not one of 'title', 'company'." in words
