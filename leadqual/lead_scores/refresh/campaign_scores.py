"""The highest score of each company in any active campaign, read from the rankings and stored."""

from typing import Any

import numpy as np
from django.db import connection, transaction

from leadqual.accounts.models import Workspace
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.ranking.ranked_list import scores_of
from leadqual.campaigns.selectors import selected_ids
from leadqual.core import clock
from leadqual.lead_scores.models import CompanyCampaignScore, LeadScoreChange

MIN_MOVED = 0.02
"""A score that moved less keeps its former value, so that people are not scored anew for it."""

_PART = 10_000
_STORE = """
    INSERT INTO lead_scores_companycampaignscore AS s
           (company_id, workspace_id, campaign_id, score, since)
    SELECT o.id, o.workspace_id, n.campaign, n.score, %(now)s
      FROM unnest(%(keys)s::bigint[], %(campaigns)s::bigint[], %(scores)s::float8[])
           AS n (company, campaign, score)
      JOIN leads_company AS o ON o.id = n.company AND o.workspace_id = %(workspace)s
      JOIN matching_campaign AS campaign ON campaign.id = n.campaign
    ON CONFLICT (company_id) DO UPDATE
       SET campaign_id = excluded.campaign_id, score = excluded.score, since = excluded.since
"""


def read_campaign_scores(workspace: Workspace) -> int:
    """Read the scores of all active campaigns and store those that moved.

    Their people are noted as changed, in the same transactions.

    Returns:
        How many companies have another score.
    """
    best = _best_scores(workspace)
    rows = CompanyCampaignScore.objects.filter(workspace=workspace)
    stored = dict(rows.values_list("company_id", "score"))
    moved = [
        key
        for key, (score, _) in best.items()
        if key not in stored or abs(stored[key] - score) >= MIN_MOVED
    ]
    gone = sorted(stored.keys() - best.keys())
    for start in range(0, len(moved), _PART):
        _store(workspace, moved[start : start + _PART], best)
    for start in range(0, len(gone), _PART):
        part = gone[start : start + _PART]
        with transaction.atomic():
            rows.filter(company__in=part).delete()
            _note(workspace, part)
    return len(moved) + len(gone)


def _best_scores(workspace: Workspace) -> dict[int, tuple[float, int]]:
    """Return company → its highest score and the campaign that gives it."""
    best: dict[int, tuple[float, int]] = {}
    for campaign in Campaign.objects.filter(workspace=workspace, archived_at=None).order_by("pk"):
        found = scores_of(campaign)
        if found is None:
            continue
        keys, scores = found
        members = selected_ids(campaign)
        if members is not None:  # Others have a score as well, but nobody asked about them.
            is_member = np.isin(keys, np.fromiter(members, dtype=np.int64))
            keys, scores = keys[is_member], scores[is_member]
        clipped = np.clip(np.nan_to_num(scores.astype(np.float64)), -1.0, 1.0)
        for key, score in zip(keys.tolist(), clipped.tolist(), strict=True):
            if key not in best or score > best[key][0]:
                best[key] = (score, campaign.pk)
    return best


def _store(workspace: Workspace, keys: list[int], best: dict[int, tuple[float, int]]) -> None:
    values: dict[str, Any] = {
        "workspace": workspace.pk,
        "now": clock.now(),
        "keys": keys,
        "scores": [best[key][0] for key in keys],
        "campaigns": [best[key][1] for key in keys],
    }
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_STORE, values)
        _note(workspace, keys)


def _note(workspace: Workspace, companies: list[int]) -> None:
    LeadScoreChange.objects.create(
        workspace=workspace, kind=LeadScoreChange.Kind.COMPANY, keys=companies
    )
