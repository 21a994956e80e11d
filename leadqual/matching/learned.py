"""Weights of factors as a campaign's verdicts and reasons suggest them; nobody has to take them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from leadqual.accounts.models import User
from leadqual.core.jobs import Job, enqueue
from leadqual.matching.errors import NothingLearnedError
from leadqual.matching.models import Campaign, Verdict
from leadqual.matching.scenes import Ask, scene_of
from leadqual.matching.selectors import SIGNALS, latest_verdicts
from leadqual.matching.weights import set_weights
from recommender.learning import ReasonGiven, learn_weights
from recommender.types import FACTORS, FactorWeights

EVERY = 10
"""Likes and dislikes after which the weights are learned anew, of the first hundred."""

_GROWTH = 1.1
"""From a hundred on they are learned after a tenth more: a hundredth more hardly moves them."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned last.

    Args:
        weights: factor → weight, 0 to 1; as many as there are factors.
        n_verdicts: likes and dislikes that they are from.
        n_reasons: reasons about a factor that they are from.
    """

    weights: Mapping[str, float]
    n_verdicts: int
    n_reasons: int


def learned_of(campaign: Campaign) -> Learned | None:
    """Return what was learned; None before the first time, or where the factors were others."""
    stored = campaign.learned
    if set(stored.get("weights", {})) != set(FACTORS):
        return None
    return Learned(stored["weights"], stored["n_verdicts"], stored["n_reasons"])


def learn(campaign: Campaign) -> Learned | None:
    """Learn the weights anew and store them; the campaign's own weights stay as they are.

    Verdicts that were dropped from the ranking, and their reasons, teach nothing.

    Returns:
        What was learned; None without a like or dislike on a company that was read.
    """
    scene = scene_of(campaign, ask=Ask(1))
    counts = ~scene.is_out
    judged = scene.judged[counts]
    if not len(judged):
        Campaign.objects.filter(pk=campaign.pk).update(learned={})
        return None
    features = scene.pool.features.take(scene.pool.rows_of(judged.tolist()))
    found = learn_weights(features, scene.signs[counts], _reasons(campaign, judged.tolist()))
    learned = Learned(_on_sliders(found.weights), found.n_verdicts, found.n_reasons)
    stored = {
        "weights": dict(learned.weights),
        "n_verdicts": learned.n_verdicts,
        "n_reasons": learned.n_reasons,
    }
    Campaign.objects.filter(pk=campaign.pk).update(learned=stored)
    return learned


def _reasons(campaign: Campaign, company_ids: list[int]) -> list[ReasonGiven]:
    """Return the reasons that were given for the verdicts that count."""
    standing = latest_verdicts([campaign]).values("pk")
    given = Verdict.reasons.through.objects.filter(
        verdict__in=standing, verdict__company__in=company_ids
    )
    told = given.exclude(reason__factor="").order_by("pk")
    return [ReasonGiven(*pair) for pair in told.values_list("reason__factor", "reason__direction")]


def _on_sliders(weights: FactorWeights) -> dict[str, float]:
    """Write weights as sliders can: as much in sum as usually, and none above 1."""
    found = weights.as_dict()
    scale = sum(FactorWeights().as_dict().values()) / (sum(found.values()) or 1)
    scale = min(scale, 1 / (max(found.values()) or 1))
    return {name: round(weight * scale, 2) for name, weight in found.items()}


def use_learned(campaign: Campaign, *, author: User | None = None) -> Learned:
    """Let the learned weights count for the campaign.

    Raises:
        NothingLearnedError: nothing has been learned; nothing has been changed.
    """
    learned = learned_of(campaign)
    if learned is None:
        raise NothingLearnedError(f"Weights are learned after {EVERY} likes and dislikes.")
    set_weights(campaign=campaign, weights=learned.weights, author=author)
    return learned


def learn_soon(campaign: Campaign, *, n_new: int = 1) -> None:
    """Ask the job to learn where the newest likes and dislikes complete ten, or a tenth more.

    Args:
        campaign: whose verdicts these are.
        n_new: likes and dislikes that were given just now.
    """
    given = Verdict.objects.filter(campaign=campaign, value__in=SIGNALS, undone_at=None)
    n = given.count()
    if _times(n) > _times(n - n_new) or (n >= EVERY and not campaign.learned):
        enqueue(Job.LEARN_WEIGHTS, campaign=campaign.pk)


def _times(n: int) -> int:
    """Return how often the weights have been learned by so many likes and dislikes."""
    many = EVERY**2
    if n < many:
        return n // EVERY
    return EVERY + int(math.log(n / many) / math.log(_GROWTH))
