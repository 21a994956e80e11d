"""One sitting of a person in a queue: how many verdicts, how quickly, how often it was right."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.verdicts.progress import AT_WORK, verdicts_per_hour
from leadqual.core import clock
from recommender.ranking.scale import LIKELY

PAUSE = timedelta(minutes=30)
"""A longer one ends a session."""

MAX_VERDICTS = 2_000
"""Verdicts of a session that are looked at."""

MAX_REASONS = 3
"""Reasons that a summary names."""


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """What came of a session; what was undone or replaced does not count.

    Args:
        n: verdicts, likes and dislikes.
        n_liked: likes.
        n_disliked: dislikes.
        n_skipped: skips.
        per_hour: verdicts in an hour at work, as `progress.paces` says it.
        n_predicted: cards that said "likely match" and were liked or disliked.
        n_hits: of these, likes.
        reasons: reason → how often it was given, the most frequent first.
    """

    n: int = 0
    n_liked: int = 0
    n_disliked: int = 0
    n_skipped: int = 0
    per_hour: float | None = None
    n_predicted: int = 0
    n_hits: int = 0
    reasons: tuple[tuple[str, int], ...] = ()


def session_verdicts(
    campaign: Campaign, person: User, *, since: datetime | None = None
) -> list[Verdict]:
    """Return the verdicts and skips of a person's last session, the oldest first; one query.

    Args:
        campaign: in whose queue.
        person: who gave them.
        since: when the session began; without it, it goes back to the last pause of half an hour.
    """
    given = Verdict.objects.filter(
        campaign=campaign, author=person, is_current=True, region=None, settles=False
    ).order_by("-pk")
    if since is not None:
        return list(given.filter(created_at__gte=since)[:MAX_VERDICTS])[::-1]
    found: list[Verdict] = []
    before = clock.now()
    for verdict in given[:MAX_VERDICTS]:
        if before - verdict.created_at > PAUSE:
            break
        found.append(verdict)
        before = verdict.created_at
    return found[::-1]


def summary_of(verdicts: Sequence[Verdict]) -> SessionSummary:
    """Say what came of the verdicts of a session; one query for their reasons."""
    values = Counter(verdict.value for verdict in verdicts)
    predicted = [
        verdict
        for verdict in verdicts
        if verdict.score is not None
        and verdict.score >= LIKELY
        and verdict.value != Verdict.Value.SKIP
    ]
    return SessionSummary(
        n=values[Verdict.Value.LIKE] + values[Verdict.Value.DISLIKE],
        n_liked=values[Verdict.Value.LIKE],
        n_disliked=values[Verdict.Value.DISLIKE],
        n_skipped=values[Verdict.Value.SKIP],
        per_hour=_pace(verdicts),
        n_predicted=len(predicted),
        n_hits=sum(verdict.value == Verdict.Value.LIKE for verdict in predicted),
        reasons=_reasons(verdicts),
    )


def _pace(verdicts: Sequence[Verdict]) -> float | None:
    """Count likes and dislikes by the time at work; that of the skips between them is in it."""
    gaps = [(two.created_at - one.created_at, two.value) for one, two in pairwise(verdicts)]
    at_work = [(gap, value) for gap, value in gaps if gap <= AT_WORK]
    spent = sum((gap for gap, _ in at_work), timedelta())
    n = sum(value != Verdict.Value.SKIP for _, value in at_work)
    return verdicts_per_hour(n, spent)


def _reasons(verdicts: Sequence[Verdict]) -> tuple[tuple[str, int], ...]:
    given = Verdict.reasons.through.objects.filter(verdict__in=[one.pk for one in verdicts])
    counted = Counter(given.values_list("reason__text", flat=True))
    return tuple(counted.most_common(MAX_REASONS))
