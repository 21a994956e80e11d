"""Who looks at which card now: two people never get the same one at once.

A company that two people judge (`double_labeling_percent`) is open for a second person after the
first, and for nobody after the second.

The card on the table is free a minute after its page fell silent. Cards that a browser keeps ahead
are free after a minute, too, but only for people who would have no card otherwise: all others get
them after `KEPT_AHEAD`. So somebody who judges them without a connection for some minutes judges
what nobody else judges meanwhile, but for the one card on the table, and nobody ever waits for a
closed laptop. The browser shows none of them anymore after that time.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Lease, Verdict
from leadqual.campaigns.selectors import AWAITING
from leadqual.core.double_review import WANTED, double_reviewed_below
from leadqual.core.leases import LEASE, LeaseTable

KEPT_AHEAD = timedelta(minutes=10)
"""For so long after their page fell silent, cards kept ahead go to nobody who has another card."""

GIVEN_UP = timedelta(seconds=30)
"""A request that its browser gave up after some seconds has been answered by then."""

_IS_OPEN = f"""
    NOT EXISTS (
        SELECT FROM campaigns_verdict v
         WHERE v.campaign_id = %(campaign)s AND v.company_id = c.id AND v.is_current
           AND v.author_id = %(holder)s)
    AND {WANTED.format(column="c.id")} > (
        SELECT count(*) FROM campaigns_verdict v
         WHERE v.campaign_id = %(campaign)s AND v.company_id = c.id AND v.is_current
           AND v.value <> 'skip')
"""  # noqa: S608  # made of constants
# Who judged a card is done with it: a second person, where one is wanted, gets it at once.
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
# The lease of a card that was judged stays until it expires, so nobody who ranked before the
# verdict gets the card after it: the database looks at both as they were at one moment.
_TABLE = LeaseTable(
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
_HELD = f"""
    SELECT l.*
      FROM campaigns_lease l
      JOIN leads_company c ON c.id = l.company_id
     WHERE l.campaign_id = %(campaign)s AND l.holder_id = %(holder)s AND l.expires_at > %(now)s
       AND NOT l.is_ahead
       AND {_IS_OPEN}
     ORDER BY l.expires_at DESC
     LIMIT 1
"""  # noqa: S608  # made of constants
# Renewed cards; cards of others; own cards ahead that nobody judged; own presses; companies that
# wait for a second person. One statement, as each costs a card a millisecond.
_QUEUE = f"""
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
           CASE WHEN %(doubled)s > 0 THEN ARRAY({AWAITING}) END
      FROM own
     CROSS JOIN (SELECT array_agg(company_id) AS companies, array_agg(score) AS scores
                   FROM renewed) AS theirs
"""  # noqa: S608  # made of constants
# The lease of a card that was judged stays, see `_TABLE`.
_RELEASE = """
    DELETE FROM campaigns_lease l
     WHERE l.campaign_id = %s AND l.holder_id = %s AND l.is_ahead AND l.company_id <> ALL(%s)
       AND l.expires_at <= %s
       AND NOT EXISTS (
           SELECT FROM campaigns_verdict v
            WHERE v.campaign_id = l.campaign_id AND v.company_id = l.company_id
              AND v.author_id = l.holder_id AND v.is_current)
"""
_OLD = "campaign_id = %s AND expires_at < CASE WHEN is_ahead THEN %s ELSE %s END"


def lease_first(
    *,
    campaign: Campaign,
    company_ids: Sequence[int],
    holder: User,
    now: datetime,
    scores: Mapping[int, float] | None = None,
    reasons: Mapping[int, str] | None = None,
) -> int | None:
    """Lease the first company that is free and open for a person; None where none of them is.

    Cards that expired long ago are swept away on the same occasion.

    Args:
        campaign: whose card it is.
        company_ids: wanted ones, first question first.
        holder: who gets it.
        now: for leases.
        scores: company → what the ranking predicts of it; kept until the verdict is given.
        reasons: company → why it is the next card, where that is known.
    """
    _TABLE.sweep(_OLD, campaign.pk, now - KEPT_AHEAD, now - LEASE)
    taken = _take(
        campaign, company_ids, holder, now, scores or {}, reasons or {}, is_ahead=False, most=1
    )
    return taken[0] if taken else None


def lease_ahead(
    *,
    campaign: Campaign,
    company_ids: Sequence[int],
    holder: User,
    now: datetime,
    scores: Mapping[int, float],
    reasons: Mapping[int, str],
    most: int,
) -> list[int]:
    """Lease cards that a person gets next.

    Args:
        campaign: whose cards.
        company_ids: wanted ones, first question first.
        holder: who gets them.
        now: for leases.
        scores: company → what the ranking predicts of it.
        reasons: company → why it is one of the next cards.
        most: cards to lease.

    Returns:
        Those that were free, at most `most`, in their order.
    """
    return _take(campaign, company_ids, holder, now, scores, reasons, is_ahead=True, most=most)


@dataclass(frozen=True, slots=True)
class QueueState:
    """Who is asked about what now, for one person.

    Args:
        theirs: of the cards that their browser shows and holds, those that are theirs still, each
            with the score on it.
        by_others: companies that others look at or keep ahead: nobody else is asked about them
            while there are others to ask about.
        by_silent: of these, cards ahead of browsers that have been silent for a minute.
        n_people: others who work now.
        own_ahead: the cards ahead that the person had.
        n_given: verdicts that the person gave one by one, undone ones too.
        skipped: companies that the person does not want to be asked about again.
        awaiting: companies that somebody else judged, and that wait for a second person.
    """

    theirs: Mapping[int, float | None]
    by_others: frozenset[int]
    by_silent: frozenset[int]
    n_people: int
    own_ahead: frozenset[int]
    n_given: int
    skipped: frozenset[int]
    awaiting: Sequence[int]


def queue_state(
    *,
    campaign: Campaign,
    person: User,
    now: datetime,
    held: Collection[int] = (),
    shown: int | None = None,
) -> QueueState:
    """Read the state of a queue, and keep the cards of a browser for another minute; one query.

    Args:
        campaign: whose queue.
        person: who is asked.
        now: for leases.
        held: cards ahead that the browser holds.
        shown: the card on the table, which is no card ahead anymore.
    """
    values: dict[str, Any] = {
        "campaign": campaign.pk,
        "holder": person.pk,
        "person": person.pk,
        "now": now,
        "until": now + LEASE,
        "silent_since": now - KEPT_AHEAD,
        "held": [*held, *([] if shown is None else [shown])],
        "shown": shown,
        "doubled": double_reviewed_below(campaign.double_labeling_percent),
    }
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, values)
        theirs, scores, others, silent, n_people, ahead, n_given, skipped, waiting = (
            cursor.fetchone()
        )
    return QueueState(
        dict(zip(theirs or (), scores or (), strict=True)),
        frozenset(others or ()),
        frozenset(silent or ()),
        n_people,
        frozenset(ahead or ()),
        n_given,
        frozenset(skipped or ()),
        waiting or (),
    )


def release(
    *, campaign: Campaign, holder: User, but: Sequence[int], now: datetime, is_late: bool = False
) -> None:
    """Free the cards ahead that a person's browser does not hold anymore.

    A browser gives up a request that takes too long and asks again, and the server may come to the
    first one last: what was leased meanwhile is in the browser, though that request does not say
    so, and stays.

    Args:
        campaign: whose cards.
        holder: who had them.
        but: cards that stay, those too that leave the browser with this answer: until it comes,
            one of them may be on screen.
        now: when the request came.
        is_late: the request may be one that was given up.
    """
    latest = now + LEASE - (GIVEN_UP if is_late else timedelta(0))
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, [campaign.pk, holder.pk, list(but), latest])


def _take(
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
    """Lease companies in their order, as many as wanted; one statement where all are free."""
    values = {
        "campaign": campaign.pk,
        "doubled": double_reviewed_below(campaign.double_labeling_percent),
    }
    taken: list[int] = []
    tried = 0
    while tried < len(company_ids) and len(taken) < most:
        some = company_ids[tried : tried + most - len(taken)]
        tried += len(some)
        got = _TABLE.take(
            **values,
            companies=list(some),
            scores=[scores.get(company) for company in some],
            reasons=[reasons.get(company, "") for company in some],
            is_ahead=is_ahead,
            holder=holder.pk,
            now=now,
        )
        taken += filter(got.__contains__, some)
    return taken


def leased_by(*, campaign: Campaign, holder: User, now: datetime) -> Lease | None:
    """Return the open card of a person, so that a page that is loaded again shows it again."""
    values: dict[str, Any] = {"campaign": campaign.pk, "holder": holder.pk, "now": now}
    values["doubled"] = double_reviewed_below(campaign.double_labeling_percent)
    return next(iter(Lease.objects.raw(_HELD, values)), None)


def give_back(*, campaign: Campaign, holder: User, keeps_ahead: bool = False) -> None:
    """Free the cards that a person holds and has not judged; on wish not those kept ahead."""
    judged = Verdict.objects.filter(campaign=campaign, author=holder, is_current=True)
    leases = Lease.objects.filter(campaign=campaign, holder=holder)
    if keeps_ahead:
        leases = leases.filter(is_ahead=False)
    leases.exclude(company__in=judged.values("company")).delete()
