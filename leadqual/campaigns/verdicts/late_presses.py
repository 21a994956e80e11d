"""Presses that a browser kept while it was offline: each arrives in its own campaign, once."""

import logging
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from leadqual.accounts.models import Role, User, Workspace
from leadqual.campaigns.errors import CampaignArchivedError, NotHereError
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.verdicts.services import Press, record
from leadqual.core.errors import LeadqualError, NotAllowedError

MAX_PRESSES = 50
"""Presses in one request."""

Result = tuple[UUID, LeadqualError | None, bool]
"""The request ID of a press, why it was refused, and whether it was new."""

_CAMPAIGN = """
    SELECT g.*, (SELECT m.role FROM accounts_member m
                  WHERE m.workspace_id = g.workspace_id AND m.user_id = %s) AS role
      FROM campaigns_campaign g
     WHERE g.id = %s
"""
logger = logging.getLogger(__name__)


def campaign_to_sync(person: User, campaign_id: int, *, here: Workspace) -> Campaign:
    """Return a campaign in which a person gives verdicts, whichever of their workspaces it is in.

    Args:
        person: a member of its workspace.
        campaign_id: key.
        here: where the person works now, which is read already.

    Raises:
        NotHereError: it was deleted, or the person is no member of its workspace.
        NotAllowedError: their role there gives no verdicts.
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
    """Store presses that waited in a browser; what is wrong with one of them concerns no other.

    What is stored already is never refused, whatever became of the campaign or the company
    meanwhile. A verdict that comes late counts although somebody else judged the company since:
    the company then has one opinion more than was wanted, which `leases.KEPT_AHEAD` makes rare.

    One that was taken back is stored as undone: a first try that comes later changes nothing then,
    and the card that its person has open meanwhile stays theirs. Where it cannot be stored there is
    nothing to undo. After a press on which the server failed, later ones on its company are not
    taken: they would come before it.

    Args:
        campaign: in which the person may give verdicts.
        person: who pressed.
        presses: the oldest first.
    """
    try:
        if len({press.request_id for press in presses}) == len(presses):
            return _record_all(campaign, person, presses)
    except Exception:  # Nothing is stored then, and each is tried by itself.
        logger.exception("Verdicts of campaign %s could not be stored together.", campaign.pk)
    results: list[Result] = []
    failed = set[int]()
    for press in presses:
        words = "One before it failed."
        if press.company_id not in failed:
            try:
                results += _record_all(campaign, person, [press])
                continue
            except Exception:  # It must not hold up the others; the browser sends it again.
                logger.exception("A verdict of campaign %s could not be stored.", campaign.pk)
                words = "The server failed."
        failed.add(press.company_id)
        error = LeadqualError(words, code="server_error", status=500)  # It may be sent again.
        results.append((press.request_id, error, False))
    return results


def _record_all(campaign: Campaign, person: User, presses: Sequence[Press]) -> list[Result]:
    """Store presses in one transaction; where one that was undone cannot be stored, all is well."""
    with transaction.atomic():
        outcomes = record(campaign=campaign, person=person, presses=presses)
    results: list[Result] = []
    for press, (outcome, is_new) in zip(presses, outcomes, strict=True):
        is_void = press.is_undone and isinstance(outcome, CampaignArchivedError | NotHereError)
        error = None if is_void or isinstance(outcome, Verdict) else outcome
        results.append((press.request_id, error, is_new and not press.is_undone))
    return results
