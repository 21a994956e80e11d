"""Companies that became a top recommendation of a campaign are reported once, as an event."""

from django.db import transaction

from leadqual.campaigns.models import Campaign, ReportedRecommendations
from leadqual.campaigns.ranking.ranked_list import recommendations
from leadqual.core import clock
from leadqual.leads.models import Company
from leadqual.leads.record_events import external_ids_of
from leadqual.webhooks.outbox import Occurrence, emit

MAX_TOP = 20
"""Rows at the top of the ranked list that count as recommendations."""
NEW = "recommendation.new"


def report_all() -> int:
    """Look at the campaigns of workspaces where anybody listens; returns how many are new."""
    listening = Campaign.objects.filter(
        archived_at=None, workspace__deleted_at=None, workspace__webhook_events__contains=[NEW]
    )
    keys = list(listening.order_by("pk").values_list("pk", flat=True))
    return sum(report(key) for key in keys)


@transaction.atomic
def report(campaign_id: int) -> int:
    """Report what is at the top of the ranked list for the first time; returns how many.

    What is there at the first look is not new. Before the first like or dislike nothing is ranked
    by verdicts, and nothing is reported.
    """
    rows = Campaign.objects.select_for_update(skip_locked=True, of=("self",))
    campaign = rows.select_related("workspace").filter(pk=campaign_id, archived_at=None).first()
    if campaign is None:
        return 0
    found = recommendations(campaign, size=MAX_TOP)
    if not found.n_verdicts:
        return 0
    top = {row.company.pk for row in found.rows}
    kept, is_first = ReportedRecommendations.objects.get_or_create(
        campaign=campaign, defaults={"company_ids": sorted(top), "looked_at": clock.now()}
    )
    new = sorted(top - set(kept.company_ids))
    if is_first or not new:
        return 0
    kept.company_ids, kept.looked_at = sorted({*kept.company_ids, *new}), clock.now()
    kept.save(update_fields=["company_ids", "looked_at"])
    emit(campaign.workspace, NEW, lambda: _occurred(campaign, new))
    return len(new)


def _occurred(campaign: Campaign, company_ids: list[int]) -> Occurrence:
    data = {
        "campaign": {"id": campaign.pk, "name": campaign.name},
        "company_ids": company_ids,
        "company_external_ids": external_ids_of(campaign.workspace, Company, company_ids),
        "n_companies": len(company_ids),
    }
    return Occurrence(data, {"campaign": [campaign.pk]})
