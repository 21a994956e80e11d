"""Titles of the frozen test set that a workspace contradicts do not speak against it."""

import numpy as np
import pytest

from classifiers.titles.dictionary import Entry
from classifiers.titles.model.learned_functions import LearnedHead, LearnedHeads
from classifiers.titles.propagation import CorrectionMemory, StoredCorrection
from classifiers.titles.text.normalize import normalize
from classifiers.titles.text.signature import signature
from classifiers.titles.workspace_cascade import WorkspaceCascade
from leadqual.labeling.quality_gate import metric_drops_of, worse_titles
from leadqual.registry.versions.loading import load_titles

pytestmark = pytest.mark.django_db
TEST_TITLE = "Sustainability & Climate Lead"


def test_like_titles_of_the_test_set_are_left_out_for_a_function_that_people_gave_them(
    models: None,
) -> None:
    cascade, text = load_titles(), signature(normalize(TEST_TITLE))
    saying = StoredCorrection(
        1, "climate sustainability", text, Entry(("nursing",), "lead", ""), None
    )
    before, after = (
        WorkspaceCascade(cascade, CorrectionMemory(())),
        WorkspaceCascade(cascade, CorrectionMemory([saying])),
    )

    def fallen(*exempt: str) -> set[str]:
        found = metric_drops_of(before, after, exempt=exempt, contradicted=[text])
        return {fall.label for fall in found}

    counted = {fall.label: fall for fall in metric_drops_of(before, after)}
    assert counted["corporate_strategy"].n_lost == 1
    assert counted["nursing"].n_wrong == 1
    assert fallen("nursing") == set()
    assert "nursing" in fallen("corporate_strategy")  # The test set gives it that function.


def test_titles_by_which_a_function_falls_are_named(models: None) -> None:
    cascade = load_titles()
    greedy = LearnedHead(
        function="nursing",
        model=cascade.version,
        vector=np.zeros(cascade.model.heads.shape[0], dtype=np.float32),
        words={},
        bias=9.0,
        threshold=0.0,
        displaces=("marketing",),
        n_titles=5,
        recall=1.0,
    )
    before = WorkspaceCascade(cascade, CorrectionMemory(()))
    after = WorkspaceCascade(cascade, CorrectionMemory(()), LearnedHeads([greedy]))
    fallen = {fall.label: fall for fall in metric_drops_of(before, after)}

    lost = worse_titles(before, after, ["marketing"])
    wrong = worse_titles(before, after, ["nursing"])

    assert len(lost) == fallen["marketing"].n_lost > 5
    assert len(wrong) == fallen["nursing"].n_wrong > 5
    assert all("marketing" in each.wanted for each in lost)
    assert all("marketing" in each.before and "marketing" not in each.after for each in lost)
    assert worse_titles(before, before, ["marketing"]) == []
