"""Companies that two people judge, so that their agreement can be measured.

Which these are is told by the key of the company alone; see `core.double_review`.
"""

from django.db import connection

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign
from leadqual.core.double_review import PLACE, WANTED, double_reviewed_below

_AWAITING = f"""
    SELECT v.company_id
      FROM matching_verdict v
      JOIN matching_campaign g ON g.id = v.campaign_id
     WHERE v.campaign_id = %(campaign)s AND v.is_current AND v.value <> 'skip'
       AND {WANTED.format(column="v.company_id")} = 2
       AND (g.scope = 'all' OR EXISTS (
           SELECT FROM matching_campaigncompany m
            WHERE m.campaign_id = g.id AND m.company_id = v.company_id))
     GROUP BY v.company_id
    HAVING count(*) = 1 AND (%(person)s::bigint IS NULL OR min(v.author_id) <> %(person)s)
     ORDER BY {PLACE.format(column="v.company_id")}
"""  # noqa: S608  # made of constants


def awaiting(campaign: Campaign, person: User | None = None) -> list[int]:
    """Return the companies that one person judged and a second one shall; no query without overlap.

    Always in the same order, which says nothing of what the first person thought.

    Args:
        campaign: whose companies.
        person: leaves out those that this person judged.
    """
    if not campaign.overlap:
        return []
    values = {"campaign": campaign.pk, "doubled": double_reviewed_below(campaign.overlap)}
    with connection.cursor() as cursor:
        cursor.execute(_AWAITING, values | {"person": None if person is None else person.pk})
        return [company for (company,) in cursor.fetchall()]
