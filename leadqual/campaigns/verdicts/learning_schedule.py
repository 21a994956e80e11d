"""When the weights of a campaign are learned again: the job is asked for as verdicts come."""

import math

from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.selectors import SIGNALS
from leadqual.core.jobs import Job, enqueue

EVERY = 10
"""Likes and dislikes after which the weights are learned again, of the first hundred."""


_GROWTH = 1.1
"""From a hundred on they are learned after a tenth more: a hundredth more hardly moves them."""


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
