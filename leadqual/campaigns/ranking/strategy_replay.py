"""What each order of cards would have cost in verdicts, from what people said in a campaign.

The answers are known only of companies with a verdict, so only these are asked for again.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import IntegrityError, transaction
from numpy.typing import NDArray

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.errors import TooFewVerdictsError
from leadqual.campaigns.models import Campaign, Replay, Verdict
from leadqual.campaigns.ranking.ranking_context import (
    RankingContext,
    RankingRequest,
    ranking_context,
    sizes_of,
)
from leadqual.campaigns.selectors import latest_verdicts
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.core.jobs import Job, enqueue
from leadqual.core.locks import only_here
from recommender.active_learning.questions import Strategy
from recommender.replay import Search, at_random, replay

logger = logging.getLogger(__name__)

MIN_LIKES, MIN_VERDICTS = 5, 20
"""Fewer say nothing about orders: one like more or less would turn the result."""

MAX_VERDICTS = 3_000
"""Companies that are asked for again, those judged last; an order takes seconds a thousand."""

RANDOM = "random"
"""Stands among the orders for none at all: the mean over all of them."""

_SHOWN_SHARES = (0.25, 0.5, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class StrategyCost:
    """What one order would have cost.

    Args:
        order: name of the strategy, or `random`.
        words: the same for people.
        verdicts: needed for a quarter, half, four fifths and all of the likes.
        is_chosen: the campaign asks in this order now.
        is_best: none needs fewer verdicts for four fifths of the likes, and some need more.
    """

    order: str
    words: str
    verdicts: tuple[int, ...]
    is_chosen: bool
    is_best: bool


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay found.

    Args:
        n_companies: that were asked for again.
        n_likes: among them.
        shares: number of likes that each entry of `StrategyCost.verdicts` is about.
        costs: of each order, the cheapest for four fifths of the likes first.
        finished_at: when it was worked out.
    """

    n_companies: int
    n_likes: int
    shares: tuple[int, ...]
    costs: tuple[StrategyCost, ...]
    finished_at: datetime


def start_replay(*, campaign: Campaign, author: User) -> Replay:
    """Let a job work out what each order would have cost; one at a time for each campaign.

    Returns:
        The replay that is to come, or the one that is on its way.

    Raises:
        TooFewVerdictsError: nothing could be told; nothing has been started.
    """
    values = list(latest_verdicts([campaign]).values_list("value", flat=True))
    n_likes = values.count(Verdict.Value.LIKE)
    if len(values) < MIN_VERDICTS or n_likes < MIN_LIKES:
        raise TooFewVerdictsError(
            f"Comparing strategies needs at least {MIN_VERDICTS} likes and dislikes, "
            f"including {MIN_LIKES} likes; there are {len(values)}, including {n_likes} "
            "likes. Judge more companies first."
        )
    try:
        with transaction.atomic():
            started = Replay.objects.create(campaign=campaign, author=author)
    except IntegrityError as error:
        if "one_replay_at_a_time" not in str(error):
            raise
        started = Replay.objects.get(campaign=campaign, finished_at=None)
    enqueue(Job.REPLAY_ORDERS)
    return started


def work() -> int:
    """Work out every replay that waits; safe to run by several processes at once.

    A replay whose process was killed is begun again.

    Returns:
        How many are done.
    """
    n = after = 0
    with only_here("campaigns.replay_orders") as is_ours:
        while is_ours and (waiting := _next(after)) is not None:
            after = waiting.pk
            try:
                _work_out(waiting)
            except LeadqualError:  # Such as an index that is being made: the next run tries again.
                logger.warning("orders not replayed", extra={"campaign": waiting.campaign_id})
            else:
                n += 1
    return n


def _next(after: int) -> Replay | None:
    waiting = Replay.objects.filter(finished_at=None, pk__gt=after)
    return waiting.select_related("campaign").order_by("pk").first()


def _work_out(waiting: Replay) -> None:
    campaign = waiting.campaign
    search = _search(campaign, ranking_context(campaign, ask=RankingRequest(1)))
    n_likes = int(np.count_nonzero(search.wanted))
    found: dict[str, list[int]] = {}
    steps = len(Strategy) * max(n_likes, 1)
    told = 0.0
    for place, strategy in enumerate(Strategy):

        def tell(n_found: int, before: int = place * n_likes) -> None:
            nonlocal told
            done = (before + n_found) / steps
            if done >= told + 0.01:  # a hundred writes at most
                told = done
                Replay.objects.filter(pk=waiting.pk).update(progress=min(done, 1))

        found[strategy.value] = replay(search, strategy, progress=tell)
    waiting.found = found
    waiting.n_companies = len(search.features)
    waiting.progress = 1
    waiting.finished_at = clock.now()
    waiting.save(update_fields=["found", "n_companies", "progress", "finished_at"])
    logger.info("orders replayed", extra={"campaign": campaign.pk, "n": len(search.features)})


def _search(campaign: Campaign, context: RankingContext) -> Search:
    """Return the companies that were judged last, the best known first, as the queue begins."""
    last = _judged_last(campaign, context.judged.tolist())
    judged = context.judged[last]
    rows = np.asarray(context.pool.rows_of(judged.tolist()), dtype=np.intp)
    sizes = sizes_of(context.pool)[rows]
    known = context.pool.n_known[rows]
    return Search(
        features=context.pool.features.take(rows),
        wanted=context.signs[last] > 0,
        start=np.lexsort((-np.nan_to_num(sizes, nan=-1.0), -known)),
        employees=sizes,
        weights=context.weights,
    )


def _judged_last(campaign: Campaign, judged: Sequence[int]) -> NDArray[np.intp]:
    """Return the places of the companies with the latest verdicts, in the order given."""
    given = dict(latest_verdicts([campaign]).values_list("company_id", "pk"))
    order = np.argsort([-given.get(company, 0) for company in judged], kind="stable")
    return np.sort(order[:MAX_VERDICTS])


def running(campaign: Campaign) -> Replay | None:
    """Return the replay that is on its way; None where none is."""
    return Replay.objects.filter(campaign=campaign, finished_at=None).first()


def last_replay(campaign: Campaign) -> Replayed | None:
    """Return what the last replay found; None before the first."""
    done = Replay.objects.filter(campaign=campaign, finished_at__isnull=False).first()
    return None if done is None else _replayed(done, campaign.strategy)


def last_replays(workspace: Workspace, *, but: Campaign) -> list[tuple[Campaign, Replayed]]:
    """Return what the last replay of each other campaign found, the newest campaign first."""
    done = Replay.objects.filter(campaign__workspace=workspace, finished_at__isnull=False)
    latest = done.exclude(campaign=but).order_by("-campaign_id", "-pk").distinct("campaign_id")
    return [
        (one.campaign, _replayed(one, one.campaign.strategy))
        for one in latest.select_related("campaign")
    ]


def _replayed(done: Replay, chosen: str) -> Replayed:
    n_likes = max((len(places) for places in done.found.values()), default=0)
    shares = tuple(max(1, round(share * n_likes)) for share in _SHOWN_SHARES)
    found = {**done.found, RANDOM: at_random(done.n_companies, n_wanted=n_likes)}
    costs = _costs(found, shares, chosen)
    finished_at = done.finished_at or done.created_at
    return Replayed(done.n_companies, n_likes, shares, tuple(costs), finished_at)


def _costs(
    found: Mapping[str, Sequence[float]], shares: Sequence[int], chosen: str
) -> list[StrategyCost]:
    words = {**dict(Campaign.Strategy.choices), RANDOM: "Random, on average"}
    needed = {
        order: tuple(round(places[n - 1]) for n in shares)
        for order, places in found.items()
        if len(places) >= shares[-1]
    }
    most = _SHOWN_SHARES.index(0.8)
    amounts = {verdicts[most] for verdicts in needed.values()}
    least = min(amounts) if len(amounts) > 1 else None
    costs = [
        StrategyCost(
            order, words.get(order, order), verdicts, order == chosen, verdicts[most] == least
        )
        for order, verdicts in needed.items()
    ]
    return sorted(costs, key=lambda cost: (cost.order == RANDOM, cost.verdicts[most]))
