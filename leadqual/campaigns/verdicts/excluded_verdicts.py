"""Verdicts that a campaign's ranking leaves out, until somebody takes that back."""

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from leadqual.accounts.models import User
from leadqual.campaigns.errors import CampaignArchivedError, NoVerdictError
from leadqual.campaigns.models import Campaign, Dropped
from leadqual.campaigns.selectors import latest_verdicts
from leadqual.core import clock
from leadqual.leads.models import Company


def drop(*, campaign: Campaign, company: Company, author: User) -> Dropped:
    """Leave the verdicts on a company out of a campaign's ranking, from the next answer on.

    Every score moves by what they contributed to it. The verdicts stay in the history and in the
    progress, and the company is not asked about again. Dropping twice changes nothing.

    Raises:
        CampaignArchivedError: nothing has been written.
        NoVerdictError: nobody likes or dislikes the company here; nothing has been written.
    """
    _refuse_archived(campaign)
    if not latest_verdicts([campaign]).filter(company=company).exists():
        raise NoVerdictError("This company has no like or dislike, so nothing was excluded.")
    try:
        with transaction.atomic():
            return Dropped.objects.create(campaign=campaign, company=company, author=author)
    except IntegrityError as error:
        if "dropped_company_once" not in str(error):
            raise
    return Dropped.objects.get(campaign=campaign, company=company, undone_at=None)


def include_again(*, campaign: Campaign, company: Company, person: User) -> bool:
    """Let the verdicts on a company count again; False where they counted already.

    The row stays with who took it back and when.

    Raises:
        CampaignArchivedError: nothing has been written.
    """
    _refuse_archived(campaign)
    standing = Dropped.objects.filter(campaign=campaign, company=company, undone_at=None)
    return bool(standing.update(undone_at=clock.now(), undone_by=person))


def dropped_of(campaign: Campaign) -> QuerySet[Dropped]:
    """Return what is left out now, the latest first."""
    standing = Dropped.objects.filter(campaign=campaign, undone_at=None)
    return standing.select_related("company", "author").order_by("-pk")


def _refuse_archived(campaign: Campaign) -> None:
    if campaign.archived_at is not None:
        raise CampaignArchivedError("This campaign is archived. Restore it to continue.")
