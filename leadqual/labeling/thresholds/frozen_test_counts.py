"""What each threshold gives on the test set that comes with the product, function by function."""

from dataclasses import replace
from functools import lru_cache

from classifiers.titles.cascade import TitleCascade
from leadqual.labeling.quality_gate.frozen_test import frozen_titles
from leadqual.labeling.thresholds.score_histograms import MIN_SCORE, CorrectedHistogram
from leadqual.labeling.thresholds.selectors import Counts, summed_from_the_end
from leadqual.registry.versions.loading import load_titles


def measured(counts: Counts, slug: str) -> Counts:
    """Return counts with precision and recall from the test set where too few were corrected.

    Args:
        counts: of the function, in all workspaces and in one.
        slug: of the function; one that the live model does not know stays as it is.
    """
    if counts.everywhere.is_enough:
        return counts
    cascade = load_titles()
    if slug not in cascade.model.functions:
        return counts
    column = cascade.model.functions.index(slug)
    found = _histogram(cascade)
    right, wrong = found.right[column].tolist(), found.wrong[column].tolist()
    everywhere = replace(
        counts.everywhere,
        right=summed_from_the_end([right]),
        wrong=summed_from_the_end([wrong]),
        n_carry=int(found.n_carry[column]),
    )
    return replace(
        counts,
        everywhere=everywhere,
        n_tested=found.n_titles,
        n_corrected=counts.everywhere.n_carry,
    )


@lru_cache(maxsize=2)
def _histogram(cascade: TitleCascade) -> CorrectedHistogram:
    keys, wanted = frozen_titles(cascade)
    columns = {slug: column for column, slug in enumerate(cascade.model.functions)}
    found = CorrectedHistogram(len(columns))
    said = [frozenset(columns[slug] for slug in slugs if slug in columns) for slugs in wanted]
    found.add(cascade.chances(keys, least=MIN_SCORE), said)
    return found
