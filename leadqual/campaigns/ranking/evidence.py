"""The evidence behind a campaign's ranking: verdicts, seeds, exclusions and the description.

Seeds and the description are examples, which the recommender appends to the verdicts.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pool.company_pool import Pool
from recommender.ranking.examples import Examples, concatenate, text_only_features
from recommender.ranking.ranker import Ranker
from recommender.types import FactorWeights, Features

SEED_WEIGHT = 0.5
"""Weight of a seed as a like before the first like."""

DESCRIPTION_WEIGHT = 3.0
"""Total weight of the description's themes: one dislike must not outweigh it."""

FADING_LIKES = 10
"""After this many likes, seeds and description count half; the fade is n / (n + FADING).

Dislikes do not fade them, because they say nothing about the target.
"""

MAX_WEIGHTED_SEEDS = 200
"""Most seeds with a weight; if there are more, a stable sample represents all."""

DESCRIPTION = 0
"""Company ID that represents the description; no company has it."""

# Read for every card, so it is one statement: loading thousands of rows one by one would take
# longer than the whole response. NumPy sorts them in a fifth of the time that Postgres takes.
_EVIDENCE = """
    SELECT array_agg(company_id), array_agg(CASE value WHEN 'like' THEN weight ELSE -weight END),
           array_agg(id), array_agg(id) FILTER (WHERE is_final_decision),
           max(id) FILTER (WHERE value = 'like'),
           (SELECT array_agg(company_id) FROM campaigns_excludedverdict
             WHERE campaign_id = %(campaign)s AND undone_at IS NULL),
           (SELECT array_agg(company_id) FROM campaigns_seed
             WHERE campaign_id = %(campaign)s AND company_id IS NOT NULL),
           (SELECT array_agg(vector::real[] ORDER BY theme) FROM campaigns_descriptionvector
             WHERE campaign_id = %(campaign)s AND encoder = %(encoder)s AND %(is_described)s),
           (SELECT coalesce(array_agg(company_id), '{}') FROM campaigns_campaigncompany
             WHERE campaign_id = %(campaign)s AND %(is_selected)s),
           (SELECT coalesce(max(revision), 0) FROM campaigns_companyreading
             WHERE workspace_id = %(workspace)s AND encoder = %(encoder)s),
           (SELECT coalesce(sum(n_companies), 0)::int FROM leads_recordsum
             WHERE workspace_id = %(workspace)s)
      FROM campaigns_verdict
     WHERE campaign_id = %(campaign)s AND is_current AND value IN ('like', 'dislike')
"""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Evidence for and against companies in a campaign; a company is in one mapping only.

    Args:
        signals: company → 1 for a like, -1 for a dislike, twice that if strong; used to fit
            the ranker.
        seeds: company → weight as a like, 0 to 1; 0 if others represent it. Seeds are not asked
            about.
        excluded: company → the same for an excluded verdict.
        description: unit vectors of the description, one for each theme, by the same encoder,
            shape (n_themes, n_dimensions); None without a description, or before the job embeds
            it. After a change, the former vectors count until the new ones are there.
        members: companies that were added; None if all are in scope.
        n_since_like: likes and dislikes since the last like; None before the first like.
        revision: as of `latest_revision`.
        n_companies: of the workspace.
    """

    signals: Mapping[int, int]
    seeds: Mapping[int, float]
    excluded: Mapping[int, int]
    description: NDArray[np.float32] | None
    members: Sequence[int] | None = None
    n_since_like: int | None = None
    revision: int = 0
    n_companies: int = 0

    @property
    def decided_ids(self) -> set[int]:
        """Return the companies that are neither asked about nor recommended."""
        return {*self.signals, *self.seeds, *self.excluded}

    @property
    def judged(self) -> tuple[NDArray[np.int64], NDArray[np.int8], NDArray[np.bool_]]:
        """Return the companies with a verdict, ascending; each sign, and if it is excluded."""
        n, n_out = len(self.signals), len(self.excluded)
        keys = np.fromiter(chain(self.signals, self.excluded), np.int64, n + n_out)
        values = chain(self.signals.values(), self.excluded.values())
        order = np.argsort(keys)
        return keys[order], np.fromiter(values, np.int8, n + n_out)[order], order >= n

    @property
    def weighted_seeds(self) -> list[int]:
        """Return the seeds with a weight, ascending."""
        return sorted(company for company, weight in self.seeds.items() if weight)

    @property
    def verdict_weights(self) -> dict[int, float]:
        """Return the weight of each company with a verdict or seed, below 0 for a dislike."""
        return {**self.signals, **{company: self.seeds[company] for company in self.weighted_seeds}}

    @property
    def fade(self) -> float:
        """Return the remaining share of seeds and description, 1 before the first like."""
        return fade_after(self.signals)

    @property
    def description_weight(self) -> float:
        """Return the weight of each theme of the description as a like."""
        return (
            0.0
            if self.description is None
            else DESCRIPTION_WEIGHT / len(self.description) * self.fade
        )


def evidence_of(campaign: Campaign, *, encoder: str) -> Evidence:
    """Return the current evidence of a campaign; one query.

    Args:
        campaign: whose evidence.
        encoder: version of the encoder that embedded its companies.
    """
    is_selected = campaign.scope == Campaign.Scope.SELECTED
    values: dict[str, Any] = {
        "campaign": campaign.pk,
        "workspace": campaign.workspace_id,
        "encoder": encoder,
        "is_selected": is_selected,
    }
    with connection.cursor() as cursor:
        cursor.execute(_EVIDENCE, values | {"is_described": bool(campaign.description)})
        companies, given, ids, final, last_like, *others = cursor.fetchone()
    excluded_ids, seeded, vectors, members, revision, n_companies = others
    order = _order_by_decision(ids or [], final or [])
    n_since_like = None if last_like is None else int(np.count_nonzero(np.array(ids) > last_like))
    signals = dict(zip(_reorder(companies or [], order), _reorder(given or [], order), strict=True))
    excluded = {key: signals.pop(key) for key in excluded_ids or () if key in signals}
    example_ids = set(seeded or ()) - signals.keys() - excluded.keys()
    weight = SEED_WEIGHT * fade_after(signals)
    seeds = dict.fromkeys(example_ids, 0.0) | dict.fromkeys(_sample_seeds(example_ids), weight)
    description = np.array(vectors, dtype=np.float32) if vectors else None
    members = members if is_selected else None
    return Evidence(
        signals, seeds, excluded, description, members, n_since_like, revision, n_companies
    )


def _order_by_decision(ids: Sequence[int], final: Sequence[int]) -> NDArray[np.intp]:
    """Return the order of verdicts in which the one that decides on a company comes last."""
    keys = np.array(ids, dtype=np.int64)
    return np.lexsort((keys, np.isin(keys, final)))


def _reorder(values: Sequence[int], order: NDArray[np.intp]) -> list[int]:
    found: list[int] = np.array(values, dtype=np.int64)[order].tolist()
    return found


def fade_after(signals: Mapping[int, int]) -> float:
    """Return the remaining share of seeds and description after likes and dislikes."""
    values = np.fromiter(signals.values(), np.int64, len(signals))
    return FADING_LIKES / (int(np.count_nonzero(values > 0)) + FADING_LIKES)


def _sample_seeds(company_ids: Collection[int]) -> Collection[int]:
    """Return at most `MAX_WEIGHTED_SEEDS` of these; adding a seed changes at most one of them."""
    if len(company_ids) <= MAX_WEIGHTED_SEEDS:
        return company_ids
    # Multiplying by an odd number spreads consecutive IDs over 32 bits without collisions.
    return sorted(company_ids, key=lambda key: key * 2654435761 % 2**32)[:MAX_WEIGHTED_SEEDS]


@dataclass(frozen=True, slots=True, eq=False)
class ExampleSet:
    """Everything that counts as a like without a verdict.

    Args:
        examples: as used by the recommender.
    """

    campaign_id: int
    company_ids: tuple[int, ...]
    examples: Examples

    def __len__(self) -> int:
        return len(self.company_ids)

    @property
    def is_described(self) -> bool:
        return DESCRIPTION in self.company_ids


def examples_of(
    campaign: Campaign, pool: Pool, evidence: Evidence, *, has_verdicts: bool
) -> ExampleSet | None:
    """Return the examples of a campaign; None if there are none.

    A description alone is not used: before the first verdict, the order is the similarity to it,
    which is more informative than such a score.
    """
    rows = pool.rows_of(evidence.weighted_seeds)
    rows = rows[rows >= 0]
    if not len(rows) and (evidence.description is None or not has_verdicts or not len(pool)):
        return None
    features = pool.features.take(rows)
    company_ids = pool.company_ids[rows].tolist()
    description_bytes = b""
    if evidence.description is not None:
        projected = pool.space.place(evidence.description)
        features = concatenate(features, text_only_features(projected, like=features))
        company_ids += [DESCRIPTION] * len(projected)
        description_bytes = evidence.description.tobytes()
    places = b"" if pool.places is None else pool.places[rows].tobytes()  # Where they were read.
    key = (tuple(company_ids), description_bytes, places)
    theme_weight = DESCRIPTION_WEIGHT / max(company_ids.count(DESCRIPTION), 1)
    weights = np.array([SEED_WEIGHT if company else theme_weight for company in company_ids])
    return ExampleSet(
        campaign.pk, tuple(company_ids), Examples(features, weights, evidence.fade, key)
    )


def fit_ranker(
    judged: Features,
    signs: NDArray[np.int8],
    *,
    left_out: NDArray[np.bool_],
    example_set: ExampleSet | None,
    weights: FactorWeights,
    has_examples_out: bool = False,
) -> Ranker:
    """Return a ranker fitted on the verdicts, followed by the examples.

    Args:
        judged: companies with a verdict.
        signs: above 0 for a like, below 0 for a dislike; 2 or -2 if strong.
        left_out: True for verdicts whose contribution is left out of all scores.
        example_set: the examples.
        weights: weight of each factor.
        has_examples_out: the contribution of the examples is also left out.
    """
    values = signs.astype(np.float64)
    if example_set is not None:
        judged = concatenate(judged, example_set.examples.features)
        values = np.concatenate([values, example_set.examples.values])
        out = np.full(len(example_set.examples), has_examples_out)
        left_out = np.concatenate([left_out, out])
    return Ranker(weights=weights).fit(judged, values, left_out=left_out, most=DESCRIPTION_WEIGHT)
