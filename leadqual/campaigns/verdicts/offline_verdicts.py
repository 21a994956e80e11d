"""Verdicts that a browser stored while it was offline: each is recorded once, in its campaign."""

import logging
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from leadqual.accounts.models import Role, User, Workspace
from leadqual.campaigns.errors import CampaignArchivedError, NotHereError
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.verdicts.services import Press, record
from leadqual.core.errors import LeadqualError, NotAllowedError

Result = tuple[UUID, LeadqualError | None, bool]
"""Request ID of a press, its error if any, and whether it was new."""

_CAMPAIGN = """
    SELECT g.*, (SELECT m.role FROM accounts_member m
                  WHERE m.workspace_id = g.workspace_id AND m.user_id = %s) AS role
      FROM campaigns_campaign g
     WHERE g.id = %s
"""
logger = logging.getLogger(__name__)


def campaign_to_sync(person: User, campaign_id: int, *, here: Workspace) -> Campaign:
    """Return a campaign that a person can give verdicts in, in any of their workspaces.

    Args:
        person: a member of its workspace.
        campaign_id: ID of the campaign.
        here: the current workspace of the person.

    Raises:
        NotHereError: it was deleted, or the person is not a member of its workspace.
        NotAllowedError: their role there does not allow verdicts.
    """
    found = list(Campaign.objects.raw(_CAMPAIGN, [person.pk, campaign_id]))
    campaign = found[0] if found else None
    role = None if campaign is None else campaign.role  # type: ignore[attr-defined]  # of the query
    if campaign is None or role is None:
        raise NotHereError(
            "You no longer have access to its campaign: it was deleted, or you left the workspace."
        )
    if campaign.workspace_id == here.pk:
        campaign.workspace = here
    if not Role(role).includes(Role.QUALIFIER):
        raise NotAllowedError(
            f"Your role in the workspace of “{campaign.name}” no longer allows "
            "verdicts. A manager can change it."
        )
    return campaign


def record_offline(*, campaign: Campaign, person: User, presses: Sequence[Press]) -> list[Result]:
    """Store presses that a browser sends late; an error of one does not affect the others.

    A press that is already stored is never refused, even if the campaign or company was deleted
    meanwhile. A late verdict counts even if somebody else judged the company since; the company
    then has one more verdict than needed, which `leases.PREFETCH_TIMEOUT` makes rare. A press that
    was undone offline is stored as undone, so that an earlier attempt that arrives later changes
    nothing, and the person's current card stays. If it cannot be stored, there is nothing to undo.
    After a server error, later presses on the same company are refused, to keep their order.

    Args:
        campaign: in which the person may give verdicts.
        person: who pressed.
        presses: the oldest first.
    """
    try:
        if len({press.request_id for press in presses}) == len(presses):
            return _record_all(campaign, person, presses)
    except Exception:  # Nothing was stored; each is tried alone.
        logger.exception("Verdicts of campaign %s could not be stored together.", campaign.pk)
    results: list[Result] = []
    failed = set[int]()
    for press in presses:
        words = "One before it failed."
        if press.company_id not in failed:
            try:
                results += _record_all(campaign, person, [press])
                continue
            except Exception:  # The others continue; the browser sends it again.
                logger.exception("A verdict of campaign %s could not be stored.", campaign.pk)
                words = "The server failed."
        failed.add(press.company_id)
        error = LeadqualError(words, code="server_error", status=500)  # It may be sent again.
        results.append((press.request_id, error, False))
    return results


def _record_all(campaign: Campaign, person: User, presses: Sequence[Press]) -> list[Result]:
    """Store presses in one transaction; an undone press that cannot be stored is no error."""
    with transaction.atomic():
        outcomes = record(campaign=campaign, person=person, presses=presses)
    results: list[Result] = []
    for press, (outcome, is_new) in zip(presses, outcomes, strict=True):
        is_void = press.is_undone and isinstance(outcome, CampaignArchivedError | NotHereError)
        error = None if is_void or isinstance(outcome, Verdict) else outcome
        results.append((press.request_id, error, is_new and not press.is_undone))
    return results
