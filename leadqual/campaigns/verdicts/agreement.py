"""Agreement between the people of a campaign, disagreements, and decisions on them.

Final decisions of the owner are not compared.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence

from django.db import connection, transaction

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.selectors import ids_for_second_verdict, verdict_of_request
from leadqual.campaigns.verdicts.services import is_manager, record_verdict
from leadqual.core.double_review import Disagreement, DoubleReview, measured
from leadqual.core.errors import LeadqualError
from leadqual.core.locks import hold_lock
from leadqual.leads.models import Company

MAX_SHOWN = 200
"""Companies on which people disagree that are listed, the latest first."""

MIN_COMPARED = 20
"""With fewer companies one verdict more or less moves the figures by a tenth and more."""

# The last word of each person on each company, if it is a like or a dislike, where two have one.
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
    """Measure how far people agree; three queries, without overlap two; the pairs are one more."""
    opinions = _read_opinions(campaign)
    agreement = measured(opinions)
    return DoubleReview(
        said=opinions,
        measured=agreement,
        decided=_read_decisions(campaign, agreement.differing),
        percent=campaign.double_labeling_percent,
        n_awaiting=len(ids_for_second_verdict(campaign)),
    )


def disagreements_of(found: DoubleReview) -> list[Disagreement]:
    """List the companies that people see differently: open ones first, then the latest first."""
    latest_first = reversed(found.measured.differing)
    return found.disagreements(Company.objects.all(), latest_first, most=MAX_SHOWN)


def current_verdict(disagreement: Disagreement) -> str:
    """Return the verdict that counts in the ranking: the owner's, else the later one."""
    _, latest = disagreement.opinions[-1]
    return disagreement.decided.value if disagreement.decided else str(latest)


def may_resolve(campaign: Campaign, person: User) -> bool:
    """Return whether a person settles what others disagree on: its author, and managers."""
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
    """Return which verdict is right where people disagree; it counts before all others from now on.

    The verdicts of the others stay as they are; an undo opens the question again.

    Args:
        campaign: not archived.
        company: on which people disagree.
        value: like or dislike.
        person: the campaign's author or a manager.
        request_id: made once for each press; the same one again changes nothing.

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
    hold_lock(f"settling:{campaign.pk}")  # Whoever comes second finds it settled.
    if verdict_of_request(campaign, request_id) is None:
        differing = measured(_read_opinions(campaign)).differing
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
    """Return company → person → verdict, of companies that two people or more judged."""
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_OPINIONS, {"campaign": campaign.pk})
        for company, person, value in cursor.fetchall():
            found[company][person] = value
    return {company: opinions for company, opinions in found.items() if len(opinions) > 1}


def _read_decisions(campaign: Campaign, company_ids: Sequence[int]) -> dict[int, Verdict]:
    """Return company → the final decision that counts."""
    decisions = Verdict.objects.filter(campaign=campaign, is_final_decision=True, is_current=True)
    current = decisions.filter(company__in=company_ids).select_related("author").order_by("pk")
    return {verdict.company_id: verdict for verdict in current}
