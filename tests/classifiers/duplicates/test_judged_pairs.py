"""Pairs that were judged by reading: what is merged in bulk is right, and little is missed."""

from pathlib import Path

import pytest

from benchmarks.duplicates.judged_pairs import JudgedPair, judged_one_by_one, judged_together
from benchmarks.machine import ROOT

MERGED, REVIEWED = 0.95, 0.5
JUDGED = Path(__file__).parent / "judged_pairs.yaml"
LOOK_ALIKES = sorted((ROOT / "benchmarks" / "duplicates").glob("look_alikes_*.yaml"))
KINDS = ("people", "companies")


@pytest.fixture(scope="module", params=KINDS)
def pairs(request: pytest.FixtureRequest) -> list[JudgedPair]:
    return judged_one_by_one(JUDGED, request.param)


def test_no_two_records_of_two_are_merged_in_bulk(pairs: list[JudgedPair]) -> None:
    wrong = [pair for pair in pairs if pair.verdict == "two" and pair.score >= MERGED]

    assert wrong == []


def test_what_is_one_record_is_at_least_proposed(pairs: list[JudgedPair]) -> None:
    missed = [pair for pair in pairs if pair.verdict == "one" and pair.score < REVIEWED]

    assert missed == []


def test_few_records_of_two_are_proposed(pairs: list[JudgedPair]) -> None:
    two = [pair for pair in pairs if pair.verdict == "two"]

    assert sum(pair.score >= REVIEWED for pair in two) <= len(two) // 6


def test_there_are_120_pairs() -> None:
    assert sum(len(judged_one_by_one(JUDGED, kind)) for kind in KINDS) == 120


def test_hard_pairs_are_merged_in_bulk_only_where_they_are_one() -> None:
    for kind in KINDS:
        for path in LOOK_ALIKES:
            pairs, others = judged_together(path, kind)
            merged = [pair for pair in pairs if pair.score >= MERGED]

            assert [pair for pair in merged if pair.verdict == "two"] == []
            assert len(merged) >= 0.75 * sum(pair.verdict == "one" for pair in pairs)
            assert others[MERGED] == 0


def test_there_are_two_halves_of_120_hard_pairs_each() -> None:
    n_pairs = [sum(len(judged_together(path, kind)[0]) for kind in KINDS) for path in LOOK_ALIKES]

    assert len(n_pairs) == 2
    assert min(n_pairs) >= 120
