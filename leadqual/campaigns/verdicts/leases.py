"""Leases of cards: two people never review the same company at once.

With double labeling (`double_labeling_percent`), a second person can lease a company after the
first verdict.

The lease of the card on screen expires one minute after the last request of its page. Prefetched
cards can also be leased by others after a minute, but only by people without any other card; others
get them after `PREFETCH_TIMEOUT`. So somebody who is offline for some minutes can review
prefetched cards alone, and a closed laptop holds no cards back. After that time the browser no
longer shows them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Lease, Verdict
from leadqual.campaigns.selectors import SECOND_VERDICTS
from leadqual.core.double_review import REVIEWER_COUNT, double_reviewed_below
from leadqual.core.leases import LEASE, LeaseTable

PREFETCH_TIMEOUT = timedelta(minutes=10)
"""Time after the last request of a page until others with cards get its prefetched ones."""

MAX_REQUEST_TIME = timedelta(seconds=30)
"""A request that the browser canceled has been answered by then."""

_IS_OPEN = f"""
    NOT EXISTS (
        SELECT FROM campaigns_verdict v
         WHERE v.campaign_id = %(campaign)s AND v.company_id = c.id AND v.is_current
           AND v.author_id = %(holder)s)
    AND {REVIEWER_COUNT.format(column="c.id")} > (
        SELECT count(*) FROM campaigns_verdict v
         WHERE v.campaign_id = %(campaign)s AND v.company_id = c.id AND v.is_current
           AND v.value <> 'skip')
"""  # noqa: S608  # made of constants
# A judged card is free for a second person at once, if double labeling asks for one.
# OFFSET 0 has each lease looked up in the index: a join compares all leases with all verdicts
# where the planner knows nothing of a new campaign yet.
_IS_DONE = """
    EXISTS (
        SELECT FROM campaigns_verdict v
         WHERE v.campaign_id = campaigns_lease.campaign_id
           AND v.company_id = campaigns_lease.company_id
           AND v.author_id = campaigns_lease.holder_id AND v.is_current AND v.value <> 'skip'
        OFFSET 0)
"""
# The lease of a judged card stays until it expires: a request that ranked before the verdict must
# not lease the card after it.
_LEASES = LeaseTable(
    name="campaigns_lease",
    key=("campaign_id", "company_id"),
    columns={
        "campaign_id": "%(campaign)s",
        "company_id": "c.id",
        "score": "w.score",
        "is_ahead": "%(is_ahead)s",
        "chosen_because": "w.reason",
    },
    source=f"""
        unnest(%(companies)s::bigint[], %(scores)s::float8[], %(reasons)s::text[])
            AS w (company, score, reason)
        JOIN leads_company c ON c.id = w.company
       WHERE {_IS_OPEN}
       ORDER BY c.id""",  # made of constants
    renewed={
        "score": "EXCLUDED.score",
        "chosen_because": "EXCLUDED.chosen_because",
        "is_ahead": "EXCLUDED.is_ahead "
        "AND (campaigns_lease.is_ahead OR campaigns_lease.expires_at <= %(now)s)",
    },
    is_done=_IS_DONE,
)
_CURRENT_LEASE = f"""
    SELECT l.*
      FROM campaigns_lease l
      JOIN leads_company c ON c.id = l.company_id
     WHERE l.campaign_id = %(campaign)s AND l.holder_id = %(holder)s AND l.expires_at > %(now)s
       AND NOT l.is_ahead
       AND {_IS_OPEN}
     ORDER BY l.expires_at DESC
     LIMIT 1
"""  # noqa: S608  # made of constants
# Renewed cards; cards of others; own prefetched cards without a verdict; own verdicts; companies
# that need a second verdict. One statement, because each adds a millisecond to a card.
_QUEUE_STATE = f"""
    WITH renewed AS (
        UPDATE campaigns_lease
           SET expires_at = %(until)s, is_ahead = company_id IS DISTINCT FROM %(shown)s
         WHERE campaign_id = %(campaign)s AND holder_id = %(holder)s AND company_id = ANY(%(held)s)
        RETURNING company_id, score),
    others AS (
        SELECT company_id, expires_at <= %(now)s AS is_silent, holder_id
          FROM campaigns_lease
         WHERE campaign_id = %(campaign)s AND holder_id <> %(holder)s
           AND expires_at > CASE WHEN is_ahead THEN %(silent_since)s ELSE %(now)s END
           AND NOT {_IS_DONE}),
    own AS (
        SELECT count(*) FILTER (WHERE region_id IS NULL) AS n,
               array_agg(company_id) FILTER (WHERE is_current AND value = 'skip') AS skipped
          FROM campaigns_verdict
         WHERE campaign_id = %(campaign)s AND author_id = %(holder)s)
    SELECT theirs.companies, theirs.scores,
           (SELECT array_agg(company_id) FROM others),
           (SELECT array_agg(company_id) FROM others WHERE is_silent),
           (SELECT count(DISTINCT holder_id) FROM others WHERE NOT is_silent),
           (SELECT array_agg(company_id) FROM campaigns_lease
             WHERE campaign_id = %(campaign)s AND holder_id = %(holder)s AND is_ahead
               AND NOT {_IS_DONE}),
           own.n, own.skipped,
           CASE WHEN %(doubled)s > 0 THEN ARRAY({SECOND_VERDICTS}) END
      FROM own
     CROSS JOIN (SELECT array_agg(company_id) AS companies, array_agg(score) AS scores
                   FROM renewed) AS theirs
"""  # noqa: S608  # made of constants
# The lease of a card that was judged stays, see `_LEASES`.
_RELEASE = """
    DELETE FROM campaigns_lease l
     WHERE l.campaign_id = %s AND l.holder_id = %s AND l.is_ahead AND l.company_id <> ALL(%s)
       AND l.expires_at <= %s
       AND NOT EXISTS (
           SELECT FROM campaigns_verdict v
            WHERE v.campaign_id = l.campaign_id AND v.company_id = l.company_id
              AND v.author_id = l.holder_id AND v.is_current)
"""
_EXPIRED = "campaign_id = %s AND expires_at < CASE WHEN is_ahead THEN %s ELSE %s END"


def lease_first(
    *,
    campaign: Campaign,
    company_ids: Sequence[int],
    holder: User,
    now: datetime,
    scores: Mapping[int, float] | None = None,
    reasons: Mapping[int, str] | None = None,
) -> int | None:
    """Lease the first company that is free and open for a person; None if there is none.

    Also deletes leases that expired long ago.

    Args:
        campaign: whose card it is.
        company_ids: wanted ones, first question first.
        holder: who gets it.
        now: for leases.
        scores: company → predicted score; stored until the verdict.
        reasons: company → why it is the next card, if known.
    """
    _LEASES.sweep(_EXPIRED, campaign.pk, now - PREFETCH_TIMEOUT, now - LEASE)
    taken = _lease(
        campaign, company_ids, holder, now, scores or {}, reasons or {}, is_ahead=False, most=1
    )
    return taken[0] if taken else None


def lease_prefetched(
    *,
    campaign: Campaign,
    company_ids: Sequence[int],
    holder: User,
    now: datetime,
    scores: Mapping[int, float],
    reasons: Mapping[int, str],
    most: int,
) -> list[int]:
    """Lease the next cards of a person in advance.

    Args:
        campaign: whose cards.
        company_ids: wanted ones, first question first.
        holder: who gets them.
        now: for leases.
        scores: company → predicted score.
        reasons: company → why it is one of the next cards.
        most: cards to lease.

    Returns:
        Companies that were free, at most `most`, in their order.
    """
    return _lease(campaign, company_ids, holder, now, scores, reasons, is_ahead=True, most=most)


@dataclass(frozen=True, slots=True)
class QueueState:
    """The state of the queue of one person.

    Args:
        own_cards: cards in the person's browser that are still leased to them, with their scores.
        by_others: companies leased by others; they are asked about last.
        by_inactive: of these, prefetched cards of browsers without a request for a minute.
        n_people: other people who are active.
        own_prefetched: cards that the person has prefetched.
        n_given: verdicts that the person gave one by one, including undone ones.
        skipped: companies that the person skipped.
        second_verdict_ids: companies with one verdict, by somebody else, that need a second one.
    """

    own_cards: Mapping[int, float | None]
    by_others: frozenset[int]
    by_inactive: frozenset[int]
    n_people: int
    own_prefetched: frozenset[int]
    n_given: int
    skipped: frozenset[int]
    second_verdict_ids: Sequence[int]


def queue_state(
    *,
    campaign: Campaign,
    person: User,
    now: datetime,
    held: Collection[int] = (),
    shown: int | None = None,
) -> QueueState:
    """Read the state of a queue and renew the leases of a browser's cards; one query.

    Args:
        campaign: whose queue.
        person: who is asked.
        now: for leases.
        held: prefetched cards in the browser.
        shown: the card on screen, which is no longer prefetched.
    """
    values: dict[str, Any] = {
        "campaign": campaign.pk,
        "holder": person.pk,
        "person": person.pk,
        "now": now,
        "until": now + LEASE,
        "silent_since": now - PREFETCH_TIMEOUT,
        "held": [*held, *([] if shown is None else [shown])],
        "shown": shown,
        "doubled": double_reviewed_below(campaign.double_labeling_percent),
    }
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE_STATE, values)
        (
            own_cards,
            own_scores,
            others,
            inactive,
            n_people,
            prefetched,
            n_given,
            skipped,
            second_ids,
        ) = cursor.fetchone()
    return QueueState(
        dict(zip(own_cards or (), own_scores or (), strict=True)),
        frozenset(others or ()),
        frozenset(inactive or ()),
        n_people,
        frozenset(prefetched or ()),
        n_given,
        frozenset(skipped or ()),
        second_ids or (),
    )


def release_prefetched(
    *, campaign: Campaign, holder: User, but: Sequence[int], now: datetime, is_late: bool = False
) -> None:
    """Release the prefetched cards that are no longer in a person's browser.

    A browser repeats a request that takes too long, and the server may handle the first one last.
    So cards leased meanwhile, which that request does not list, stay leased.

    Args:
        campaign: whose cards.
        holder: who had them.
        but: cards to keep, including those that the response removes: until it arrives, one of
            them may be on screen.
        now: when the request came.
        is_late: the browser may have canceled the request.
    """
    latest = now + LEASE - (MAX_REQUEST_TIME if is_late else timedelta(0))
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, [campaign.pk, holder.pk, list(but), latest])


def _lease(
    campaign: Campaign,
    company_ids: Sequence[int],
    holder: User,
    now: datetime,
    scores: Mapping[int, float],
    reasons: Mapping[int, str],
    *,
    is_ahead: bool,
    most: int,
) -> list[int]:
    """Lease companies in their order, up to `most`; one statement if all are free."""
    values = {
        "campaign": campaign.pk,
        "doubled": double_reviewed_below(campaign.double_labeling_percent),
    }
    lease_ids: list[int] = []
    n_tried = 0
    while n_tried < len(company_ids) and len(lease_ids) < most:
        batch = company_ids[n_tried : n_tried + most - len(lease_ids)]
        n_tried += len(batch)
        leased = _LEASES.take(
            **values,
            companies=list(batch),
            scores=[scores.get(company) for company in batch],
            reasons=[reasons.get(company, "") for company in batch],
            is_ahead=is_ahead,
            holder=holder.pk,
            now=now,
        )
        lease_ids += filter(leased.__contains__, batch)
    return lease_ids


def current_lease(*, campaign: Campaign, holder: User, now: datetime) -> Lease | None:
    """Return the lease of the card on a person's screen, so that a reload shows it again."""
    values: dict[str, Any] = {"campaign": campaign.pk, "holder": holder.pk, "now": now}
    values["doubled"] = double_reviewed_below(campaign.double_labeling_percent)
    return next(iter(Lease.objects.raw(_CURRENT_LEASE, values)), None)


def release_cards(*, campaign: Campaign, holder: User, keeps_prefetched: bool = False) -> None:
    """Release the cards that a person holds without a verdict; optionally keep prefetched ones."""
    judged = Verdict.objects.filter(campaign=campaign, author=holder, is_current=True)
    leases = Lease.objects.filter(campaign=campaign, holder=holder)
    if keeps_prefetched:
        leases = leases.filter(is_ahead=False)
    leases.exclude(company__in=judged.values("company")).delete()
