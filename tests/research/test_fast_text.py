"""fastText learns from the same titles, and is measured on the same ones."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

from classifiers.core.taxonomy import Taxonomy
from classifiers.titles.training.dataset import LabelledTitle
from research import fast_text as measure_titles
from research.fast_text import (
    FROZEN,
    FastText,
    FastTextAnswers,
    TitleAnswer,
    compare_titles,
    fit_peer,
    measured_set,
    titles_per_second,
)
from research.study import MethodError

ABSENT = find_spec("fasttext") is None
needs_fast_text = pytest.mark.skipif(ABSENT, reason="fastText has no wheel for this Python")
TITLES = [
    LabelledTitle(f"{rank}{job} {place}", (function,), level, None)
    for rank, level in (("", "specialist"), ("Director ", "director"), ("Junior ", "entry"))
    for job, function in (("Tax Advisor", "tax"), ("Nurse", "nursing"), ("Recruiter", "recruiting"))
    for place in ("Berlin", "Paris", "Rome", "London", "Madrid", "Lisbon", "Oslo", "Vienna")
]


class Always:
    """Gives every title the same answer."""

    def __init__(self, answer: TitleAnswer) -> None:
        self.answer = answer
        self.n_asked = 0

    def answers(self, titles: Sequence[str]) -> list[TitleAnswer]:
        self.n_asked += len(titles)
        return [self.answer] * len(titles)


@needs_fast_text
def test_it_learns_functions_and_levels_in_one_model(taxonomy: Taxonomy) -> None:
    model = FastText(len(taxonomy.functions), len(taxonomy.levels))

    threshold = fit_peer(model, TITLES, [], taxonomy=taxonomy)
    found = FastTextAnswers(model, threshold, taxonomy).answers(
        ["NURSE  Berlin", "Director, Recruiter, Vienna", "Junior Tax Advisor Prague"]
    )

    assert [answer.functions for answer in found] == [("nursing",), ("recruiting",), ("tax",)]
    assert [answer.level for answer in found[1:]] == ["director", "entry"]
    assert model.megabytes() > 1


def test_figures_count_the_titles_that_nothing_was_learned_from_apart(
    taxonomy: Taxonomy,
) -> None:
    titles = [
        LabelledTitle("Tax Manager", ("tax",), "manager", None),
        LabelledTitle("Nurse", ("nursing",), "specialist", None),
    ]
    methods = {"always": Always(TitleAnswer(("tax",), "manager"))}

    found = measured_set(
        FROZEN, "Two titles", titles, methods, known={"tax manager"}, taxonomy=taxonomy
    )

    figures = found.figures["always"]
    assert (found.n_titles, found.n_unseen) == (2, 1)
    assert (figures.micro_f1, figures.unseen_micro_f1, figures.level) == (0.5, 0, 0.5)
    assert figures.macro_f1 == pytest.approx((2 / 3) / 2, abs=1e-4)
    assert {cell.n_titles for cell in found.confusions["always"]} == {1}


def test_titles_that_do_not_come_with_the_product_are_never_kept(taxonomy: Taxonomy) -> None:
    titles = [LabelledTitle("Nurse", ("nursing",), "specialist", None)]
    methods = {"always": Always(TitleAnswer(("tax",), "manager"))}

    found = measured_set("real", "Real", titles, methods, known=set(), taxonomy=taxonomy)

    assert not any(cell.examples for cell in found.confusions["always"])


def test_methods_take_turns_and_read_only_new_titles_when_timed() -> None:
    first, second = (Always(TitleAnswer((), "other")) for _ in range(2))
    titles = [f"title {n}" for n in range(4 * measure_titles.CHUNK)]

    rates = titles_per_second({"a": first, "b": second}, titles, ["warm"])

    assert (first.n_asked, second.n_asked) == (2 * measure_titles.CHUNK + 1,) * 2
    assert all(rate > 0 for rate in rates.values())


def test_without_the_library_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(measure_titles, "LIBRARY", "fasttext-that-nobody-has")

    with pytest.raises(MethodError, match="pip install"):
        compare_titles(tmp_path)
