"""Pairs that were judged by reading: what is merged in bulk is right, and little is missed."""

from collections.abc import Callable, Sequence

import pytest

from tests.classifiers.duplicates.judged import JudgedPair, judged_companies, judged_people

MERGED, REVIEWED = 0.95, 0.5
FILES = ("judged_pairs.yaml",)
JUDGED: Sequence[Callable[[str], list[JudgedPair]]] = (judged_people, judged_companies)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("judged", JUDGED)
def test_no_two_records_of_two_are_merged_in_bulk(
    judged: Callable[[str], list[JudgedPair]], name: str
) -> None:
    wrong = [pair for pair in judged(name) if pair.verdict == "two" and pair.score >= MERGED]

    assert wrong == []


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("judged", JUDGED)
def test_what_is_one_record_is_at_least_proposed(
    judged: Callable[[str], list[JudgedPair]], name: str
) -> None:
    missed = [pair for pair in judged(name) if pair.verdict == "one" and pair.score < REVIEWED]

    assert missed == []


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("judged", JUDGED)
def test_few_records_of_two_are_proposed(
    judged: Callable[[str], list[JudgedPair]], name: str
) -> None:
    two = [pair for pair in judged(name) if pair.verdict == "two"]

    assert sum(pair.score >= REVIEWED for pair in two) <= len(two) // 6


def test_there_are_120_pairs() -> None:
    pairs = judged_people(FILES[0]) + judged_companies(FILES[0])

    assert len(pairs) == 120
