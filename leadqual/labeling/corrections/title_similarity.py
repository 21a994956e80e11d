"""How similar two titles are, with the corrections of a workspace."""

from collections.abc import Sequence
from dataclasses import dataclass

from classifiers.core.types import TitlePrediction
from classifiers.titles.model.similarity import TitleSimilarity, compare_titles
from leadqual.accounts.models import Workspace
from leadqual.labeling.classification.workspace_cascade import load_online
from leadqual.labeling.corrections.answers import shown_answer
from leadqual.labeling.prediction_log.writing import log_shown


@dataclass(frozen=True, slots=True)
class ComparedTitles:
    """Two titles as they are classified now, and how similar they are."""

    titles: tuple[TitlePrediction, TitlePrediction]
    found: TitleSimilarity


def compare_pairs(
    *, workspace: Workspace, pairs: Sequence[tuple[str, str]]
) -> list[ComparedTitles]:
    """Classify the titles of pairs and compare them, in the same order.

    No title is stored. The labels stay on record as those of every prediction that was shown.
    """
    online = load_online(workspace)
    texts = list(dict.fromkeys(title for pair in pairs for title in pair))
    found = dict(zip(texts, online.predict(texts, explain=False), strict=True))
    log_shown([shown_answer(one) for one in found.values()], workspace=workspace)
    both = [(found[first], found[second]) for first, second in pairs]
    similarities = compare_titles(
        [first for first, _ in both],
        [second for _, second in both],
        model=online.cascade.model,
        taxonomy=online.cascade.taxonomy,
    )
    return [ComparedTitles(*each) for each in zip(both, similarities, strict=True)]
