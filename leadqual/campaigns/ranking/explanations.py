"""Why a company has its score: the verdicts and examples behind it, by name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.ranking.evidence import KnownExample, fitted, named
from leadqual.campaigns.ranking.ranking_context import RankingContext
from leadqual.core.templatetags.formats import signed
from leadqual.core.texts.counts import counted
from leadqual.leads.models import Company
from recommender.ranking.ranker import Ranker
from recommender.ranking.scale import LIKELY, UNCERTAIN, outlook
from recommender.types import Explanation

N_NEIGHBOURS = 7
N_OTHER_SIDE = 2
"""Neighbours that speak against the score, of all that are named."""

N_ALWAYS = 3
"""Neighbours that speak for the score and are named however little each adds."""

MIN_CONTRIBUTION = 0.01
"""Another verdict that moves the score by less is no neighbour; see `ScoreSide.n_others`."""

_MIN_SEEN = 0.005
"""Less is shown as 0.00."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A company with a verdict, or an example that nobody judged, and what it adds to a score.

    Args:
        company_id: None for the description.
        verdict: `like` or `dislike`; of an example `example`, `customer` or `description`.
        similarity: 0 to 1.
        contribution: part of the score.
        weight: 2 of a strong like or dislike.
    """

    company_id: int | None
    name: str
    verdict: str
    similarity: float
    contribution: float
    weight: int = 1


@dataclass(frozen=True, slots=True)
class ScoreSide:
    """What all likes, or all dislikes, add to a score.

    Args:
        n: likes with the examples, or dislikes, that were compared with.
        total: part of the score.
        n_others: those that are no neighbours.
        others: what these add.
    """

    n: int
    total: float
    n_others: int
    others: float


@dataclass(frozen=True, slots=True)
class ScoreExplanation:
    """What a score is made of, twice: by neighbour and by factor.

    Args:
        score: -1 to 1.
        evidence: `none`, `weak`, `good` or `strong`.
        neighbours: likes and examples first where the score is above 0, dislikes first where it is
            below; of each side the most similar first.
        likes: what all likes and examples add.
        dislikes: what all dislikes add; with `likes` it is the score.
        n_verdicts: likes and dislikes that were compared with.
        factors: factor → part of the score; they add up to it too.
        dropped: neighbours that do not count, with what they would add; no part of the score.
        n_examples: seeds, and the description, that were compared with besides.
        is_described: the description is one of them.
    """

    score: float
    evidence: str
    neighbours: tuple[Neighbour, ...]
    likes: ScoreSide
    dislikes: ScoreSide
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
    def is_likely(self) -> bool:
        """Say whether it is a likely match, by the score as it is shown."""
        return round(self.score, 2) >= LIKELY

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
    def others(self) -> float:
        """Return what all that are no neighbours add; with these it is the score."""
        return self.likes.others + self.dislikes.others

    @property
    def n_others(self) -> int:
        return self.likes.n_others + self.dislikes.n_others

    @property
    def subtotals(self) -> str:
        """Say what both sides add, e.g. 47 likes and 18 dislikes; rounded to the score."""
        cents = round(self.score * 100)
        disliked = round(self.dislikes.total * 100)
        n_likes, n_named = self.likes.n - self.n_examples, self.n_examples - self.is_described
        parts = [counted(n_likes, "like")] if n_likes else []
        parts += [counted(n_named, "example")] if n_named else []
        parts += ["your description"] if self.is_described else []
        for_it = " and ".join([", ".join(parts[:-1]), *parts[-1:]] if parts[1:] else parts)
        sides = (
            (for_it, self.likes.n, cents - disliked),
            (counted(self.dislikes.n, "dislike"), self.dislikes.n, disliked),
        )
        return ", ".join(f"{words} {signed(cent / 100)}" for words, n, cent in sides if n)

    @property
    def n_neighbours_judged(self) -> int:
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


def _known(
    scene: RankingContext, explanations: Sequence[Explanation | None]
) -> dict[int, KnownExample]:
    """Return who was compared with, by place; only who contributes somewhere is among them."""
    n_judged = len(scene.judged)
    places = {
        one.verdict_index
        for explanation in explanations
        if explanation is not None
        for one in explanation.contributions
        if one.verdict_index < n_judged
    }
    companies = {place: int(scene.judged[place]) for place in places}
    shown = Company.objects.filter(pk__in=companies.values())
    names = dict(shown.values_list("pk", "name")) if companies else {}
    verdicts = ("dislike", "like")
    judged = {
        place: KnownExample(
            company,
            names.get(company, "a deleted company"),
            verdicts[int(scene.signs[place] > 0)],
            abs(int(scene.signs[place])),
        )
        for place, company in companies.items()
    }
    return judged | dict(enumerate(named(scene.pulling), start=n_judged))


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


def _named(explanation: Explanation | None, known: Mapping[int, KnownExample]) -> list[Neighbour]:
    return _whole_description(
        Neighbour(
            company_id=(who := known[one.verdict_index]).company_id,
            name=who.name,
            verdict=who.verdict,
            similarity=one.similarity,
            contribution=one.contribution,
            weight=who.weight,
        )
        for one in (explanation.contributions if explanation else ())
    )


def _neighbours(
    scene: RankingContext, explanation: Explanation, known: Mapping[int, KnownExample]
) -> tuple[Neighbour, ...]:
    """Return who is named: most of them are on the side of the score, and come first."""
    sides: tuple[list[Neighbour], list[Neighbour]] = ([], [])
    for one in _named(explanation, known):
        sides[(one.contribution > 0) != (explanation.score >= 0)].append(one)
    own, against = sides
    is_far = explanation.evidence_label == "none" and scene.n_verdicts
    named = [one for one in own[:N_ALWAYS] if abs(one.contribution) >= (_MIN_SEEN if is_far else 0)]
    named += [one for one in own[N_ALWAYS:] if abs(one.contribution) >= MIN_CONTRIBUTION]
    against = [one for one in against if abs(one.contribution) >= MIN_CONTRIBUTION][:N_OTHER_SIDE]
    return (*named[: N_NEIGHBOURS - len(against)], *against) if named else ()


def _whole_description(found: Iterable[Neighbour]) -> list[Neighbour]:
    """Put the themes of the description together: whoever wrote it knows of no themes."""
    neighbours = list(found)
    themes = [one for one in neighbours if one.verdict == "description"]
    if len(themes) > 1:
        whole = replace(
            themes[0],
            similarity=max(one.similarity for one in themes),
            contribution=sum(one.contribution for one in themes),
        )
        place = neighbours.index(themes[0])
        neighbours = [one for one in neighbours if one.verdict != "description"]
        neighbours.insert(place, whole)
    return neighbours


def _why(
    scene: RankingContext,
    explanation: Explanation,
    dropped: Explanation | None,
    known: Mapping[int, KnownExample],
) -> ScoreExplanation:
    neighbours = _neighbours(scene, explanation, known)
    pulling = scene.pulling
    n_examples = 0 if pulling is None else len(set(pulling.company_ids))
    n_likes = int(np.count_nonzero((scene.signs > 0) & ~scene.is_out))
    return ScoreExplanation(
        score=explanation.score,
        evidence=_evidence_word(explanation.evidence_label, n_neighbours=len(neighbours)),
        neighbours=neighbours,
        likes=_side(explanation, neighbours, 1, n=n_likes + n_examples),
        dislikes=_side(explanation, neighbours, -1, n=scene.n_verdicts - n_likes),
        n_verdicts=scene.n_verdicts,
        factors=dict(explanation.by_factor),
        dropped=tuple(
            one for one in _named(dropped, known) if abs(one.contribution) >= MIN_CONTRIBUTION
        ),
        n_examples=n_examples,
        is_described=pulling is not None and pulling.is_described,
    )


def _side(
    explanation: Explanation, neighbours: Sequence[Neighbour], sign: int, *, n: int
) -> ScoreSide:
    named = [one.contribution for one in neighbours if one.contribution * sign > 0]
    total = explanation.by_side[sign]
    return ScoreSide(n, total, n - len(named), total - sum(named))


def _evidence_word(label: str, *, n_neighbours: int) -> str:
    """Say weak where neighbours can be seen in the score: none would contradict them."""
    return "weak" if label == "none" and n_neighbours else label
