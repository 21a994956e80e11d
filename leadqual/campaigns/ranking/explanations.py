"""Why a company has its score: the verdicts and examples behind it, by name."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.ranking.cards import Neighbour, ScoreExplanation
from leadqual.campaigns.ranking.examples import KnownExample, fitted, named
from leadqual.campaigns.ranking.ranking_context import RankingContext
from leadqual.leads.models import Company
from recommender.ranking.ranker import Ranker
from recommender.types import Explanation

N_NEIGHBOURS = 7
MIN_CONTRIBUTION = 0.01
"""A verdict that moves the score by less is no neighbour; together they are the last line."""


def score_explanations(
    scene: RankingContext, rows: NDArray[np.intp], ranker: Ranker | None = None
) -> list[ScoreExplanation] | list[None]:
    """Explain the scores of some rows; a query for verdicts, one for examples, none without.

    Args:
        scene: what they are made from.
        rows: of its pool.
        ranker: of the scene, where its ranking knows more than is to be said.
    """
    if scene.ranking is None:
        return [None] * len(rows)
    if ranker is None:
        explanations = scene.ranking.explain_all(rows, most=N_NEIGHBOURS)
    else:
        explanations = ranker.explain_all(scene.pool.features.take(rows), most=N_NEIGHBOURS)
    dropped = _dropped(scene, rows)
    known = _known(scene, [*explanations, *dropped])
    return [
        _why(scene, explanation, without, known)
        for explanation, without in zip(explanations, dropped, strict=True)
    ]


def _known(scene: RankingContext, explanations: Sequence[Explanation | None]) -> list[KnownExample]:
    """Return who was compared with; only who contributes somewhere has a name."""
    shown = {
        int(scene.judged[one.verdict_index])
        for explanation in explanations
        if explanation is not None
        for one in explanation.contributions
        if one.verdict_index < len(scene.judged)
    }
    names = dict(Company.objects.filter(pk__in=shown).values_list("pk", "name"))
    verdicts = ("dislike", "like")
    judged = [
        KnownExample(company, names.get(company, "a deleted company"), verdicts[int(sign > 0)])
        for company, sign in zip(scene.judged.tolist(), scene.signs, strict=True)
    ]
    return judged + named(scene.pulling)


def _dropped(scene: RankingContext, rows: NDArray[np.intp]) -> list[Explanation | None]:
    """Say what the dropped verdicts would contribute to the scores of some rows."""
    if not scene.is_out.any():
        return [None] * len(rows)
    judged = scene.pool.features.take(scene.pool.rows_of(scene.judged.tolist()))
    ranker = fitted(
        judged,
        scene.signs,
        left_out=~scene.is_out,
        pulling=scene.pulling,
        weights=scene.weights,
        has_examples_out=True,
    )
    return [*ranker.explain_all(scene.pool.features.take(rows), most=N_NEIGHBOURS)]


def _neighbours(
    scene: RankingContext, explanation: Explanation | None, known: Sequence[KnownExample]
) -> tuple[Neighbour, ...]:
    contributions = explanation.contributions if explanation else ()
    shown = [one for one in contributions if abs(one.contribution) >= MIN_CONTRIBUTION]
    if not scene.n_verdicts:  # Many examples add little each: the nearest is named all the same.
        shown = shown or [*contributions[:1]]
    return tuple(
        Neighbour(
            company_id=(who := known[one.verdict_index]).company_id,
            name=who.name,
            verdict=who.verdict,
            similarity=one.similarity,
            contribution=one.contribution,
        )
        for one in shown
    )


def _why(
    scene: RankingContext,
    explanation: Explanation,
    dropped: Explanation | None,
    known: Sequence[KnownExample],
) -> ScoreExplanation:
    neighbours = _neighbours(scene, explanation, known)
    return ScoreExplanation(
        score=explanation.score,
        evidence=_evidence_word(explanation.evidence_label, n_neighbours=len(neighbours)),
        neighbours=neighbours,
        others=explanation.score - sum(one.contribution for one in neighbours),
        n_others=scene.n_verdicts + scene.n_examples - len(neighbours),
        n_verdicts=scene.n_verdicts,
        factors=dict(explanation.by_factor),
        dropped=_neighbours(scene, dropped, known),
        n_examples=scene.n_examples,
        is_described=scene.pulling is not None and scene.pulling.is_described,
    )


def _evidence_word(label: str, *, n_neighbours: int) -> str:
    """Say weak where neighbours can be seen in the score: none would contradict them."""
    return "weak" if label == "none" and n_neighbours else label
