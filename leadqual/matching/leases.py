"""Who looks at which card now: two people never get the same one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from leadqual.accounts.models import User
from leadqual.matching.models import Campaign, Lease, Verdict

LEASE = timedelta(seconds=60)
"""An open page renews its lease three times in it; a closed laptop frees its card after it."""

# One statement: the unique constraint decides between two people who ask at the same time. The
# lease of a card that was judged stays until it expires, so nobody who ranked before the verdict
# gets the card after it.
_TAKE = """
    INSERT INTO matching_lease (campaign_id, company_id, holder_id, expires_at)
    SELECT %(campaign)s, c.id, %(holder)s, %(expires_at)s
      FROM leads_company c
     WHERE c.id = %(company)s AND NOT EXISTS (
           SELECT FROM matching_verdict v
            WHERE v.campaign_id = %(campaign)s AND v.company_id = c.id AND v.is_current
              AND (v.value <> 'skip' OR v.author_id = %(holder)s))
    ON CONFLICT (campaign_id, company_id) DO UPDATE
       SET holder_id = EXCLUDED.holder_id, expires_at = EXCLUDED.expires_at
     WHERE matching_lease.expires_at <= %(now)s OR matching_lease.holder_id = EXCLUDED.holder_id
    RETURNING company_id
"""
_HELD = """
    SELECT l.company_id
      FROM matching_lease l
     WHERE l.campaign_id = %(campaign)s AND l.holder_id = %(holder)s AND l.expires_at > %(now)s
       AND NOT EXISTS (
           SELECT FROM matching_verdict v
            WHERE v.campaign_id = l.campaign_id AND v.company_id = l.company_id AND v.is_current
              AND (v.value <> 'skip' OR v.author_id = l.holder_id))
     ORDER BY l.expires_at DESC
     LIMIT 1
"""
# By itself, as the database does it in one step; Django would open a transaction around it.
_SWEEP = "DELETE FROM matching_lease WHERE campaign_id = %s AND expires_at < %s"


def take_first(
    *, campaign: Campaign, company_ids: Sequence[int], holder: User, now: datetime
) -> int | None:
    """Lease the first company that is free and not judged; None where none of them is.

    Cards that expired long ago are swept away on the same occasion.
    """
    values: dict[str, Any] = {"campaign": campaign.pk, "holder": holder.pk}
    values |= {"now": now, "expires_at": now + LEASE}
    with connection.cursor() as cursor:
        cursor.execute(_SWEEP, [campaign.pk, now - LEASE])
        for company_id in company_ids:
            cursor.execute(_TAKE, values | {"company": company_id})
            if cursor.fetchone() is not None:
                return company_id
    return None


def held_by(*, campaign: Campaign, holder: User, now: datetime) -> int | None:
    """Return the open card of a person, so that a page that is loaded again shows it again."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"campaign": campaign.pk, "holder": holder.pk, "now": now})
        found = cursor.fetchone()
    return None if found is None else int(found[0])


def renew(*, campaign: Campaign, company_id: int, holder: User, now: datetime) -> bool:
    """Keep a card for another minute; False where somebody else has it meanwhile."""
    held = Lease.objects.filter(campaign=campaign, company_id=company_id, holder=holder)
    return held.update(expires_at=now + LEASE) == 1


def give_back(*, campaign: Campaign, holder: User) -> None:
    """Free the cards that a person holds and has not judged."""
    judged = Verdict.objects.filter(campaign=campaign, is_current=True)
    leases = Lease.objects.filter(campaign=campaign, holder=holder)
    leases.exclude(company__in=judged.values("company")).delete()
