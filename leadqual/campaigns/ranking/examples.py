"""Seeds and the description of a campaign as examples that the recommender ranks with."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.models import Campaign, Seed
from leadqual.campaigns.pool.company_pool import Pool
from leadqual.campaigns.ranking.evidence import DESCRIBED, HALF, Evidence
from recommender.ranking.examples import Examples, followed_by, known_by_text
from recommender.ranking.ranker import Ranker
from recommender.types import FactorWeights, Features

DESCRIPTION = 0
"""Stands for the description where a company's key is expected; no company has it."""


@dataclass(frozen=True, slots=True, eq=False)
class ExampleSet:
    """What pulls like a like though nobody judged it.

    Args:
        campaign_id: whose examples these are.
        company_ids: of each example, `DESCRIPTION` for the description.
        examples: the same as the recommender takes them.
    """

    campaign_id: int
    company_ids: tuple[int, ...]
    examples: Examples

    def __len__(self) -> int:
        return len(self.company_ids)

    @property
    def is_described(self) -> bool:
        """Say whether the description is one of them."""
        return DESCRIPTION in self.company_ids


@dataclass(frozen=True, slots=True)
class KnownExample:
    """Who a line of a receipt is about; see `cards.Neighbour`."""

    company_id: int | None
    name: str
    verdict: str


def examples_of(
    campaign: Campaign, pool: Pool, evidence: Evidence, *, has_verdicts: bool
) -> ExampleSet | None:
    """Return what pulls in a campaign beside its verdicts; None where nothing does.

    A description alone pulls nothing: before the first verdict the order is that of the likeness
    to it, which says more than a score of so little.
    """
    rows = pool.rows_of(evidence.pulling)
    rows = rows[rows >= 0]
    if not len(rows) and (evidence.description is None or not has_verdicts or not len(pool)):
        return None
    features = pool.features.take(rows)
    company_ids = pool.company_ids[rows].tolist()
    described = b""
    if evidence.description is not None:
        placed = pool.space.place(evidence.description[None, :])[0]
        features = followed_by(features, known_by_text(placed, like=pool.features))
        company_ids.append(DESCRIPTION)
        described = evidence.description.tobytes()
    key = (tuple(company_ids), described)
    counts = np.array([HALF if company else DESCRIBED for company in company_ids])
    return ExampleSet(
        campaign.pk, tuple(company_ids), Examples(features, counts, evidence.fade, key)
    )


def named(pulling: ExampleSet | None) -> list[KnownExample]:
    """Return who each example is, in their order; one query where there are some."""
    if pulling is None:
        return []
    seeds = Seed.objects.filter(campaign=pulling.campaign_id, company__in=pulling.company_ids)
    rows = seeds.values_list("company_id", "company__name", "origin", "domain")
    known = {
        company: KnownExample(company, domain, "example")
        if origin == Seed.Origin.DOMAINS
        else KnownExample(company, name, "customer")
        for company, name, origin, domain in rows
    }
    known[DESCRIPTION] = KnownExample(None, "Your description", "description")
    gone = KnownExample(None, "an example that was taken out", "example")
    return [known.get(company, gone) for company in pulling.company_ids]


def fitted(
    judged: Features,
    signs: NDArray[np.int8],
    *,
    left_out: NDArray[np.bool_],
    pulling: ExampleSet | None,
    weights: FactorWeights,
    has_examples_out: bool = False,
) -> Ranker:
    """Return a ranker that knows the verdicts and, behind them, the examples.

    Args:
        judged: companies with a verdict.
        signs: 1 or -1 for each of them.
        left_out: True for verdicts of which no score has what they contribute.
        pulling: the examples.
        weights: how much each factor counts.
        has_examples_out: no score has what the examples contribute either.
    """
    values = signs.astype(np.float64)
    if pulling is not None:
        judged = followed_by(judged, pulling.examples.features)
        values = np.concatenate([values, pulling.examples.values])
        out = np.full(len(pulling.examples), has_examples_out)
        left_out = np.concatenate([left_out, out])
    return Ranker(weights=weights).fit(judged, values, left_out=left_out, most=DESCRIBED)
