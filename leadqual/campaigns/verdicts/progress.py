"""Statistics of a campaign: progress over time, hit rates, and the pace of each person."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Protocol, TypeVar

from django.db import connection
from django.db.models import QuerySet

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.core import clock
from recommender.ranking.scale import LIKELY

V = TypeVar("V", bound="GivenVerdict")
CARDS_PER_POINT = 50
"""Cards per point of the hit rate chart."""

MAX_GAP = timedelta(minutes=5)
"""A longer gap between two verdicts is not working time."""

MIN_WORKING_TIME = timedelta(minutes=1)
"""Minimum time for which a pace is shown."""

_MAX_POINTS = 48
_UNITS = (
    ("hour", timedelta(hours=1)),
    ("day", timedelta(days=1)),
    ("week", timedelta(days=7)),
    ("month", timedelta(days=31)),
    ("year", timedelta(days=366)),
)
_COMPANIES_BY_HOUR = """
    SELECT date_trunc('hour', created_at, 'UTC'), count(*), count(*) FILTER (WHERE value = 'like')
      FROM (SELECT DISTINCT ON (v.company_id) v.created_at, v.value
              FROM campaigns_verdict v
             WHERE v.campaign_id = %s AND v.is_current AND v.value IN ('like', 'dislike')
             ORDER BY v.company_id, v.is_final_decision DESC, v.id DESC) latest
     GROUP BY 1
     ORDER BY 1
"""
_PACES = """
    SELECT author_id, count(*) FILTER (WHERE value <> 'skip'),
           count(*) FILTER (WHERE value <> 'skip'
                              AND gap <= make_interval(secs => %(at_work)s)),
           coalesce(sum(gap) FILTER (WHERE gap <= make_interval(secs => %(at_work)s)), '0')
      FROM (SELECT v.author_id, v.value,
                   v.created_at - lag(v.created_at) OVER (
                       PARTITION BY v.author_id ORDER BY v.created_at, v.id) AS gap
              FROM campaigns_verdict v
             WHERE v.campaign_id = %(campaign)s AND v.region_id IS NULL
               AND v.is_current AND NOT v.is_final_decision) given
     GROUP BY author_id
    HAVING count(*) FILTER (WHERE value <> 'skip') > 0
"""
_HIT_RATES = """
    SELECT count(*), count(*) FILTER (WHERE value = 'like'),
           count(*) FILTER (WHERE score >= %(likely)s),
           count(*) FILTER (WHERE score >= %(likely)s AND value = 'like')
      FROM (SELECT v.value, card.score,
                   (row_number() OVER (ORDER BY card.id) - 1) / %(every)s AS part
              FROM campaigns_verdict v
             CROSS JOIN LATERAL (
                   SELECT w.id, w.score
                     FROM campaigns_verdict w
                    WHERE w.campaign_id = v.campaign_id AND w.company_id = v.company_id
                      AND w.author_id = v.author_id AND w.undone_at IS NULL
                      AND w.score IS NOT NULL
                    ORDER BY w.id LIMIT 1) card
             WHERE v.campaign_id = %(campaign)s AND v.is_current AND NOT v.is_final_decision
               AND v.value <> 'skip') given
     GROUP BY part
     ORDER BY part
"""

PAUSE = timedelta(minutes=30)
"""A longer pause ends a session."""

MAX_VERDICTS = 2_000
"""Maximum number of verdicts read for a session."""

MAX_REASONS = 3
"""Reasons shown in a summary."""

BLOCK_SIZE = 25
"""Likes and dislikes per block of a session's hit rate."""

MIN_DROP = 0.2
"""Minimum drop from the first to the last full block to report it."""


@dataclass(frozen=True, slots=True)
class ProgressPoint:
    """Progress of a campaign at the end of an hour, day, week, month or year."""

    name: str
    n_judged: int
    n_liked: int


@dataclass(frozen=True, slots=True)
class VerdictPace:
    """The pace of a person, without bulk verdicts.

    Args:
        n: number of current likes and dislikes.
        working_time: time between verdicts and skips that follow each other within five minutes.
        per_hour: verdicts per working hour; None if there is too little working time.
    """

    name: str
    n: int
    working_time: timedelta
    per_hour: float | None


@dataclass(frozen=True, slots=True)
class HitRate:
    """Outcomes of fifty cards with a score, without skips.

    Args:
        first: number of the first card.
        n_predicted: cards shown as likely matches.
        n_hits: likes among these.
    """

    first: int
    last: int
    n_liked: int
    n_predicted: int
    n_hits: int

    @property
    def liked_share(self) -> float:
        """Share of likes among all cards, 0 to 1."""
        return self.n_liked / (self.last - self.first + 1)

    @property
    def is_whole(self) -> bool:
        """Return whether the group has all fifty cards; shares of fewer vary too much."""
        return self.last - self.first + 1 == CARDS_PER_POINT

    @property
    def hit_share(self) -> float | None:
        """Share of likes among the likely matches; None without any."""
        return self.n_hits / self.n_predicted if self.n_predicted else None


def progress_over_time(campaign: Campaign) -> list[ProgressPoint]:
    """Return the number of companies judged and liked over time; one query.

    A company counts from its current verdict on; periods without verdicts are included.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COMPANIES_BY_HOUR, [campaign.pk])
        hours = cursor.fetchall()
    if not hours:
        return []
    span = hours[-1][0] - hours[0][0]
    unit = next((name for name, length in _UNITS if span < length * _MAX_POINTS), _UNITS[-1][0])
    by_period = Counter[datetime]()
    liked = Counter[datetime]()
    for hour, n, n_liked in hours:
        by_period[_period_start(hour, unit)] += n
        liked[_period_start(hour, unit)] += n_liked
    points: list[ProgressPoint] = []
    n_judged = n_liked = 0
    for period in _periods(min(by_period), max(by_period), unit):
        n_judged, n_liked = n_judged + by_period[period], n_liked + liked[period]
        points.append(ProgressPoint(_period_name(period, unit), n_judged, n_liked))
    return points


def _period_start(hour: datetime, unit: str) -> datetime:
    """Return the start of the period of an hour; a week starts on Monday."""
    day = hour.replace(hour=0)
    starts = {
        "hour": hour,
        "day": day,
        "week": day - timedelta(days=day.weekday()),
        "month": day.replace(day=1),
        "year": day.replace(month=1, day=1),
    }
    return starts[unit]


def _periods(first: datetime, last: datetime, unit: str) -> list[datetime]:
    periods = [first]
    while periods[-1] < last:
        # No period is longer than its entry, so this is always in the next one.
        periods.append(_period_start(periods[-1] + dict(_UNITS)[unit], unit))
    return periods


def _period_name(period: datetime, unit: str) -> str:
    written = {"hour": "%b %-d, %H:00", "month": "%b %Y", "year": "%Y"}.get(unit, "%b %-d")
    return period.strftime(written)


def pace_of_people(campaign: Campaign) -> list[VerdictPace]:
    """Return the pace of each person, fastest first; two queries."""
    with connection.cursor() as cursor:
        seconds = MAX_GAP.total_seconds()
        cursor.execute(_PACES, {"campaign": campaign.pk, "at_work": seconds})
        rows = cursor.fetchall()
    names = {
        person.pk: str(person) for person in User.objects.filter(pk__in=[row[0] for row in rows])
    }
    found = [
        VerdictPace(
            name=names[person],
            n=n,
            working_time=working_time,
            per_hour=verdicts_per_hour(timed, working_time),
        )
        for person, n, timed, working_time in rows
    ]
    return sorted(found, key=lambda pace: (-(pace.per_hour or 0), -pace.n, pace.name))


def verdicts_per_hour(n: int, working_time: timedelta) -> float | None:
    """Return the verdicts per working hour; None if there is too little working time."""
    return n / (working_time / timedelta(hours=1)) if working_time >= MIN_WORKING_TIME else None


def hits_over_time(campaign: Campaign) -> list[HitRate]:
    """Return the hit rate of each fifty cards with a score, in order; one query.

    A changed verdict counts as changed, and is compared with the score on the original card.
    """
    values = {"campaign": campaign.pk, "likely": LIKELY, "every": CARDS_PER_POINT}
    found: list[HitRate] = []
    with connection.cursor() as cursor:
        cursor.execute(_HIT_RATES, values)
        for n, n_liked, n_predicted, n_hits in cursor.fetchall():
            first = found[-1].last + 1 if found else 1
            found.append(HitRate(first, first + n - 1, n_liked, n_predicted, n_hits))
    return found


class GivenVerdict(Protocol):
    """A verdict or skip, and when it was given."""

    @property
    def value(self) -> str: ...

    @property
    def created_at(self) -> datetime: ...


def session_verdicts(
    campaign: Campaign, person: User, *, since: datetime | None = None
) -> list[Verdict]:
    """Return the verdicts and skips of a person's last session, oldest first; one query.

    Args:
        campaign: in whose queue.
        person: who gave them.
        since: start of the session; by default, after the last pause of half an hour.
    """
    return _last_session(_single_verdicts(campaign, person), since)


def session_counts(
    campaign: Campaign, person: User, *, since: datetime | None = None
) -> "SessionCounts":
    """Return the counts of `session_verdicts`; one query."""
    rows = _single_verdicts(campaign, person).values_list("value", "created_at", named=True)
    return counts_of(_last_session(rows, since))


def _single_verdicts(campaign: Campaign, person: User) -> QuerySet[Verdict]:
    given = Verdict.objects.filter(
        campaign=campaign, author=person, is_current=True, region=None, is_final_decision=False
    )
    return given.order_by("-pk")[:MAX_VERDICTS]


def _last_session(latest_first: Iterable[V], since: datetime | None) -> list[V]:
    found: list[V] = []
    before = clock.now()
    for verdict in latest_first:
        is_before = (
            before - verdict.created_at > PAUSE if since is None else (verdict.created_at < since)
        )
        if is_before:
            break
        found.append(verdict)
        before = verdict.created_at
    return found[::-1]


@dataclass(frozen=True, slots=True)
class SessionCounts:
    """Counts of a session.

    Args:
        n_timed: likes and dislikes with a known working time: not after a pause.
        working_time: time between verdicts and skips that follow each other within `MAX_GAP`.
        last_at: time of the last one; None without any.
    """

    n_liked: int = 0
    n_disliked: int = 0
    n_skipped: int = 0
    n_timed: int = 0
    working_time: timedelta = timedelta()
    last_at: datetime | None = None

    @property
    def n(self) -> int:
        """Return the number of likes and dislikes."""
        return self.n_liked + self.n_disliked

    @property
    def per_hour(self) -> float | None:
        """Return the likes and dislikes per working hour; None if there is too little."""
        return verdicts_per_hour(self.n_timed, self.working_time)


def counts_of(verdicts: Sequence[GivenVerdict]) -> SessionCounts:
    """Count verdicts; the time of skips between them is working time as well."""
    values = Counter(verdict.value for verdict in verdicts)
    ordered = sorted(
        verdicts, key=lambda verdict: verdict.created_at
    )  # IDs may have another order.
    gaps = [
        (later.created_at - earlier.created_at, later.value) for earlier, later in pairwise(ordered)
    ]
    working_time = [(gap, value) for gap, value in gaps if gap <= MAX_GAP]
    return SessionCounts(
        n_liked=values[Verdict.Value.LIKE],
        n_disliked=values[Verdict.Value.DISLIKE],
        n_skipped=values[Verdict.Value.SKIP],
        n_timed=sum(value != Verdict.Value.SKIP for _, value in working_time),
        working_time=sum((gap for gap, _ in working_time), timedelta()),
        last_at=ordered[-1].created_at if ordered else None,
    )


@dataclass(frozen=True, slots=True)
class VerdictBlock:
    """Consecutive likes and dislikes of a session.

    Args:
        first: number of the first one in the session.
    """

    first: int
    n: int
    n_liked: int

    @property
    def name(self) -> str:
        last = self.first + self.n - 1
        return f"{self.first:,}–{last:,}" if self.n > 1 else f"{last:,}"

    @property
    def liked_share(self) -> float:
        return self.n_liked / self.n


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """Summary of a session, without undone and replaced verdicts.

    Args:
        counts: likes, dislikes and skips, and the pace as `pace_of_people` says it.
        n_predicted: cards shown as likely matches that were liked or disliked.
        n_hits: likes among these.
        blocks: likes among each `BLOCK_SIZE` likes and dislikes, the last of which may be fewer.
        reasons: reason and number of uses, most frequent first.
    """

    counts: SessionCounts
    blocks: tuple[VerdictBlock, ...] = ()
    n_predicted: int = 0
    n_hits: int = 0
    reasons: tuple[tuple[str, int], ...] = ()

    @property
    def hit_rate_drop(self) -> tuple[float, float] | None:
        """Return the hit rates of the first and the last full block, if it dropped clearly."""
        shares = [block.liked_share for block in self.blocks if block.n == BLOCK_SIZE]
        has_dropped = len(shares) > 1 and shares[0] - shares[-1] >= MIN_DROP
        return (shares[0], shares[-1]) if has_dropped else None


def summary_of(verdicts: Sequence[Verdict]) -> SessionSummary:
    """Summarize the verdicts of a session; one query for their reasons."""
    predicted = [
        verdict
        for verdict in verdicts
        if verdict.score is not None
        and verdict.score >= LIKELY
        and verdict.value != Verdict.Value.SKIP
    ]
    return SessionSummary(
        counts=counts_of(verdicts),
        blocks=_blocks(verdicts),
        n_predicted=len(predicted),
        n_hits=sum(verdict.value == Verdict.Value.LIKE for verdict in predicted),
        reasons=_reasons(verdicts),
    )


def _blocks(verdicts: Sequence[GivenVerdict]) -> tuple[VerdictBlock, ...]:
    values = [verdict.value for verdict in verdicts if verdict.value != Verdict.Value.SKIP]
    parts = [values[start : start + BLOCK_SIZE] for start in range(0, len(values), BLOCK_SIZE)]
    return tuple(
        VerdictBlock(1 + index * BLOCK_SIZE, len(part), part.count(Verdict.Value.LIKE))
        for index, part in enumerate(parts)
    )


def _reasons(verdicts: Sequence[Verdict]) -> tuple[tuple[str, int], ...]:
    given = Verdict.reasons.through.objects.filter(verdict__in=[verdict.pk for verdict in verdicts])
    counted = Counter(given.values_list("reason__text", flat=True))
    return tuple(counted.most_common(MAX_REASONS))
