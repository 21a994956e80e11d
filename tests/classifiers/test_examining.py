"""Two models are asked the same."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from classifiers.evaluation.comparison import (
    EvaluationExample,
    Figures,
    ModelOutput,
    Reader,
    figures_of,
    is_held_out,
    repeated,
    request_times,
)

EXAMPLES = [EvaluationExample(n, frozenset({"even" if n % 2 == 0 else "odd"})) for n in range(10)]


def said(*labels: str, chance: float = 1.0, done: str = "") -> ModelOutput:
    """What a model says of one input."""
    return ModelOutput(frozenset(labels), tuple((label, chance) for label in labels), done)


def test_figures_say_how_good_a_model_is_label_by_label() -> None:
    answers = [said("even") for _ in EXAMPLES]

    found = figures_of(EXAMPLES, answers, milliseconds=2.0, megabytes=1.0)

    assert found.labels == {"even": (pytest.approx(2 / 3), 5), "odd": (0.0, 5)}
    assert found.macro_f1 == pytest.approx(1 / 3)
    assert found.calibration_error == pytest.approx(0.5)  # Certain, and right half of the time.


def test_figures_and_answers_come_back_from_a_table_as_they_were() -> None:
    found = figures_of(EXAMPLES, [said("even")] * 10, milliseconds=2.0, megabytes=1.0)
    answer = said("sales", chance=0.7, done="none")

    assert Figures.from_json(found.as_json()) == found
    assert ModelOutput.from_json(answer.as_json()) == answer


def test_a_correction_counts_when_all_of_it_is_said() -> None:
    wanted = [
        EvaluationExample("a", frozenset({"sales", "marketing"})),
        EvaluationExample("b", frozenset({"legal"})),
    ]

    assert repeated(wanted, [said("sales"), said("legal")]) == (0.5, 2)
    assert repeated([], []) == (None, 0)


def test_models_are_timed_in_turns_so_that_a_busy_moment_strikes_both() -> None:
    asked: list[str] = []

    def reader(name: str) -> Reader:
        def read(inputs: Sequence[Any]) -> list[ModelOutput]:
            asked.extend(name for _ in inputs)
            return [said("even") for _ in inputs]

        return read

    def ticks() -> Iterator[float]:
        now = 0.0
        while True:
            yield now
            now += 0.001

    clock = ticks()

    times = request_times([reader("live"), reader("new")], [1, 2], clock=lambda: next(clock))

    assert times == [pytest.approx(1.0), pytest.approx(1.0)]
    assert asked == ["live", "new", "new", "live", "live", "new"]


def test_one_correction_in_five_is_kept_apart_for_ever_the_same_ones() -> None:
    names = [f"title {n}" for n in range(1000)]
    apart = [name for name in names if is_held_out(name)]

    assert 150 < len(apart) < 250
    assert apart == [name for name in names if is_held_out(name)]
