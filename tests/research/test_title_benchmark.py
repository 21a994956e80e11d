"""One line of the benchmark of titles, and what answers of others have to be."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pytest

from classifiers.core.array_types import Floats
from classifiers.core.taxonomy import Taxonomy
from classifiers.titles.recipe import training_titles
from classifiers.titles.training.dataset import LabeledTitle
from research import title_benchmark
from research.fast_text import TitleAnswer
from research.study import MethodError, ResultsError
from research.title_benchmark import (
    FIGURES,
    METHODS,
    BenchmarkSets,
    chosen_methods,
    measure_methods,
    read_benchmark,
    read_predictions,
    report_of,
)
from research.title_peers import PeerAnswers


def title(text: str, *functions: str, level: str = "specialist") -> LabeledTitle:
    return LabeledTitle(text, functions, level, None)


SETS = BenchmarkSets(
    groups={
        "functions": [title("Recruiter", "recruiting"), title("Tax Nurse", "tax", "nursing")],
        "de": [title("Steuerberater", "tax"), title("Krankenschwester", "nursing")],
        "other": [title("Have!", level="other")],
    },
    headlines=[title("Nurse @ Hill Clinic | Runner", "nursing")],
    parts=("| Runner", "- he/him"),
)


def right_answers(sets: BenchmarkSets) -> dict[str, TitleAnswer]:
    return {
        each.title: TitleAnswer(each.functions, each.level or "")
        for each in (*sets.frozen, *sets.headlines, *sets.tails)
    }


def rows(sets: BenchmarkSets) -> list[dict[str, object]]:
    return [
        {"title": text, "functions": ";".join(answer.functions), "level": answer.level}
        for text, answer in right_answers(sets).items()
    ]


def test_tails_are_the_titles_of_functions_each_with_the_next_part() -> None:
    assert [each.title for each in SETS.tails] == ["Recruiter | Runner", "Tax Nurse - he/him"]
    assert [each.functions for each in SETS.tails] == [("recruiting",), ("tax", "nursing")]


def test_right_answers_have_one_in_each_column_and_language() -> None:
    report = report_of("all right", right_answers(SETS), SETS, known={"krankenschwester"})

    assert report.figures == dict.fromkeys((*FIGURES, "de F1"), 1.0)
    assert report.n_examples == len(SETS.texts) == 8


def test_wrong_function_lowers_only_the_figures_of_the_sets_it_is_in() -> None:
    for text, lower in (
        ("Recruiter", {FIGURES[0], "functions F1"}),
        ("Nurse @ Hill Clinic | Runner", {"headlines F1"}),
        ("Tax Nurse - he/him", {"tails F1"}),
        ("Steuerberater", {FIGURES[0], "languages F1", "languages not learned F1", "de F1"}),
        ("Krankenschwester", {FIGURES[0], "languages F1", "de F1"}),
        ("Have!", {FIGURES[0]}),
    ):
        answers = right_answers(SETS)
        answers[text] = replace(answers[text], functions=("sales",))

        report = report_of("one wrong", answers, SETS, known={"krankenschwester"})

        assert {name for name, value in report.figures.items() if value < 1} == lower


def test_wrong_level_lowers_the_level_of_all_frozen_titles() -> None:
    answers = right_answers(SETS) | {"Have!": TitleAnswer((), "entry")}

    report = report_of("one wrong", answers, SETS, known=set())

    assert report.figures["level accuracy"] == 4 / 5


def test_sets_that_ship_have_all_languages_and_parts() -> None:
    sets = read_benchmark()

    assert len(sets.languages) == 14
    assert all(any(each.title.endswith(part) for each in sets.tails) for part in sets.parts)


@pytest.mark.slow
def test_titles_that_ship_to_learn_from_hold_no_headline_and_no_tail_of_the_benchmark() -> None:
    sets = read_benchmark()
    titles, extra = training_titles(None)

    learned = {each.title for each in (*titles, *extra)}
    assert len(learned) > 150_000
    assert not learned & {each.title for each in (*sets.headlines, *sets.tails)}


def test_labels_of_the_headlines_are_those_of_the_taxonomy(taxonomy: Taxonomy) -> None:
    functions = {function.slug for function in taxonomy.functions}
    levels = {level.slug for level in taxonomy.levels}

    for headline in read_benchmark().headlines:
        assert set(headline.functions) <= functions, headline
        assert len(headline.functions) <= 3, headline
        assert headline.level in levels, headline


def test_predictions_may_have_scores_spaces_and_titles_of_others() -> None:
    shown: list[dict[str, object]] = [
        *rows(SETS),
        {"title": "Sculptor", "functions": "what", "level": "ever"},
    ]
    shown[1] = shown[1] | {"functions": "tax:0.91; nursing:0.5;"}

    assert read_predictions(shown, SETS, file="mine.csv") == right_answers(SETS)


def without_last(shown: list[dict[str, object]]) -> None:
    shown.pop()


def with_(**values: object) -> Callable[[list[dict[str, object]]], None]:
    def change(shown: list[dict[str, object]]) -> None:
        shown[0] |= values

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (without_last, r"mine\.csv lacks 1 of 8 titles, e\.g\. 'Tax Nurse - he/him'"),
        (with_(functions="Recruiting"), r"mine\.csv, row 1 \('Recruiter'\).*'Recruiting'"),
        (with_(level=""), r"row 1 .*no function or level ''"),
        (with_(functions=None, level=None), "no function or level"),
    ],
)
def test_predictions_that_lack_a_title_or_have_unknown_labels_are_rejected(
    change: Callable[[list[dict[str, object]]], None], said: str
) -> None:
    shown = rows(SETS)
    change(shown)

    with pytest.raises(ResultsError, match=said):
        read_predictions(shown, SETS, file="mine.csv")


def test_unknown_methods_are_rejected_and_without_fasttext_the_others_are_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(MethodError, match=r"no method bert.*tf-idf"):
        chosen_methods(["leadqual", "bert"])

    monkeypatch.setattr(title_benchmark, "find_spec", lambda _name: None)
    monkeypatch.setattr("research.fast_text.LIBRARY", "fasttext-that-nobody-has")
    assert chosen_methods([]) == [name for name in METHODS if name != "fasttext"]
    with pytest.raises(MethodError, match="pip install"):
        chosen_methods(["fasttext"])


class Scored:
    """Knows the scores of two titles."""

    def __init__(self, functions: Mapping[str, Mapping[int, float]], n_functions: int) -> None:
        self._functions = functions
        self._n_functions = n_functions

    def fit(self, *_: object) -> None: ...

    def scores(self, keys: list[str]) -> tuple[Floats, Floats]:
        rows = np.zeros((len(keys), self._n_functions), np.float32)
        for row, key in zip(rows, keys, strict=True):
            for column, score in self._functions[key].items():
                row[column] = score
        return rows, np.tile(np.array([0.2, 1.5], np.float32), (len(keys), 1))


def test_answers_of_a_peer_are_at_most_three_functions_from_the_threshold_on(
    taxonomy: Taxonomy,
) -> None:
    peer = Scored(
        {"nurse": {0: 0.5, 1: 0.875, 2: 0.75, 3: 0.625}, "have": {0: 0.4}}, len(taxonomy.functions)
    )
    answers = PeerAnswers(peer, 0.5, taxonomy)  # type: ignore[arg-type]  # reads lists alone

    named = [taxonomy.functions[column].slug for column in (1, 2, 3)]
    first, second = answers.given(["NURSE", "Have"])
    assert first.functions == tuple(zip(named, (0.875, 0.75, 0.625), strict=True))
    assert second.functions == ()
    assert first.level == (taxonomy.levels[1].slug, 1.0)
    assert answers.answers(["NURSE"]) == [TitleAnswer(tuple(named), taxonomy.levels[1].slug)]


@pytest.mark.parametrize("method", ["tf-idf", pytest.param("minilm", marks=pytest.mark.slow)])
def test_peers_learn_from_the_written_titles(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    learned = [*SETS.frozen, *SETS.headlines, *SETS.tails] * 12
    monkeypatch.setattr(title_benchmark, "training_titles", lambda _data: (learned, []))
    done: list[int] = []

    (report,) = measure_methods([method], SETS, progress=lambda n, _name: done.append(n))

    assert report.name == title_benchmark.PEERS[method]
    assert report.figures["functions F1"] == 1
    assert report.figures["languages not learned F1"] == 0  # There are none.
    assert done == [0, 1]
