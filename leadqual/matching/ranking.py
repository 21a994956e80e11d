"""Which company next, and why: vectors and verdicts → recommender → cards and ranked rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from leadqual.accounts.models import User
from leadqual.leads.models import Company
from leadqual.matching import leases
from leadqual.matching.cards import (
    Card,
    Neighbour,
    Nothing,
    Recommendation,
    Recommendations,
    Why,
)
from leadqual.matching.models import Campaign
from leadqual.matching.pool import Pool, forget, pool_of
from leadqual.matching.selectors import (
    companies_of,
    live_leases,
    selected_ids,
    signals_of,
    skipped_by,
)
from leadqual.matching.tallies import rank
from leadqual.matching.vectors import Alike, similar_companies
from leadqual.registry.loading import load_encoder
from recommender.questions import Strategy, next_questions
from recommender.ranker import Ranking
from recommender.types import Explanation, FactorWeights

N_NEIGHBOURS = 7
LEAST_CONTRIBUTION = 0.01
"""A verdict that moves the score by less is no neighbour; together they are the last line."""

_MOST_TRIED = 40  # Cards that are tried until one is free.


@dataclass(frozen=True, slots=True, eq=False)
class _Scene:
    """Everything that one answer is made from.

    Args:
        judged: company of each verdict, in the order that the ranker was fitted with.
        signs: 1 or -1 for each of them.
        is_open: True for each row of the pool that is in scope and not judged.
        ranking: None before the first like or dislike.
        likeness: of each row to the description; None without one or where verdicts count.
        is_unread: the description would give the order, but waits for its vector.
    """

    pool: Pool
    judged: NDArray[np.int64]
    signs: NDArray[np.int8]
    is_open: NDArray[np.bool_]
    ranking: Ranking | None
    likeness: NDArray[np.float32] | None
    is_unread: bool


def weights_of(campaign: Campaign, changed: Mapping[str, float] | None = None) -> FactorWeights:
    """Return the weights of a campaign; factors without one of its own have the usual weight."""
    usual = FactorWeights().as_dict()
    return FactorWeights(**{**usual, **campaign.weights, **(changed or {})})


def next_card(
    campaign: Campaign,
    *,
    person: User,
    now: datetime | None = None,
    waits_for_description: bool = True,
) -> Card | Nothing:
    """Return the next company for a person, leased to them, with every verdict counted.

    A page that is loaded again gives the same card. Nine queries, with scope `selected` ten.

    Args:
        campaign: whose companies are asked about.
        person: who gets the card.
        now: for leases.
        waits_for_description: no card while only the description could say which, and it waits
            to be read; a card that the person holds goes back then.
    """
    now = now or timezone.now()
    scene = _scene(campaign)
    if waits_for_description and scene.is_unread and scene.is_open.any():
        leases.give_back(campaign=campaign, holder=person)
        return Nothing.DESCRIPTION_UNREAD
    held = leases.held_by(campaign=campaign, holder=person, now=now)
    if held is not None and scene.is_open[scene.pool.rows_of([held])].any():
        wanted = [held]
    else:
        free = _free_rows(scene, campaign, person, now=now)
        if isinstance(free, Nothing):
            return free
        rows = _questions(scene, campaign, free)[:_MOST_TRIED]
        wanted = scene.pool.company_ids[rows].tolist()
    taken = leases.take_first(campaign=campaign, company_ids=wanted, holder=person, now=now)
    company = None if taken is None else companies_of(campaign).filter(pk=taken).first()
    if company is None:
        return _gone(campaign, wanted)
    return _card(scene, company)


def _gone(campaign: Campaign, wanted: Sequence[int]) -> Nothing:
    """Say why nothing could be leased: others were quicker, or the companies were deleted."""
    if companies_of(campaign).filter(pk__in=wanted).exists():
        return Nothing.ALL_LEASED
    forget(campaign.workspace_id)
    return Nothing.NOT_EMBEDDED if companies_of(campaign).exists() else Nothing.NO_COMPANIES


def _free_rows(
    scene: _Scene, campaign: Campaign, person: User, *, now: datetime
) -> NDArray[np.bool_] | Nothing:
    if not scene.is_open.any():
        return _none_open(scene, campaign)
    wanted = scene.is_open & ~scene.pool.contains(skipped_by(campaign, person))
    if not wanted.any():
        return Nothing.ALL_SKIPPED
    others = live_leases(campaign, now=now)
    held = [company for company, holder in others.items() if holder != person.pk]
    free = wanted & ~scene.pool.contains(held)
    return free if free.any() else Nothing.ALL_LEASED


def _none_open(scene: _Scene, campaign: Campaign) -> Nothing:
    companies = companies_of(campaign)
    if companies.exclude(pk__in=scene.judged.tolist()).exists():
        return Nothing.NOT_EMBEDDED
    return Nothing.ALL_JUDGED if companies.exists() else Nothing.NO_COMPANIES


def recommendations(
    campaign: Campaign,
    *,
    weights: Mapping[str, float] | None = None,
    start: int = 0,
    size: int = 50,
) -> Recommendations:
    """Rank every company in scope that nobody likes or dislikes yet.

    Args:
        campaign: whose verdicts count.
        weights: factors with another weight than the campaign's, to try.
        start: rows to leave out at the top.
        size: rows to return.
    """
    scene = _scene(campaign, weights)
    order = _order(scene)
    rows = order[start : start + size]
    companies = companies_of(campaign).in_bulk(scene.pool.company_ids[rows].tolist())
    found = tuple(
        Recommendation(
            rank=start + place, company=company, why=why, likeness=_likeness(scene, int(row))
        )
        for place, (row, why) in enumerate(zip(rows, _whys(scene, rows), strict=True), start=1)
        if (company := companies.get(int(scene.pool.company_ids[row]))) is not None
    )
    if len(found) < len(rows):
        forget(campaign.workspace_id)  # Some were deleted: read anew next time.
    return Recommendations(found, len(order), len(scene.signs), scene.likeness is not None)


def _scene(campaign: Campaign, weights: Mapping[str, float] | None = None) -> _Scene:
    encoder = load_encoder().version
    pool = pool_of(campaign.workspace_id, encoder)
    signals = signals_of(campaign)
    is_open = ~pool.contains(signals)
    if (members := selected_ids(campaign)) is not None:
        is_open &= pool.contains(members)
    judged = np.array(sorted(signals), dtype=np.int64)
    rows = pool.rows_of(judged.tolist())
    judged = judged[rows >= 0]
    signs = np.array([signals[int(company)] for company in judged], dtype=np.int8)
    ranking = likeness = None
    if len(signs):
        verdicts = dict(zip(rows[rows >= 0].tolist(), signs.tolist(), strict=True))
        ranking = rank(campaign.pk, pool, verdicts, weights=weights_of(campaign, weights))
    elif _is_described(campaign, encoder):
        likeness = pool.likeness(np.asarray(campaign.description_vector, dtype=np.float32))
    is_unread = ranking is None and likeness is None and _awaits_reading(campaign)
    return _Scene(pool, judged, signs, is_open, ranking, likeness, is_unread)


def _is_described(campaign: Campaign, encoder: str) -> bool:
    """Say whether the description has its vector, and from the encoder of the companies."""
    return bool(campaign.description) and campaign.description_hash.startswith(f"{encoder}:")


def _awaits_reading(campaign: Campaign) -> bool:
    """Say whether the job will read the description and the first card depends on it."""
    is_asked = campaign.strategy != Campaign.Strategy.LARGEST and campaign.archived_at is None
    return is_asked and bool(campaign.description)


def _order(scene: _Scene) -> NDArray[np.intp]:
    """Return the open rows, best first."""
    rows = np.flatnonzero(scene.is_open)
    if scene.ranking is not None:
        return rows[np.argsort(-scene.ranking.scores[rows], kind="stable")]
    if scene.likeness is not None:
        return rows[np.argsort(-scene.likeness[rows], kind="stable")]
    return _best_known(scene.pool, rows)


def _best_known(pool: Pool, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Order rows by how many facts are known, then by size: the easiest to judge first."""
    sizes = np.nan_to_num(_sizes(pool)[rows], nan=-1.0)
    return rows[np.lexsort((-sizes, -pool.n_known[rows]))]


def _sizes(pool: Pool) -> NDArray[np.float32]:
    sizes = pool.features.size
    return np.full(len(pool), np.nan, dtype=np.float32) if sizes is None else sizes


def _questions(scene: _Scene, campaign: Campaign, free: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the rows that may be asked about now, first question first."""
    strategy = Strategy(campaign.strategy)
    if scene.ranking is None:
        if strategy is Strategy.LARGEST:
            rows = np.flatnonzero(free)
            sizes = np.nan_to_num(_sizes(scene.pool)[rows], nan=-1.0)
            return rows[np.argsort(-sizes, kind="stable")]
        order = _order(scene)
        return order[free[order]]
    return next_questions(
        scene.ranking,
        strategy=strategy,
        employees=_sizes(scene.pool),
        exclude=~free,
        top=_MOST_TRIED,
    )


def _card(scene: _Scene, company: Company) -> Card:
    row = scene.pool.rows_of([company.pk])
    return Card(company, _whys(scene, row)[0], _likeness(scene, int(row[0])))


def _likeness(scene: _Scene, row: int) -> float | None:
    return None if scene.likeness is None else float(scene.likeness[row])


def _whys(scene: _Scene, rows: NDArray[np.intp]) -> list[Why] | list[None]:
    """Explain the scores of some rows; one query, none before the first like or dislike."""
    if scene.ranking is None:
        return [None] * len(rows)
    names = dict(Company.objects.filter(pk__in=scene.judged.tolist()).values_list("pk", "name"))
    explanations = scene.ranking.explain_all(rows, most=N_NEIGHBOURS)
    return [_why(scene, explanation, names) for explanation in explanations]


def _why(scene: _Scene, explanation: Explanation, names: Mapping[int, str]) -> Why:
    neighbours = tuple(
        Neighbour(
            company_id=(company := int(scene.judged[one.verdict_index])),
            name=names.get(company, "a deleted company"),
            verdict="like" if scene.signs[one.verdict_index] > 0 else "dislike",
            similarity=one.similarity,
            contribution=one.contribution,
        )
        for one in explanation.contributions
        if abs(one.contribution) >= LEAST_CONTRIBUTION
    )
    return Why(
        score=explanation.score,
        evidence=_evidence_word(explanation.evidence_label, n_neighbours=len(neighbours)),
        neighbours=neighbours,
        others=explanation.score - sum(one.contribution for one in neighbours),
        n_others=len(scene.signs) - len(neighbours),
        n_verdicts=len(scene.signs),
        factors=dict(explanation.by_factor),
    )


def _evidence_word(label: str, *, n_neighbours: int) -> str:
    """Say weak where neighbours can be seen in the score: none would contradict them."""
    return "weak" if label == "none" and n_neighbours else label


def usual_weights() -> dict[str, float]:
    """Return factor → weight where a campaign has none of its own."""
    return FactorWeights().as_dict()


def most_alike(company: Company, *, limit: int = 8) -> list[Alike]:
    """Return the companies of the workspace that do most alike things, the nearest first."""
    return similar_companies(company, encoder=load_encoder().version, limit=limit)
