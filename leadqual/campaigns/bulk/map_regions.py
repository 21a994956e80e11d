"""Verdicts on a region of the map: many companies in one step, and back in one step."""

import uuid
from collections.abc import Collection

from django.db import connection, transaction
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from leadqual.accounts.models import User
from leadqual.campaigns.errors import (
    CampaignArchivedError,
    NothingOpenError,
    NotYourVerdictError,
    RequestReusedError,
)
from leadqual.campaigns.models import Campaign, Reason, Region, Verdict
from leadqual.campaigns.selectors import companies_of, last_verdict, signals_of
from leadqual.campaigns.verdicts.services import (
    is_manager,
    learn_soon,
    one_at_a_time,
    undo_last,
    undo_verdict,
)
from leadqual.campaigns.verdicts.verdict_events import emit_many_verdicts
from leadqual.core import clock

_GIVE = """
    INSERT INTO matching_verdict (workspace_id, campaign_id, company_id, value, author_id,
                                  request_id, region_id, created_at, is_current)
    SELECT g.workspace_id, g.campaign_id, c.id, g.value, g.author_id,
           gen_random_uuid(), g.id, g.created_at, true
      FROM matching_region g, unnest(%s::bigint[]) AS c (id)
     WHERE g.id = %s
     ORDER BY c.id
"""


@transaction.atomic
def judge_region(
    *,
    campaign: Campaign,
    company_ids: Collection[int],
    value: Reason.Verdict,
    author: User,
    request_id: uuid.UUID,
) -> Region:
    """Give the open companies among these a verdict, as one step.

    Open is what nobody likes or dislikes: verdicts that stand are not overruled by a region.
    Companies that the campaign does not ask about are left out.

    Args:
        campaign: not archived.
        company_ids: what the lasso holds.
        value: like or dislike.
        author: kept with every verdict.
        request_id: made once for each press; the same one again changes nothing.

    Returns:
        The new region, or the one that this request id made before.

    Raises:
        CampaignArchivedError: the campaign takes no verdicts; nothing has been written.
        NothingOpenError: all of them have a verdict; nothing has been written.
        RequestReusedError: the request id judged another way; nothing has been written.
    """
    one_at_a_time(campaign, author)
    known = Region.objects.filter(campaign=campaign, request_id=request_id).first()
    if known is not None:
        if (known.value, known.author_id) != (value, author.pk):
            raise RequestReusedError(
                "This request_id belongs to another verdict. Generate a new one."
            )
        return known
    if campaign.archived_at is not None:
        raise CampaignArchivedError("This campaign is archived. Restore it to continue.")
    open_ids = _open_ids(campaign, company_ids)
    if not open_ids:
        raise NothingOpenError(
            "Every company in the lasso already has a verdict. Nothing was changed."
        )
    region = Region.objects.create(
        workspace_id=campaign.workspace_id,
        campaign=campaign,
        value=value,
        author=author,
        request_id=request_id,
        n_companies=len(open_ids),
    )
    _store(region, open_ids)
    learn_soon(campaign, n_new=len(open_ids))
    given = Verdict.objects.filter(region=region).select_related("company").order_by("pk")
    emit_many_verdicts(campaign, value, open_ids, given.iterator)
    return region


def _open_ids(campaign: Campaign, company_ids: Collection[int]) -> list[int]:
    asked = companies_of(campaign).filter(_among("leads_company.id", company_ids)).order_by("pk")
    judged = signals_of(campaign)
    return [pk for pk in asked.values_list("pk", flat=True) if pk not in judged]


def _among(column: str, keys: Collection[int]) -> RawSQL:
    """Return the condition that a key is among many, given as one value of the query.

    Not as a subquery: with statistics of a moment ago the database would take a hundred thousand
    rows for one, and go through all keys for each row.
    """
    return RawSQL(f"{column} = ANY(%s)", [list(keys)], output_field=BooleanField())  # noqa: S611  # constants


def _store(region: Region, company_ids: Collection[int]) -> None:
    skips = _latest(region, company_ids, Q(is_current=True))
    skips.update(is_current=False)  # Kept in the history; undo brings them back.
    with connection.cursor() as cursor:
        cursor.execute(_GIVE, [list(company_ids), region.pk])


@transaction.atomic
def undo_region(*, region: Region, person: User) -> Region:
    """Take every verdict of a region back; what its author said before counts again.

    Where the author changed a verdict afterwards, the later one stays. Undoing twice changes
    nothing.

    Raises:
        NotYourVerdictError: it is another person's and `person` is no manager.
    """
    if region.author_id != person.pk and not is_manager(region.campaign, person):
        raise NotYourVerdictError("Only managers can undo verdicts of others.")
    one_at_a_time(region.campaign, region.author)
    region = Region.objects.select_related("campaign", "author").get(pk=region.pk)
    if region.undone_at is not None:
        return region
    region.undone_at = clock.now()
    region.save(update_fields=["undone_at"])
    given = Verdict.objects.filter(region=region, undone_at=None)
    company_ids = list(given.values_list("company_id", flat=True))
    given.update(is_current=False, undone_at=region.undone_at, undone_by=person)
    _latest(region, company_ids, Q(undone_at=None)).update(is_current=True)
    undone = Verdict.objects.filter(region=region, undone_at=region.undone_at)
    rows = undone.select_related("company").order_by("pk")
    emit_many_verdicts(region.campaign, region.value, company_ids, rows.iterator, is_undone=True)
    return region


def _latest(region: Region, company_ids: Collection[int], condition: Q) -> QuerySet[Verdict]:
    """Return, for each company, the last verdict of the author of a region that is so.

    Companies and verdicts meet here: the database, which may not have counted the verdicts of a
    moment ago, would take them for a few and go through all of them for each company.
    """
    own = Verdict.objects.filter(condition, campaign=region.campaign, author=region.author)
    latest = dict(own.order_by("pk").values_list("company_id", "pk"))
    here = [latest[key] for key in company_ids if key in latest]
    return Verdict.objects.filter(_among("matching_verdict.id", here))


def undo_last_step(*, campaign: Campaign, person: User) -> Verdict | Region | None:
    """Take back what a person did last: one verdict, or a region with all of its verdicts."""
    verdict = last_verdict(campaign, person)
    if verdict is None or verdict.region is None:
        return undo_last(campaign=campaign, person=person)
    return undo_region(region=verdict.region, person=person)


def undo_step_of(*, verdict: Verdict, person: User) -> Verdict | Region:
    """Take back the step that gave a verdict; twice changes nothing.

    Raises:
        NotYourVerdictError: it is another person's and `person` is no manager.
    """
    if verdict.region is None:
        return undo_verdict(verdict=verdict, person=person)
    return undo_region(region=verdict.region, person=person)


def last_region(campaign: Campaign, person: User) -> Region | None:
    """Return the region that a person judged last and did not take back."""
    regions = Region.objects.filter(campaign=campaign, author=person, undone_at=None)
    return regions.order_by("-pk").first()
