"""Reads of campaigns: progress, verdicts, and companies that need a second verdict."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Count, F, Q, QuerySet
from django.db.models.expressions import RawSQL

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, CampaignCompany, Verdict
from leadqual.core import clock
from leadqual.core.double_review import POSITION, REVIEWER_COUNT, double_reviewed_below
from leadqual.core.pages.undo import MAX_UNDO_AGE
from leadqual.leads.models import Company

MIN_FOR_SHARE = 10
"""Minimum number of judged companies for a share of likes."""

_MAX_UNDO = 10
_MAX_FILTERED = 500
# The undo list of a card needs only the names of companies.
_ALL_BUT_NAME = tuple(
    f"company__{field.name}"
    for field in Company._meta.concrete_fields
    if field.name not in ("id", "name")
)

# Whether a company is double-labeled depends on its ID alone; see `core.double_review`.
SECOND_VERDICTS = f"""
    SELECT v.company_id
      FROM campaigns_verdict v
      JOIN campaigns_campaign g ON g.id = v.campaign_id
     WHERE v.campaign_id = %(campaign)s AND v.is_current AND v.value <> 'skip'
       AND {REVIEWER_COUNT.format(column="v.company_id")} = 2
       AND (g.scope = 'all' OR EXISTS (
           SELECT FROM campaigns_campaigncompany m
            WHERE m.campaign_id = g.id AND m.company_id = v.company_id))
     GROUP BY v.company_id
    HAVING count(*) = 1 AND (%(person)s::bigint IS NULL OR min(v.author_id) <> %(person)s)
     ORDER BY {POSITION.format(column="v.company_id")}
"""  # noqa: S608  # made of constants

# One statement, because each adds a millisecond to a card. Of several verdicts on a company the
# final decision counts, else the latest: flag and ID are packed into one number, whose maximum
# needs no sorting.
_PROGRESS = """
    SELECT c.id,
           CASE WHEN c.scope = 'selected' THEN (
               SELECT count(*) FROM campaigns_campaigncompany m WHERE m.campaign_id = c.id)
           ELSE n_all.n END,
           judged.n, judged.n_liked, judged.n_hour, judged.n_today,
           (SELECT count(*) FROM campaigns_seed s
             WHERE s.campaign_id = c.id AND s.company_id IS NOT NULL
               AND NOT EXISTS (
                   SELECT FROM campaigns_verdict v
                    WHERE v.campaign_id = c.id AND v.company_id = s.company_id
                      AND v.is_current AND v.value IN ('like', 'dislike'))
               AND (c.scope = 'all' OR EXISTS (
                   SELECT FROM campaigns_campaigncompany m
                    WHERE m.campaign_id = c.id AND m.company_id = s.company_id)))
      FROM campaigns_campaign c
     CROSS JOIN (
           SELECT coalesce(sum(n_companies), 0)::int AS n
             FROM leads_recordsum WHERE workspace_id = %(workspace)s) n_all
     CROSS JOIN LATERAL (
           SELECT count(*) AS n, count(*) FILTER (WHERE deciding & 1 = 1) AS n_liked,
                  coalesce(sum(n_hour), 0)::int AS n_hour,
                  coalesce(sum(n_today), 0)::int AS n_today
             FROM (SELECT max((v.is_final_decision::int::bigint << 62) | (v.id << 1)
                              | (v.value = 'like')::int) AS deciding,
                          count(*) FILTER (WHERE v.created_at >= %(hour)s) AS n_hour,
                          count(*) FILTER (WHERE v.created_at >= %(midnight)s) AS n_today
                     FROM campaigns_verdict v
                    WHERE v.campaign_id = c.id AND v.is_current
                      AND v.value IN ('like', 'dislike')
                    GROUP BY v.company_id) AS companies) judged
     WHERE c.id = ANY(%(campaigns)s)
"""

SIGNALS = {Verdict.Value.LIKE.value: 1, Verdict.Value.DISLIKE.value: -1}
"""Sign of a verdict in the ranking; a skip has none."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a campaign.

    Args:
        n_judged: companies with a current like or dislike.
        n_liked: of these, companies whose latest verdict is a like.
        n_last_hour: current likes and dislikes of the last sixty minutes.
        n_today: the same since midnight.
        n_examples: seed companies in scope without a verdict; the queue skips them.
    """

    n_companies: int = 0
    n_judged: int = 0
    n_liked: int = 0
    n_last_hour: int = 0
    n_today: int = 0
    n_examples: int = 0

    @property
    def n_disliked(self) -> int:
        """Companies whose latest verdict is a dislike."""
        return self.n_judged - self.n_liked

    @property
    def n_left(self) -> int:
        """Companies without a verdict."""
        return max(self.n_companies - self.n_judged, 0)

    @property
    def n_to_ask(self) -> int:
        return max(self.n_left - self.n_examples, 0)

    @property
    def liked_share(self) -> float | None:
        """Share of likes among the judged companies, 0 to 1; None if there are too few."""
        return self.n_liked / self.n_judged if self.n_judged >= MIN_FOR_SHARE else None


def campaigns_of(workspace: Workspace) -> QuerySet[Campaign]:
    """Return all campaigns, including archived ones, newest first."""
    return workspace.campaigns.select_related("author")


def campaigns_with_all(
    campaigns: Iterable[Campaign], company_ids: Collection[int]
) -> list[Campaign]:
    """Return the campaigns that already include all of these companies; one query."""
    members = CampaignCompany.objects.filter(
        campaign__in=[campaign.pk for campaign in campaigns], company_id__in=company_ids
    )
    n_members = dict(members.order_by().values_list("campaign").annotate(n=Count("pk")))
    return [
        campaign
        for campaign in campaigns
        if campaign.scope == Campaign.Scope.ALL or n_members.get(campaign.pk) == len(company_ids)
    ]


def companies_of(campaign: Campaign) -> QuerySet[Company]:
    """Return the companies that a campaign asks about."""
    companies = Company.objects.filter(workspace_id=campaign.workspace_id)
    if campaign.scope == Campaign.Scope.SELECTED:
        return companies.filter(memberships__campaign=campaign)
    return companies


def selected_ids(campaign: Campaign) -> list[int] | None:
    """Return the IDs of the added companies; None if all companies are in scope."""
    if campaign.scope == Campaign.Scope.ALL:
        return None
    return list(
        CampaignCompany.objects.filter(campaign=campaign).values_list("company_id", flat=True)
    )


def progress_of(
    campaigns: Sequence[Campaign], *, now: datetime | None = None
) -> dict[int, Progress]:
    """Return the progress of campaigns of one workspace; one query."""
    if not campaigns:
        return {}
    now = now or clock.now()
    workspace = campaigns[0].workspace_id
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    values: dict[str, Any] = {"campaigns": [campaign.pk for campaign in campaigns]}
    values |= {"midnight": midnight, "hour": now - timedelta(hours=1)}
    found = {campaign.pk: Progress() for campaign in campaigns}
    with connection.cursor() as cursor:
        cursor.execute(_PROGRESS, values | {"workspace": workspace})
        for campaign, *numbers in cursor.fetchall():
            found[campaign] = Progress(*numbers)
    return found


def likes_and_dislikes() -> QuerySet[Verdict]:
    """Return the current likes and dislikes, at most one per person and company."""
    return Verdict.objects.filter(is_current=True, value__in=SIGNALS)


def latest_verdicts(campaigns: Sequence[Campaign]) -> QuerySet[Verdict]:
    """Return the deciding like or dislike on each company: the final decision, else the latest."""
    return (
        likes_and_dislikes()
        .filter(campaign__in=campaigns)
        .order_by("campaign_id", "company_id", "-is_final_decision", "-pk")
        .distinct("campaign_id", "company_id")
    )


def is_any_of(column: str, keys: Collection[int]) -> RawSQL:
    """Return the condition that a column has one of many IDs, as one query parameter.

    Not as a subquery: with stale statistics, the planner would expect one row instead of a hundred
    thousand, and compare each row with all IDs.
    """
    return RawSQL(f"{column} = ANY(%s)", [list(keys)], output_field=BooleanField())  # noqa: S611  # constants


def latest_of_author(
    campaign: Campaign, author: User, company_ids: Collection[int], condition: Q
) -> QuerySet[Verdict]:
    """Return, for each company, the person's last verdict that meets a condition.

    In Python rather than as a join: with stale statistics, the planner would expect few verdicts
    and scan all of them for each company.
    """
    own = Verdict.objects.filter(condition, campaign=campaign, author=author)
    if len(company_ids) <= _MAX_FILTERED:
        own = own.filter(company__in=company_ids)
    latest = dict(own.order_by("pk").values_list("company_id", "pk"))
    verdict_ids = [latest[key] for key in company_ids if key in latest]
    return Verdict.objects.filter(is_any_of("campaigns_verdict.id", verdict_ids))


def signals_of(campaign: Campaign) -> dict[int, int]:
    """Return company → 1 for a like, -1 for a dislike; see `latest_verdicts`."""
    rows = latest_verdicts([campaign]).values_list("company_id", "value")
    return {company: SIGNALS[value] for company, value in rows}


def live_leases(campaign: Campaign, *, now: datetime) -> dict[int, int]:
    """Return company → holder, of all leases that have not expired."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT company_id, holder_id FROM campaigns_lease"
            " WHERE campaign_id = %s AND expires_at > %s",
            [campaign.pk, now],
        )
        return dict(cursor.fetchall())


def history_of(campaign: Campaign) -> QuerySet[Verdict]:
    """Return all verdicts, including undone ones, latest first."""
    return (
        Verdict.objects.filter(campaign=campaign)
        .select_related("company", "author", "undone_by")
        .prefetch_related("reasons")
        .order_by("-pk")
    )


def last_verdict(campaign: Campaign, person: User) -> Verdict | None:
    """Return the person's last recent verdict that is not undone."""
    return (
        _undoable_verdicts(campaign, person)
        .select_related("company", "region")
        .order_by("-pk")
        .first()
    )


def undo_stack(campaign: Campaign, person: User) -> list[Verdict]:
    """Return the verdicts that can be undone, latest first; at most ten.

    A bulk verdict is undone as a whole; one of its verdicts is returned.
    """
    verdicts = _undoable_verdicts(campaign, person)
    found = verdicts.select_related("company", "region").prefetch_related("reasons")
    steps: dict[object, Verdict] = {}
    for verdict in found.defer(*_ALL_BUT_NAME).order_by("-pk")[:_MAX_UNDO]:
        steps.setdefault(verdict.region_id or (verdict.pk, None), verdict)
    return list(steps.values())


def _undoable_verdicts(campaign: Campaign, person: User) -> QuerySet[Verdict]:
    """Return the person's recent verdicts, except sample verdicts, which predate the workspace."""
    verdicts = Verdict.objects.filter(campaign=campaign, author=person, undone_at=None)
    is_own = Q(workspace__sample_steps=None) | Q(created_at__gte=F("workspace__created_at"))
    return verdicts.filter(is_own, created_at__gte=clock.now() - MAX_UNDO_AGE)


def verdict_of_request(campaign: Campaign, request_id: uuid.UUID | None) -> Verdict | None:
    """Return the verdict with a request ID; None if there is none."""
    if request_id is None:
        return None
    return Verdict.objects.filter(campaign=campaign, request_id=request_id).first()


def verdicts_of_company(company: Company) -> QuerySet[Verdict]:
    """Return all verdicts on a company in all campaigns, including undone ones, latest first."""
    return (
        Verdict.objects.filter(company=company)
        .select_related("campaign", "author", "undone_by")
        .prefetch_related("reasons")
        .order_by("-pk")
    )


def ids_for_second_verdict(campaign: Campaign, person: User | None = None) -> list[int]:
    """Return the companies that one person judged and that need a second verdict.

    In a fixed order that does not depend on the first verdict.

    Args:
        campaign: whose companies.
        person: exclude companies judged by this person.
    """
    if not campaign.double_labeling_percent:
        return []
    values = {
        "campaign": campaign.pk,
        "doubled": double_reviewed_below(campaign.double_labeling_percent),
    }
    with connection.cursor() as cursor:
        cursor.execute(SECOND_VERDICTS, values | {"person": None if person is None else person.pk})
        return [company for (company,) in cursor.fetchall()]
