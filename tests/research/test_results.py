"""The file of results: one line for each cell, also after a kill."""

from pathlib import Path

import pytest

from research.study import ResultsError, ResultsFile, line_of, read_results
from tests.research.made import FACTS, result


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "lab" / "titles.jsonl"
    cells = [result(seed=0), result(seed=1, problem="too little")]

    with ResultsFile.opened(path) as file:
        file.add(FACTS)
        for cell in cells:
            file.add(cell)

    found = read_results(path)
    assert found.facts == {FACTS.data: FACTS}
    assert list(found.cells) == cells
    assert found.latest() == FACTS
    assert [cell.counts for cell in found.cells] == [True, False]
    assert read_results(tmp_path / "none.jsonl").latest() is None


def test_a_half_written_line_is_dropped_and_does_not_spoil_the_next(tmp_path: Path) -> None:
    path = tmp_path / "titles.jsonl"
    half = line_of(result(seed=1))[:-9]
    path.write_text(line_of(FACTS) + line_of(result(seed=0)) + half, encoding="utf-8")

    with ResultsFile.opened(path) as file:
        file.add(result(seed=2))

    found = read_results(path)
    assert [cell.seed for cell in found.cells] == [0, 2]
    assert found.n_dropped == 0


def test_a_line_that_nobody_can_read_is_dropped_alone(tmp_path: Path) -> None:
    path = tmp_path / "titles.jsonl"
    for line in (
        "no json",
        "[]",
        '{"kind": "cell"}',
        line_of(result()).replace('"size": 100', '"size": "100"').strip(),
        line_of(result()).replace('"macro_f1": 0.5', '"macro_f1": null').strip(),
        line_of(result()).replace('"kind": "cell"', '"kind": "other"').strip(),
        line_of(result()).replace('"seed": 0', '"seed": 0, "more": 1').strip(),
    ):
        path.write_text(f"{line}\n{line_of(FACTS)}{line_of(result(seed=3))}", encoding="utf-8")

        found = read_results(path)

        assert [cell.seed for cell in found.cells] == [3]
        assert found.n_dropped == 1


def test_of_one_cell_the_last_line_counts(tmp_path: Path) -> None:
    path = tmp_path / "titles.jsonl"
    lines = [result(macro_f1=0.1), result(seed=1), result(macro_f1=0.9)]
    path.write_text("".join(map(line_of, lines)), encoding="utf-8")

    assert {cell.seed: cell.macro_f1 for cell in read_results(path).cells} == {1: 0.5, 0: 0.9}


def test_two_runs_never_write_one_file(tmp_path: Path) -> None:
    path = tmp_path / "titles.jsonl"

    with ResultsFile.opened(path), pytest.raises(ResultsError, match="Another run"):
        ResultsFile.opened(path).__enter__()
    with ResultsFile.opened(path) as file:
        file.add(result())

    assert len(read_results(path).cells) == 1
