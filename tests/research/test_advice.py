"""Advice: a lead counts where its interval is above zero."""

import pytest

from research.advice import advice_text, choices_by_size, gain, score, spans
from research.study import LabStudy, difference, mean_of, study_of
from tests.research.made import FACTS, result, results

HIGH, MIDDLE, LOW = (0.80, 0.82, 0.81), (0.60, 0.61, 0.62), (0.40, 0.42, 0.44)
WIDE = (0.72, 0.79, 0.80)


def study(curves: dict[str, dict[int, tuple[float, ...]]]) -> LabStudy:
    return study_of(FACTS, results(curves))


def test_the_interval_is_that_of_student() -> None:
    mean = mean_of([0.5, 0.6, 0.7])

    assert mean.value == pytest.approx(0.6)
    assert mean.low == pytest.approx(0.6 - 4.3027 * 0.1 / 3**0.5, abs=1e-4)
    assert mean.high == pytest.approx(0.6 + 4.3027 * 0.1 / 3**0.5, abs=1e-4)
    assert mean_of([0.5, 0.6]).low is None


def test_differences_are_taken_seed_by_seed() -> None:
    lucky = study({"tuned": {100: (0.50, 0.70, 0.90)}, "own": {100: (0.48, 0.68, 0.88)}})

    lead = difference(lucky.points["tuned"][100], lucky.points["own"][100])

    assert lead.value == pytest.approx(0.02)
    assert lead.low == pytest.approx(0.02)


def test_the_clear_winner_of_each_size_is_named_and_sizes_are_joined() -> None:
    made = study(
        {
            "words-linear": {50: HIGH, 100: LOW, 200: LOW},
            "tuned": {50: LOW, 100: HIGH, 200: HIGH},
        }
    )

    found = spans(choices_by_size(made))

    assert [(span[0].use.method, span[0].size, span[-1].size) for span in found] == [
        ("words-linear", 50, 50),
        ("tuned", 100, 200),
    ]
    first, last = advice_text(made)
    assert first.where == "50 labels"
    assert last.where == "From 100 labels on"
    assert last.method == "Tuned model"
    assert "is ahead of Linear model on words by 0.390" in last.why


def test_of_those_that_cannot_be_told_apart_the_cheapest_is_named() -> None:
    made = study(
        {"words-linear": {100: (0.74, 0.74, 0.74)}, "tuned": {100: WIDE}, "own": {100: LOW}}
    )

    (choice,) = choices_by_size(made)

    assert choice.best.method == "tuned"
    assert choice.use.method == "words-linear"
    assert choice.behind is not None
    assert choice.behind[0].method == "own"
    (said,) = advice_text(made)
    assert "cannot be told from Tuned model and is the cheapest to teach" in said.why


def test_what_was_not_measured_is_said_and_never_advised() -> None:
    made = study({"words-linear": {100: HIGH}, "tuned": {100: LOW}, "own": {25: HIGH, 100: (0.9,)}})

    (choice,) = choices_by_size(made)

    assert choice.absent == ("own",)
    assert "Not measured here: LeadQual" in advice_text(made)[0].why


def test_with_all_examples_the_highest_is_told_and_no_more_is_made_of_it() -> None:
    everything = FACTS.n_learned
    made = study(
        {
            "words-linear": {50: LOW, 100: LOW, everything: HIGH},
            "tuned": {50: HIGH, 100: HIGH, everything: (0.75,)},
        }
    )

    assert [choice.size for choice in choices_by_size(made)] == [50, 100]
    first, last = advice_text(made)
    assert (first.where, first.method) == ("50 to 100 labels", "Tuned model")
    assert (last.where, last.method) == (f"All {everything:,} labels", "Linear model on words")
    assert last.why.startswith("(0.810), before Tuned model (0.750).")


def test_one_method_alone_with_all_examples_is_no_comparison() -> None:
    everything = FACTS.n_learned
    made = study({"words-linear": {50: LOW, everything: HIGH}, "tuned": {50: HIGH}})

    (said,) = advice_text(made)

    assert said.where == "From 50 labels on"


def test_only_the_latest_version_of_a_method_counts_and_refusals_are_kept_apart() -> None:
    made = study_of(
        FACTS,
        [
            result(macro_f1=0.1, version="1", at="2026-11-20T12:00:00+00:00"),
            result(macro_f1=0.9, version="2", at="2026-11-21T12:00:00+00:00"),
            result(size=25, version="2", problem="too few"),
        ],
    )

    assert made.versions == {"tuned": "2"}
    assert made.points["tuned"][100].macro_f1.value == 0.9
    assert made.refused["tuned"] == {25: "too few"}
    assert made.sizes == [100]


def test_figures_in_words() -> None:
    assert score(mean_of([0.5])) == "0.500 (no interval)"
    assert score(mean_of([0.5, 0.5, 0.5])) == "0.500 ± 0.000"
    assert gain(mean_of([0.01, 0.01, 0.01])) == "+0.0100 (+0.0100 to +0.0100)"
