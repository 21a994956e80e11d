"""Agreement between reviewers of a campaign, disagreements, and decisions on them.

Final decisions are not compared.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence

from django.db import connection, transaction

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.selectors import ids_for_second_verdict, verdict_of_request
from leadqual.campaigns.verdicts.services import is_manager, record_verdict
from leadqual.core.double_review import Disagreement, DoubleReview, measure_agreement
from leadqual.core.errors import LeadqualError
from leadqual.core.locks import hold_lock
from leadqual.leads.models import Company

MAX_SHOWN = 200
"""Disagreements to list, latest first."""

MIN_COMPARED = 20
"""With fewer companies, a single verdict changes the figures by a tenth or more."""

# The latest like or dislike of each person on each company that two or more people judged.
_OPINIONS = """
    SELECT latest.company_id, latest.author_id, latest.value
      FROM (SELECT DISTINCT ON (v.company_id, v.author_id) v.company_id, v.author_id, v.value, v.id
              FROM campaigns_verdict v
             WHERE v.campaign_id = %(campaign)s AND v.undone_at IS NULL AND NOT v.is_final_decision
               AND v.company_id IN (
                   SELECT w.company_id FROM campaigns_verdict w
                    WHERE w.campaign_id = %(campaign)s AND w.undone_at IS NULL
                        AND NOT w.is_final_decision
                    GROUP BY w.company_id HAVING count(DISTINCT w.author_id) > 1)
             ORDER BY v.company_id, v.author_id, v.id DESC) latest
     WHERE latest.value <> 'skip'
     ORDER BY latest.id
"""


def agreement_of(campaign: Campaign) -> DoubleReview:
    """Measure the agreement of reviewers; two or three queries, and one more for the pairs."""
    opinions = _read_opinions(campaign)
    agreement = measure_agreement(opinions)
    return DoubleReview(
        said=opinions,
        measured=agreement,
        decided=_read_decisions(campaign, agreement.differing),
        percent=campaign.double_labeling_percent,
        n_awaiting=len(ids_for_second_verdict(campaign)),
    )


def disagreements_of(found: DoubleReview) -> list[Disagreement]:
    """List the companies with disagreements: open ones first, then latest first."""
    latest_first = reversed(found.measured.differing)
    return found.disagreements(Company.objects.all(), latest_first, most=MAX_SHOWN)


def current_verdict(disagreement: Disagreement) -> str:
    """Return the verdict used in the ranking: the final decision, else the latest."""
    _, latest = disagreement.opinions[-1]
    return disagreement.decided.value if disagreement.decided else str(latest)


def may_resolve(campaign: Campaign, person: User) -> bool:
    """Return whether a person may decide disagreements: the campaign author or a manager."""
    return campaign.author_id == person.pk or is_manager(campaign, person)


@transaction.atomic
def resolve(
    *,
    campaign: Campaign,
    company: Company,
    value: Verdict.Value,
    person: User,
    request_id: uuid.UUID | None = None,
) -> Verdict:
    """Decide a disagreement: the decision overrides all other verdicts.

    Other verdicts are kept; undoing the decision reopens the disagreement.

    Args:
        campaign: not archived.
        company: company with a disagreement.
        value: like or dislike.
        person: the campaign's author or a manager.
        request_id: generated for each press; a repeated one changes nothing.

    Raises:
        LeadqualError: it is somebody else's campaign; nothing has been written.
        LeadqualError: people agree, or it is settled; nothing has been written.
        LeadqualError: the request id made another verdict, such as one of `person` that
            settles nothing; nothing has been written.
        CampaignArchivedError: the campaign takes no verdicts; nothing has been written.
    """
    if not may_resolve(campaign, person):
        raise LeadqualError(
            "Only the campaign owner or a manager can decide disagreements. Nothing was changed.",
            code="not_your_campaign",
            status=403,
        )
    hold_lock(f"settling:{campaign.pk}")  # A concurrent decision finds it decided.
    if verdict_of_request(campaign, request_id) is None:
        differing = measure_agreement(_read_opinions(campaign)).differing
        if company.pk not in differing or _read_decisions(campaign, [company.pk]):
            raise LeadqualError(
                f"There is no open disagreement on {company.name} any more. Nothing was changed.",
                code="nothing_to_settle",
                status=409,
            )
    return record_verdict(
        campaign=campaign,
        company=company,
        value=value,
        author=person,
        request_id=request_id,
        is_final=True,
    )


def _read_opinions(campaign: Campaign) -> dict[int, dict[int, str]]:
    """Return company → person → verdict, of companies judged by two or more people."""
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_OPINIONS, {"campaign": campaign.pk})
        for company, person, value in cursor.fetchall():
            found[company][person] = value
    return {company: opinions for company, opinions in found.items() if len(opinions) > 1}


def _read_decisions(campaign: Campaign, company_ids: Sequence[int]) -> dict[int, Verdict]:
    """Return company → its current final decision."""
    decisions = Verdict.objects.filter(campaign=campaign, is_final_decision=True, is_current=True)
    current = decisions.filter(company__in=company_ids).select_related("author").order_by("pk")
    return {verdict.company_id: verdict for verdict in current}
