"""Writes of matching: verdicts and their undoing."""

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from leadqual.accounts.models import Member, Role, User
from leadqual.leads.models import Company
from leadqual.matching import leases
from leadqual.matching.errors import (
    CampaignArchivedError,
    NotYourVerdictError,
    RequestReusedError,
    UnknownReasonError,
)
from leadqual.matching.learned import learn_soon
from leadqual.matching.models import Campaign, Reason, Verdict
from leadqual.matching.selectors import SIGNALS, last_verdict


@transaction.atomic
def record_verdict(  # what a verdict is
    *,
    campaign: Campaign,
    company: Company,
    value: Verdict.Value,
    author: User,
    reason_ids: Collection[int] = (),
    request_id: uuid.UUID | None = None,
) -> Verdict:
    """Store what a person thinks of a company; it counts from the very next card on.

    A former verdict of the same person on the same company stays in the history.

    Args:
        campaign: not archived.
        company: of the same workspace.
        value: like, dislike or skip.
        author: kept with the verdict.
        reason_ids: reasons of this campaign for this value.
        request_id: made once for each press; the same one again changes nothing.

    Returns:
        The new verdict, or the one that this request id made before.

    Raises:
        CampaignArchivedError: the campaign takes no verdicts; nothing has been written.
        UnknownReasonError: a reason is of another campaign or value; nothing has been written.
        RequestReusedError: the request id made another verdict; nothing has been written.
    """
    if campaign.archived_at is not None:
        raise CampaignArchivedError("This campaign is archived. Bring it back to go on.")
    one_at_a_time(campaign, author)
    if request_id is not None:
        known = Verdict.objects.filter(campaign=campaign, request_id=request_id).first()
        if known is not None:
            return _same_verdict(known, company=company, value=value, author=author)
    reasons = _reasons(campaign, value, reason_ids)
    former = Verdict.objects.filter(campaign=campaign, company=company, author=author)
    former.filter(is_current=True).update(is_current=False)
    verdict = Verdict.objects.create(
        workspace_id=campaign.workspace_id,
        campaign=campaign,
        company=company,
        value=value,
        author=author,
        request_id=request_id or uuid.uuid4(),
        score=leases.predicted(campaign=campaign, company_id=company.pk, holder=author),
    )
    if reasons:
        verdict.reasons.set(reasons)
    if value in SIGNALS:
        learn_soon(campaign)
    return verdict


def one_at_a_time(campaign: Campaign, person: User) -> None:
    """Let a person's writes to a campaign wait for each other until the transaction ends."""
    with connection.cursor() as cursor:
        name = f"verdicts:{campaign.pk}:{person.pk}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _same_verdict(
    known: Verdict, *, company: Company, value: Verdict.Value, author: User
) -> Verdict:
    if (known.company_id, known.value, known.author_id) != (company.pk, value, author.pk):
        raise RequestReusedError("This request id belongs to another verdict. Make a new one.")
    return known


def _reasons(campaign: Campaign, value: Verdict.Value, ids: Collection[int]) -> list[Reason]:
    if not ids:
        return []
    reasons = list(Reason.objects.filter(campaign=campaign, verdict=value, pk__in=ids))
    if len(reasons) != len(set(ids)):
        raise UnknownReasonError(f"Some reasons are not among those for a {value}. Load the page.")
    return reasons


@transaction.atomic
def undo_verdict(*, verdict: Verdict, person: User) -> Verdict:
    """Take a verdict back; what the same person said of the company before counts again.

    The row stays with who undid it and when; undoing twice changes nothing. The company is the
    next card of its judge, unless somebody else looks at it now.

    Raises:
        NotYourVerdictError: it is another person's and `person` is no manager.
    """
    campaign = verdict.campaign
    if verdict.author_id != person.pk and not is_manager(campaign, person):
        raise NotYourVerdictError("Only managers undo the verdicts of others.")
    one_at_a_time(campaign, verdict.author)
    verdict = Verdict.objects.select_related("company", "author", "campaign").get(pk=verdict.pk)
    if verdict.undone_at is not None:
        return verdict
    now = timezone.now()
    verdict.is_current = False
    verdict.undone_at = now
    verdict.undone_by = person
    verdict.save(update_fields=["is_current", "undone_at", "undone_by"])
    _bring_back_former(verdict)
    _open_again(verdict, now=now)
    return verdict


def undo_last(*, campaign: Campaign, person: User) -> Verdict | None:
    """Take back the last verdict that a person gave and did not undo; None where there is none."""
    verdict = last_verdict(campaign, person)
    return undo_verdict(verdict=verdict, person=person) if verdict else None


def is_manager(campaign: Campaign, person: User) -> bool:
    """Say whether a person may undo the verdicts of others."""
    members = Member.objects.filter(workspace_id=campaign.workspace_id, user=person)
    return members.filter(role=Role.MANAGER).exists()


def _bring_back_former(verdict: Verdict) -> None:
    standing = Verdict.objects.filter(
        campaign=verdict.campaign,
        company=verdict.company,
        author=verdict.author,
        undone_at=None,
    )
    former = standing.order_by("-pk").first()
    if former is not None and not former.is_current:
        former.is_current = True
        former.save(update_fields=["is_current"])


def _open_again(verdict: Verdict, *, now: datetime) -> None:
    leases.give_back(campaign=verdict.campaign, holder=verdict.author)
    leases.take_first(
        campaign=verdict.campaign,
        company_ids=[verdict.company_id],
        holder=verdict.author,
        now=now,
    )
