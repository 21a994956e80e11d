"""Verdicts that are excluded from the ranking of a campaign."""

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, ExcludedVerdict
from leadqual.campaigns.selectors import latest_verdicts
from leadqual.campaigns.verdicts.services import (
    refuse_archived,
)
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.leads.models import Company


def exclude(*, campaign: Campaign, company: Company, author: User) -> ExcludedVerdict:
    """Exclude the verdicts on a company from the ranking of a campaign. Idempotent.

    Each score changes by their contribution. They stay in the history and the progress, and the
    company is not asked about again.

    Raises:
        CampaignArchivedError: nothing has been written.
        LeadqualError: nobody likes or dislikes the company here; nothing has been written.
    """
    refuse_archived(campaign)
    if not latest_verdicts([campaign]).filter(company=company).exists():
        raise LeadqualError(
            "This company has no like or dislike, so nothing was excluded.",
            code="no_verdict",
            status=409,
        )
    try:
        with transaction.atomic():
            return ExcludedVerdict.objects.create(campaign=campaign, company=company, author=author)
    except IntegrityError as error:
        if "dropped_company_once" not in str(error):
            raise
    return ExcludedVerdict.objects.get(campaign=campaign, company=company, undone_at=None)


def include(*, campaign: Campaign, company: Company, person: User) -> bool:
    """Include the verdicts on a company again; return False if they were not excluded.

    The row is kept, with who included them and when.

    Raises:
        CampaignArchivedError: nothing has been written.
    """
    refuse_archived(campaign)
    excluded = ExcludedVerdict.objects.filter(campaign=campaign, company=company, undone_at=None)
    return bool(excluded.update(undone_at=clock.now(), undone_by=person))


def excluded_of(campaign: Campaign) -> QuerySet[ExcludedVerdict]:
    """Return the excluded verdicts, the latest first."""
    excluded = ExcludedVerdict.objects.filter(campaign=campaign, undone_at=None)
    return excluded.select_related("company", "author").order_by("-pk")
