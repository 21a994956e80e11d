"""The companies that do most alike things, compared as rankings compare them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leadqual.campaigns.models import Verdict
from leadqual.campaigns.selectors import likes_and_dislikes
from leadqual.companies.vectors import nearest_vectors
from leadqual.leads.models import Company
from leadqual.registry.encoders.encoder_baseline import baseline_of
from leadqual.registry.versions.loading import load_encoder
from recommender.ranking.factors import centred

N_ALIKE = 8
MIN_ALIKE = 0.35
"""Below it two companies are not much alike: nine in ten of 2,939 companies of a public directory
have one that is nearer, while of two of different kinds hardly ever one is."""

_N_CANDIDATES = 100
"""Nearest as the index knows them; the mean that all companies share is taken away only then."""


@dataclass(frozen=True, slots=True)
class SimilarCompany:
    """A company that does alike things.

    Args:
        company: of the same workspace.
        similarity: cosine beyond what all companies share, -1 to 1.
        is_liked: it is liked in a campaign now.
        is_disliked: it is disliked in a campaign now.
    """

    company: Company
    similarity: float
    is_liked: bool
    is_disliked: bool


def most_similar(company: Company, *, limit: int = N_ALIKE) -> list[SimilarCompany]:
    """Return the companies of the workspace that do most alike things, the nearest first.

    Five queries and a setting; empty while the company waits for its vector.
    """
    encoder = load_encoder().version
    near = nearest_vectors(company, encoder=encoder, limit=_N_CANDIDATES)
    if not near:
        return []
    rows = centred(np.array([vector for _, vector in near]), centre=baseline_of(encoder).centre)
    similarities = rows[1:] @ rows[0]
    best = np.argsort(-similarities, kind="stable")[:limit]
    keys = [near[1 + place][0] for place in best]
    companies, judged = Company.objects.in_bulk(keys), _verdicts(keys)
    return [
        SimilarCompany(
            company=companies[key],
            similarity=float(similarities[place]),
            is_liked=(key, Verdict.Value.LIKE.value) in judged,
            is_disliked=(key, Verdict.Value.DISLIKE.value) in judged,
        )
        for key, place in zip(keys, best, strict=True)
        if key in companies
    ]


def _verdicts(company_ids: Sequence[int]) -> set[tuple[int, str]]:
    """Return the likes and dislikes that count now, in campaigns that are not archived."""
    verdicts = likes_and_dislikes().filter(company__in=company_ids, campaign__archived_at=None)
    return set(verdicts.order_by().values_list("company_id", "value"))
