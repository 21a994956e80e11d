"""Why a company has its score: the verdicts and examples behind it, by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.ranking.evidence import KnownExample, fitted, named
from leadqual.campaigns.ranking.ranking_context import RankingContext
from leadqual.leads.models import Company
from recommender.ranking.ranker import Ranker
from recommender.ranking.scale import UNCERTAIN, outlook
from recommender.types import Explanation

N_NEIGHBOURS = 7
MIN_CONTRIBUTION = 0.01
"""A verdict that moves the score by less is no neighbour; together they are the last line."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A company with a verdict, or an example that nobody judged, and what it adds to a score.

    Args:
        company_id: None for the description.
        verdict: `like` or `dislike`; of an example `example`, `customer` or `description`.
        similarity: 0 to 1.
        contribution: part of the score.
    """

    company_id: int | None
    name: str
    verdict: str
    similarity: float
    contribution: float


@dataclass(frozen=True, slots=True)
class ScoreExplanation:
    """What a score is made of, twice: by neighbour and by factor.

    Args:
        score: -1 to 1.
        evidence: `none`, `weak`, `good` or `strong`.
        neighbours: what adds most, first.
        others: what all further verdicts and examples add; with `neighbours` it is the score.
        n_others: how many they are.
        n_verdicts: likes and dislikes that were compared with.
        factors: factor → part of the score; they add up to it too.
        dropped: neighbours that do not count, with what they would add; no part of the score.
        n_examples: seeds, and the description, that were compared with besides.
        is_described: the description is one of them.
    """

    score: float
    evidence: str
    neighbours: tuple[Neighbour, ...]
    others: float
    n_others: int
    n_verdicts: int
    factors: Mapping[str, float]
    dropped: tuple[Neighbour, ...] = ()
    n_examples: int = 0
    is_described: bool = False

    @property
    def outlook(self) -> str:
        """Return the score in words: `likely match`, `uncertain`, `possibly not a match`."""
        return outlook(self.score)

    @property
    def color(self) -> str:
        """Return `like`, `dislike`, or `muted` where the score is uncertain."""
        if self.outlook == UNCERTAIN:
            return "muted"
        return "like" if self.score > 0 else "dislike"

    @property
    def hint(self) -> str:
        """Say what the score alone cannot: that little is known, or that verdicts disagree."""
        if self.evidence in ("none", "weak"):
            return "low evidence"
        is_even = self.evidence == "strong" and self.outlook == UNCERTAIN
        return "mixed verdicts nearby" if is_even else ""

    @property
    def n_neighbours_judged(self) -> int:
        """Return how many of the neighbours have a verdict."""
        return sum(one.verdict in ("like", "dislike") for one in self.neighbours)


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
