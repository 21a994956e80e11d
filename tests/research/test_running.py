"""Runs: every missing cell once, the cheap first, and on from where they were stopped."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from classifiers.core.errors import ClassifierError
from research.lab_run import Lab, cells_of
from research.methods import Fitted, Method, WordsLinear
from research.study import ResultsFile, read_results
from research.subjects import LabDataset, LabeledText
from tests.research.made import result, subject


class Refusing(WordsLinear):
    """Learns from no fewer than twenty examples, and takes more effort."""

    name = "refusing"
    effort = 100.0

    def fit(self, examples: Sequence[LabeledText], *, has_many: bool, seed: int) -> Fitted:
        if len(examples) < 20:
            raise ClassifierError("Twenty examples are needed.")
        return super().fit(examples, has_many=has_many, seed=seed)


@pytest.fixture
def file(tmp_path: Path) -> ResultsFile:
    return ResultsFile(tmp_path / "titles.jsonl")


def lab_of(file: ResultsFile, made: LabDataset) -> Lab:
    return Lab(made, file, file.path.parent / "vectors")


def test_cells_are_those_of_all_sizes_and_seeds_the_cheap_ones_first() -> None:
    methods: list[Method] = [Refusing(), WordsLinear()]

    cells = cells_of(subject(40), methods, sizes=[10, 30, 500, None], n_seeds=2)

    words = [(cell.size, cell.seed) for cell in cells if cell.method.name == "words-linear"]
    assert words == [(10, 0), (10, 1), (30, 0), (30, 1), (40, 0)]
    efforts = [cell.method.effort * cell.size for cell in cells]
    assert efforts == sorted(efforts)


def test_a_run_measures_what_can_be_learned_and_goes_on_where_it_was_stopped(
    file: ResultsFile,
) -> None:
    made = subject(40)
    cells = cells_of(made, [WordsLinear()], sizes=[10, 30], n_seeds=2)

    first = lab_of(file, made).run(cells[:3])
    file.path.write_bytes(file.path.read_bytes()[:-5])  # killed while it wrote the third
    file.cut()
    seen: list[tuple[int, str]] = []
    second = lab_of(file, made).run(cells, progress=lambda n, name: seen.append((n, name)))
    third = lab_of(file, made).run(cells)

    assert (first.n_before, first.n_done) == (0, 3)
    assert (second.n_before, second.n_done) == (2, 2)
    assert (third.n_before, third.n_done) == (4, 0)
    assert seen[0] == (2, "Linear model on words, 30 examples, seed 0")
    found = {cell.key: cell for cell in read_results(file.path).cells}
    assert len(found) == 4
    best = found[cells[-1].key(made.data_hash)]
    assert best.macro_f1 == best.accuracy == 1.0
    assert best.fit_cpu > 0
    assert best.answer_cpu_ms > 0


def test_other_labels_and_another_version_are_measured_anew(file: ResultsFile) -> None:
    made = subject(20)
    newer = WordsLinear()
    newer.version = "2"
    lab_of(file, made).run(cells_of(made, [WordsLinear()], sizes=[10], n_seeds=1))

    relabelled = replace(
        made, learned=(replace(made.learned[0], labels=("devops",)), *made.learned[1:])
    )
    other_data = lab_of(file, relabelled).run(
        cells_of(relabelled, [WordsLinear()], sizes=[10], n_seeds=1)
    )
    other_version = lab_of(file, made).run(cells_of(made, [newer], sizes=[10], n_seeds=1))

    assert (other_data.n_done, other_version.n_done) == (1, 1)
    assert len(read_results(file.path).facts) == 2


def test_a_method_that_cannot_learn_says_why_and_is_not_asked_again(file: ResultsFile) -> None:
    made = subject(40)
    cells = cells_of(made, [Refusing()], sizes=[10, 30], n_seeds=1)

    lab_of(file, made).run(cells)

    few, enough = read_results(file.path).cells
    assert few.problem == "Twenty examples are needed."
    assert not few.counts
    assert enough.counts
    assert lab_of(file, made).run(cells).n_done == 0


def test_what_will_not_end_in_time_is_left_and_named(file: ResultsFile) -> None:
    made = subject(40)
    cells = cells_of(made, [WordsLinear()], sizes=[10, 30], n_seeds=1)
    slow = replace(result("words-linear", size=10), data=made.data_hash, fit_seconds=3_000.0)
    file.add(slow)

    outcome = lab_of(file, made).run(cells, seconds=60)
    over = lab_of(file, made).run(cells_of(made, [Refusing()], sizes=[30], n_seeds=1), seconds=0)

    assert (outcome.n_before, outcome.n_done) == (1, 0)
    assert [cell.size for cell in outcome.left] == [30]
    assert len(over.left) == 1
