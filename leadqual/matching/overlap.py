"""Companies that two people judge, so that their agreement can be measured.

Which these are is told by the key of the company alone: nothing is stored, a company is one of
them for good, and a larger share holds all of a smaller one.
"""

from django.db import connection

from leadqual.accounts.models import User
from leadqual.matching.models import Campaign

MOST_PERCENT = 100

_SPREAD = 2_654_435_761
"""Odd, near 2**32 over the golden ratio: keys in a row are spread evenly over 32 bits."""

_KEYS, _SPACE = 2**31, 2**32

WANTED = f"CASE WHEN {{column}} %% {_KEYS} * {_SPREAD} %% {_SPACE} < %(doubled)s THEN 2 ELSE 1 END"
"""SQL: how many people judge the company whose key stands in `column`; see `doubled_below`."""

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
     ORDER BY v.company_id %% {_KEYS} * {_SPREAD} %% {_SPACE}
"""  # noqa: S608  # made of constants


def doubled_below(campaign: Campaign) -> int:
    """Return the value of `doubled` in `WANTED`: spread keys below it are judged by two."""
    return campaign.overlap * _SPACE // MOST_PERCENT


def n_people(campaign: Campaign, company_id: int) -> int:
    """Return how many people judge a company: 1 or 2."""
    return 1 + (company_id % _KEYS * _SPREAD % _SPACE < doubled_below(campaign))


def awaiting(campaign: Campaign, person: User | None = None) -> list[int]:
    """Return the companies that one person judged and a second one shall; no query without overlap.

    Always in the same order, which says nothing of what the first person thought.

    Args:
        campaign: whose companies.
        person: leaves out those that this person judged.
    """
    if not campaign.overlap:
        return []
    values = {"campaign": campaign.pk, "doubled": doubled_below(campaign)}
    with connection.cursor() as cursor:
        cursor.execute(_AWAITING, values | {"person": None if person is None else person.pk})
        return [company for (company,) in cursor.fetchall()]


def is_turn(campaign: Campaign, n_given: int) -> bool:
    """Say whether the next card of a person is one that somebody else judged before.

    Every tenth at 5 %, every second from 25 % on: twice as often as needed, so that none waits
    long, and seldom enough that nobody judges a row of them.

    Args:
        campaign: whose cards.
        n_given: verdicts that the person gave one by one.
    """
    every = max(2, MOST_PERCENT // 2 // max(campaign.overlap, 1))
    return n_given % every == every - 1
