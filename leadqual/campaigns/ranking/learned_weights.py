"""Weights of factors learned from a campaign's verdicts and reasons; applying them is optional."""

from collections.abc import Mapping
from dataclasses import dataclass

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.ranking.ranking_context import (
    RankingRequest,
    ranking_context,
)
from leadqual.campaigns.selectors import latest_verdicts
from leadqual.campaigns.setup.services import set_weights
from leadqual.campaigns.verdicts.services import LEARN_EVERY
from leadqual.core.errors import LeadqualError
from recommender.ranking.factor_learning import ReasonGiven, learn_weights
from recommender.types import FACTORS, FactorWeights


@dataclass(frozen=True, slots=True)
class LatestWeights:
    """The weights learned last.

    Args:
        weights: factor → weight, 0 to 1; they sum up to the number of factors.
        n_verdicts: number of likes and dislikes used.
        n_reasons: number of reasons with a factor used.
    """

    weights: Mapping[str, float]
    n_verdicts: int
    n_reasons: int


def learned_of(campaign: Campaign) -> LatestWeights | None:
    """Return the learned weights; None if there are none, or the factors have changed."""
    stored = campaign.learned
    if set(stored.get("weights", {})) != set(FACTORS):
        return None
    return LatestWeights(stored["weights"], stored["n_verdicts"], stored["n_reasons"])


def learn(campaign: Campaign) -> LatestWeights | None:
    """Learn the weights again and store them; the campaign's own weights stay.

    Verdicts excluded from the ranking, and their reasons, are not used.

    Returns:
        The weights; None without a like or dislike on an embedded company.
    """
    context = ranking_context(campaign, request=RankingRequest(1))
    counts = ~context.is_excluded
    judged = context.judged[counts]
    if not len(judged):
        Campaign.objects.filter(pk=campaign.pk).update(learned={})
        return None
    features = context.pool.features.take(context.pool.rows_of(judged.tolist()))
    found = learn_weights(features, context.signs[counts], _read_reasons(campaign, judged.tolist()))
    learned = LatestWeights(_scale_to_sliders(found.weights), found.n_verdicts, found.n_reasons)
    stored = {
        "weights": dict(learned.weights),
        "n_verdicts": learned.n_verdicts,
        "n_reasons": learned.n_reasons,
    }
    Campaign.objects.filter(pk=campaign.pk).update(learned=stored)
    return learned


def _read_reasons(campaign: Campaign, company_ids: list[int]) -> list[ReasonGiven]:
    """Return the reasons of the current verdicts."""
    counted = latest_verdicts([campaign]).values("pk")
    given = Verdict.reasons.through.objects.filter(
        verdict__in=counted, verdict__company__in=company_ids
    )
    about_factors = given.exclude(reason__factor="").order_by("pk")
    return [
        ReasonGiven(*pair)
        for pair in about_factors.values_list("reason__factor", "reason__direction")
    ]


def _scale_to_sliders(weights: FactorWeights) -> dict[str, float]:
    """Scale weights to the range of sliders: the default sum, and none above 1."""
    found = weights.as_dict()
    scale = sum(FactorWeights().as_dict().values()) / (sum(found.values()) or 1)
    scale = min(scale, 1 / (max(found.values()) or 1))
    return {name: round(weight * scale, 2) for name, weight in found.items()}


def use_learned(campaign: Campaign, *, author: User | None = None) -> LatestWeights:
    """Apply the learned weights to the campaign.

    Raises:
        LeadqualError: nothing was learned; nothing was changed.
    """
    learned = learned_of(campaign)
    if learned is None:
        raise LeadqualError(
            f"Weights are learned after {LEARN_EVERY} likes and dislikes.",
            code="nothing_learned",
            status=409,
        )
    set_weights(campaign=campaign, weights=learned.weights, author=author)
    return learned
