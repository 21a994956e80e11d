"""What happened in a workspace since a person's last visit, and today."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.template.defaultfilters import pluralize
from django.urls import reverse

from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.replies.models import Reply

# One statement, as the page needs all of it at each visit. Each part reads only the rows since
# then; numbers of added records come from the imports.
_COUNTS = """
SELECT replies.n, replies.n_positive, verdicts.n, verdicts.n_people, verdicts.campaign,
       today.n, today.n_people, today.campaign, imported.people, imported.companies, titles.n
  FROM (SELECT count(*) AS n, count(*) FILTER (WHERE category = 'positive') AS n_positive
          FROM replies_reply
         WHERE workspace_id = %(workspace)s AND received_at > %(since)s) replies
 CROSS JOIN (SELECT count(*) AS n, count(DISTINCT author_id) AS n_people,
                    max(campaign_id) AS campaign
               FROM campaigns_verdict
              WHERE workspace_id = %(workspace)s AND created_at > %(since)s
                AND is_current AND value IN ('like', 'dislike')) verdicts
 CROSS JOIN (SELECT count(*) AS n, count(DISTINCT author_id) AS n_people,
                    max(campaign_id) AS campaign
               FROM campaigns_verdict
              WHERE workspace_id = %(workspace)s AND created_at >= %(midnight)s
                AND is_current AND value IN ('like', 'dislike')) today
 CROSS JOIN (SELECT COALESCE(sum(n_created) FILTER (WHERE kind = 'contacts'), 0) AS people,
                    COALESCE(sum(n_created) FILTER (WHERE kind = 'companies'), 0) AS companies
               FROM imports_importbatch
              WHERE workspace_id = %(workspace)s AND finished_at > %(since)s
                AND status = 'done') imported
 CROSS JOIN (SELECT count(*) AS n FROM labeling_correction
              WHERE workspace_id = %(workspace)s AND created_at > %(since)s
                AND undone_at IS NULL) titles
"""


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of event.

    Args:
        icon_name: of the sprite.
        words: text after the number.
        url: page that shows exactly these.
    """

    icon_name: str
    n: int
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class RecentWork:
    """Recent changes, and today's verdicts.

    Args:
        since_visit: since the last visit; no zero counts.
        today: number of verdicts today.
    """

    since_visit: tuple[Change, ...]
    today: Change


def recent_work(workspace: Workspace, since: datetime) -> RecentWork:
    """Return what happened since a time, and today; one query.

    Verdicts are current likes and dislikes, as everywhere: no skips and no replaced ones.
    """
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    asked: dict[str, Any] = {"workspace": workspace.pk, "since": since, "midnight": midnight}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, asked)
        row = cursor.fetchone()
    n_replies, n_positive, *verdicts = row[:8]
    people, companies, titles = row[8:]
    imports = reverse("imports:list")
    # The inbox counts days, so the day of the last visit is included.
    inbox = f"{reverse('replies:inbox')}?since={since.date().isoformat()}"
    found = (
        _count_change("reply", n_replies, "reply,replies", inbox),
        _count_change(
            "star",
            n_positive,
            "positive reply,positive replies",
            f"{inbox}&category={Reply.Category.POSITIVE.value}",
        ),
        _verdict_change(*verdicts[:3]),
        _count_change("people", people, "person imported,people imported", imports),
        _count_change("company", companies, "company imported,companies imported", imports),
        _count_change(
            "title",
            titles,
            "title reviewed,titles reviewed",
            f"{reverse('labeling:done')}?queue=corrected",
        ),
    )
    return RecentWork(tuple(change for change in found if change.n), _verdict_change(*verdicts[3:]))


def _count_change(icon_name: str, n: int, words: str, url: str) -> Change:
    return Change(icon_name, n, pluralize(n, words), url)


def _verdict_change(n: int, n_people: int, campaign: int | None) -> Change:
    words = pluralize(n, "verdict,verdicts")
    if n_people > 1:
        words += f" by {n_people} people"
    url = reverse("campaigns:results", args=[campaign]) if campaign else ""
    return Change("campaign", n, words, url or reverse("campaigns:campaigns"))
