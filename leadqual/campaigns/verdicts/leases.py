"""Who looks at which card now: two people never get the same one at once.

A company that two people judge (`overlap`) is open for a second person after the first, and for
nobody after the second.

The card on the table is free a minute after its page fell silent. Cards that a browser keeps ahead
are free after a minute, too, but only for people who would have no card otherwise: all others get
them after `KEPT_AHEAD`. So somebody who judges them without a connection for some minutes judges
what nobody else judges meanwhile, but for the one card on the table, and nobody ever waits for a
closed laptop. The browser shows none of them any more after that time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Lease, Verdict
from leadqual.core.double_review import WANTED, double_reviewed_below
from leadqual.core.leases import LEASE, LeaseTable

KEPT_AHEAD = timedelta(minutes=10)
"""For so long after their page fell silent, cards kept ahead go to nobody who has another card."""

_IS_OPEN = f"""
    NOT EXISTS (
        SELECT FROM matching_verdict v
         WHERE v.campaign_id = %(campaign)s AND v.company_id = c.id AND v.is_current
           AND v.author_id = %(holder)s)
    AND {WANTED.format(column="c.id")} > (
        SELECT count(*) FROM matching_verdict v
         WHERE v.campaign_id = %(campaign)s AND v.company_id = c.id AND v.is_current
           AND v.value <> 'skip')
"""  # noqa: S608  # made of constants
# The lease of a card that was judged stays until it expires, so nobody who ranked before the
# verdict gets the card after it.
_TABLE = LeaseTable(
    name="matching_lease",
    key=("campaign_id", "company_id"),
    columns={
        "campaign_id": "%(campaign)s",
        "company_id": "c.id",
        "score": "%(score)s",
        "is_ahead": "%(is_ahead)s",
    },
    source=f"leads_company c WHERE c.id = %(company)s AND {_IS_OPEN}",
    renewed={
        "score": "EXCLUDED.score",
        "is_ahead": "EXCLUDED.is_ahead "
        "AND (matching_lease.is_ahead OR matching_lease.expires_at <= %(now)s)",
    },
)
_HELD = f"""
    SELECT c.id
      FROM matching_lease l
      JOIN leads_company c ON c.id = l.company_id
     WHERE l.campaign_id = %(campaign)s AND l.holder_id = %(holder)s AND l.expires_at > %(now)s
       AND NOT l.is_ahead
       AND {_IS_OPEN}
     ORDER BY l.expires_at DESC
     LIMIT 1
"""  # noqa: S608  # made of constants
_APART = """
    SELECT company_id, expires_at <= %s
      FROM matching_lease
     WHERE campaign_id = %s AND holder_id <> %s
       AND expires_at > CASE WHEN is_ahead THEN %s ELSE %s END
"""
_OLD = "campaign_id = %s AND expires_at < CASE WHEN is_ahead THEN %s ELSE %s END"


def lease_first(
    *,
    campaign: Campaign,
    company_ids: Sequence[int],
    holder: User,
    now: datetime,
    scores: Mapping[int, float] | None = None,
) -> int | None:
    """Lease the first company that is free and open for a person; None where none of them is.

    Cards that expired long ago are swept away on the same occasion.

    Args:
        campaign: whose card it is.
        company_ids: wanted ones, first question first.
        holder: who gets it.
        now: for leases.
        scores: company → what the ranking predicts of it; kept until the verdict is given.
    """
    _TABLE.sweep(_OLD, campaign.pk, now - KEPT_AHEAD, now - LEASE)
    free = _take(campaign, company_ids, holder, now, scores or {}, is_ahead=False)
    return next(free, None)


def lease_ahead(
    *,
    campaign: Campaign,
    company_ids: Sequence[int],
    holder: User,
    now: datetime,
    scores: Mapping[int, float],
    most: int,
) -> list[int]:
    """Lease cards that a person may need without a connection; other such cards go back.

    Args:
        campaign: whose cards.
        company_ids: wanted ones, first question first.
        holder: who gets them.
        now: for leases.
        scores: company → what the ranking predicts of it.
        most: cards to lease.

    Returns:
        Those that were free, at most so many, in their order.
    """
    free = _take(campaign, company_ids, holder, now, scores, is_ahead=True)
    taken = list(islice(free, most))
    ahead = Lease.objects.filter(campaign=campaign, holder=holder, is_ahead=True)
    ahead.exclude(company__in=taken).delete()
    return taken


def _take(
    campaign: Campaign,
    company_ids: Iterable[int],
    holder: User,
    now: datetime,
    scores: Mapping[int, float],
    *,
    is_ahead: bool,
) -> Iterator[int]:
    """Lease one company after the other, as far as they are asked for; yield those that are."""
    values = {"campaign": campaign.pk, "doubled": double_reviewed_below(campaign.overlap)}
    for company in company_ids:
        score = scores.get(company)
        yield from _TABLE.take(
            **(values | {"company": company, "score": score, "is_ahead": is_ahead}),
            holder=holder.pk,
            now=now,
        )


def leased_by(*, campaign: Campaign, holder: User, now: datetime) -> int | None:
    """Return the open card of a person, so that a page that is loaded again shows it again."""
    values: dict[str, Any] = {"campaign": campaign.pk, "holder": holder.pk, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_HELD, values | {"doubled": double_reviewed_below(campaign.overlap)})
        found = cursor.fetchone()
    return None if found is None else int(found[0])


@dataclass(frozen=True, slots=True)
class LeasedCompanies:
    """Companies that others have.

    Args:
        by_others: nobody else is asked about them while there are others to ask about.
        by_silent: of these, cards ahead of browsers that have said nothing for a minute.
    """

    by_others: frozenset[int]
    by_silent: frozenset[int]


def leased_by_others(*, campaign: Campaign, person: User, now: datetime) -> LeasedCompanies:
    """Return the companies that others than a person look at or keep ahead; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_APART, [now, campaign.pk, person.pk, now - KEPT_AHEAD, now])
        rows = cursor.fetchall()
    silent = frozenset(company for company, is_silent in rows if is_silent)
    return LeasedCompanies(frozenset(company for company, _ in rows), silent)


def predicted(*, campaign: Campaign, company_id: int, holder: User) -> float | None:
    """Return what the card that a person holds predicts; None where it says nothing, or is gone."""
    held = Lease.objects.filter(campaign=campaign, company_id=company_id, holder=holder)
    return held.values_list("score", flat=True).first()


def renew(*, campaign: Campaign, company_id: int, holder: User, now: datetime) -> bool:
    """Keep a card for another minute; False where somebody else has it meanwhile."""
    held = Lease.objects.filter(campaign=campaign, company_id=company_id, holder=holder)
    return held.update(expires_at=now + LEASE, is_ahead=False) == 1


def give_back(*, campaign: Campaign, holder: User, keeps_ahead: bool = False) -> None:
    """Free the cards that a person holds and has not judged; on wish not those kept ahead."""
    judged = Verdict.objects.filter(campaign=campaign, author=holder, is_current=True)
    leases = Lease.objects.filter(campaign=campaign, holder=holder)
    if keeps_ahead:
        leases = leases.filter(is_ahead=False)
    leases.exclude(company__in=judged.values("company")).delete()
