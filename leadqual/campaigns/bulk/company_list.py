"""One verdict on many companies of a list: one step there, one step back."""

import uuid
from collections.abc import Collection

from leadqual.accounts.models import User
from leadqual.campaigns.bulk.map_regions import judge_region, undo_region
from leadqual.campaigns.errors import NothingOpenError
from leadqual.campaigns.models import Campaign, Reason, Region
from leadqual.core.texts.counts import counted
from leadqual.leads.record_ids import resolve_ids

MAX_COMPANIES = 500
"""Companies of a list that are judged in one step."""


def judge_many(
    *,
    campaign: Campaign,
    company_ids: Collection[int],
    value: Reason.Verdict,
    author: User,
    request_id: uuid.UUID,
) -> Region:
    """Give these companies a verdict in one step; see `map_regions.judge_region`.

    Companies with a verdict keep it; merged ones mean the kept ones.

    Raises:
        CampaignArchivedError: the campaign takes no verdicts; nothing has been written.
        NothingOpenError: none is left to judge; nothing has been written.
        RequestReusedError: the request id judged another way; nothing has been written.
    """
    try:
        return judge_region(
            campaign=campaign,
            company_ids=resolve_ids(campaign.workspace, "company", company_ids).ids,
            value=value,
            author=author,
            request_id=request_id,
        )
    except NothingOpenError as error:
        words = "Select companies without a verdict first. Nothing was changed."
        raise NothingOpenError(words) from error


def undo_step(*, step: Region, person: User) -> Region:
    """Take all verdicts of a step back; see `regions.undo_region`.

    Raises:
        NotYourVerdictError: it is another person's and `person` is no manager.
    """
    return undo_region(region=step, person=person)


def description(step: Region) -> str:
    return counted(step.n_companies, "company", "companies")
