"""fastText learns from the same titles, and is measured on the same ones."""

from importlib.util import find_spec

import pytest

from classifiers.core.taxonomy import Taxonomy
from classifiers.titles.training.dataset import LabeledTitle
from research import fast_text as measure_titles
from research.fast_text import FastText, fast_text_version, fit_peer
from research.study import MethodError
from research.title_peers import PeerAnswers

ABSENT = find_spec("fasttext") is None
needs_fast_text = pytest.mark.skipif(ABSENT, reason="fastText has no wheel for this Python")
TITLES = [
    LabeledTitle(f"{rank}{job} {place}", (function,), level, None)
    for rank, level in (("", "specialist"), ("Director ", "director"), ("Junior ", "entry"))
    for job, function in (("Tax Advisor", "tax"), ("Nurse", "nursing"), ("Recruiter", "recruiting"))
    for place in ("Berlin", "Paris", "Rome", "London", "Madrid", "Lisbon", "Oslo", "Vienna")
]


@needs_fast_text
def test_it_learns_functions_and_levels_in_one_model(taxonomy: Taxonomy) -> None:
    model = FastText(len(taxonomy.functions), len(taxonomy.levels))

    threshold = fit_peer(model, TITLES, [], taxonomy=taxonomy)
    found = PeerAnswers(model, threshold, taxonomy).answers(
        ["NURSE  Berlin", "Director, Recruiter, Vienna", "Junior Tax Advisor Prague"]
    )

    assert [answer.functions for answer in found] == [("nursing",), ("recruiting",), ("tax",)]
    assert [answer.level for answer in found[1:]] == ["director", "entry"]
    assert model.megabytes() > 1


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure_titles, "LIBRARY", "fasttext-that-nobody-has")

    with pytest.raises(MethodError, match="pip install"):
        fast_text_version()
