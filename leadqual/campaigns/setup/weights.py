"""Writes of the weights of a campaign: how much each factor counts."""

import math
from collections.abc import Mapping

from django.db import transaction

from leadqual.accounts.models import User
from leadqual.campaigns.errors import WeightsError
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.setup.campaign_audit import record_campaign_audit
from leadqual.core.errors import WrongValue
from recommender.types import FACTORS


@transaction.atomic
def set_weights(
    *, campaign: Campaign, weights: Mapping[str, float], author: User | None = None
) -> None:
    """Keep how much each factor counts in a campaign; an empty mapping means the default weights.

    Args:
        campaign: which one.
        weights: factor → weight from 0 to 1.
        author: who did it.

    Raises:
        WeightsError: a factor is unknown, a weight is not 0 to 1, or all are 0.
    """
    check_weights(weights)
    before, campaign.weights = dict(campaign.weights), dict(weights)
    campaign.save(update_fields=["weights"])
    record_campaign_audit(
        campaign, "campaign.weights_changed", author=author, before=before, after=dict(weights)
    )


def check_weights(weights: Mapping[str, float]) -> None:
    """Refuse weights that cannot rank.

    Raises:
        WeightsError: a factor is unknown, a weight is not 0 to 1, or all are 0.
    """
    for factor, weight in weights.items():
        if factor not in FACTORS:
            raise WeightsError(
                f"Unknown factor “{factor}”. Factors: {', '.join(FACTORS)}.",
                WrongValue("weights", factor, FACTORS),
            )
        if not (math.isfinite(weight) and 0 <= weight <= 1):
            raise WeightsError(
                f"Weights must be from 0 to 1; {factor} is {weight:g}.",
                WrongValue(("weights", factor)),
            )
    if weights and set(weights) == set(FACTORS) and not any(weights.values()):
        raise WeightsError("Set at least one factor above 0.", WrongValue("weights"))
