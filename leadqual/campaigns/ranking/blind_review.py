"""What a card shows to the second person who judges a company: nothing of what the first one said.

Its score and its neighbours are those without the verdict on the company itself.
"""

from dataclasses import replace

import numpy as np

from leadqual.campaigns.ranking.evidence import fitted
from leadqual.campaigns.ranking.ranking_context import RankingContext
from recommender.ranking.ranker import Ranker


def without_verdict_on(
    scene: RankingContext, company_id: int
) -> tuple[RankingContext, Ranker | None]:
    """Return a scene as it is for somebody who does not know the verdict on a company.

    Args:
        scene: with the verdict.
        company_id: company of the verdict; its row of the pool is all that is looked at.

    Returns:
        The scene, and what explains scores in it; None where nothing else was judged and nothing
        stands for what is looked for.
    """
    is_kept = scene.judged != company_id
    others = replace(
        scene,
        judged=scene.judged[is_kept],
        signs=scene.signs[is_kept],
        is_out=scene.is_out[is_kept],
    )
    if not others.n_verdicts and others.pulling is None:
        return replace(others, ranking=None), None
    rows = scene.pool.rows_of(others.judged.tolist())
    ranker = fitted(
        scene.pool.features.take(np.asarray(rows, dtype=np.intp)),
        others.signs,
        left_out=others.is_out,
        pulling=others.pulling,
        weights=others.weights,
    )
    return others, ranker
