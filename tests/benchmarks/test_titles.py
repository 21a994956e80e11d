"""What the benchmark of titles measures on."""

import json
from pathlib import Path

import pytest

from benchmarks.titles import title_speed
from benchmarks.titles.title_quality import MIN_TITLES, OTHER_SET, sets_to_measure
from classifiers.titles.training.dataset import LabeledTitle, read_test

HEAD = "title\tfunctions\tlevel\tindustry\topen\tsplit\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with 30 titles to measure on."""
    rows = [f"Nurse {number}\tnursing\tspecialist\t\t0\tdev\n" for number in range(30)]
    (tmp_path / "labelled.tsv").write_text(HEAD + "".join(rows), encoding="utf-8")
    return tmp_path


def learned(*titles: str) -> list[LabeledTitle]:
    return [LabeledTitle(title, ("nursing",), None, None) for title in titles]


def test_titles_learned_in_another_spelling_are_left_out_of_a_set_of_their_own(
    folder: Path,
) -> None:
    sets = sets_to_measure(folder, learned("NURSE  3 (m/w/d)", "nurse 4"))

    assert len(sets["dev"]) == 30
    assert {title.title for title in sets["dev"]} - {
        title.title for title in sets["dev, never learned"]
    } == {"Nurse 3", "Nurse 4"}


def test_set_without_learned_titles_or_with_few_others_has_no_second_one(folder: Path) -> None:
    few = 30 - MIN_TITLES + 1

    assert "dev, never learned" not in sets_to_measure(folder, [])
    assert "dev, never learned" not in sets_to_measure(
        folder, learned(*(f"nurse {number}" for number in range(few)))
    )


def test_languages_hold_titles_of_jobs_alone_and_other_is_noise_with_what_looks_like_it(
    folder: Path,
) -> None:
    by_kind = read_test(groups=lambda row: [row["kind"]])
    sets = sets_to_measure(folder, [])
    in_languages = [titles for name, titles in sets.items() if name.startswith("language ")]

    assert sum(map(len, in_languages)) == len(by_kind["language"])
    assert len(sets[OTHER_SET]) == len(by_kind["noise"]) + len(by_kind["hard"])
    assert {bool(title.functions) for title in sets[OTHER_SET]} == {True, False}


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="/proc/self/status is missing")
def test_memory_is_that_of_the_child_and_not_of_who_started_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(title_speed, "N_COMPOSED", 200)
    much = bytearray(400 * 2**20)  # Of this process.
    much[:: 2**12] = b"x" * len(much[:: 2**12])

    found = title_speed.memory()

    assert 20 < found["MB loaded"] <= found["MB after 12,000 titles"] < 400


def test_cold_rates_are_of_each_distinct_title_of_both_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, titles in (("headlines", ["CEO at X", "CTO"]), ("labelled", ["CTO", "Nurse"])):
        (tmp_path / f"{name}.tsv").write_text("\n".join(["title", *titles]), encoding="utf-8")
    given: list[str] = []

    def python(_script: str, text: str) -> str:
        given.append(text)
        return "0.5"

    monkeypatch.setattr(title_speed, "_python", python)

    found = title_speed.cold_rates(tmp_path)

    assert list(found.values()) == [3.0, 6.0, 6.0]
    assert {tuple(sorted(json.loads(text)[0])) for text in given} == {("CEO at X", "CTO", "Nurse")}
    assert [json.loads(text)[1] for text in given].count(True) == len(given) / 2
