"""Verdicts that waited in a browser arrive: each in its own campaign, once, however late.

They are looked up by their press before anything else is asked: what is stored already is never
refused, whatever became of the campaign or the company meanwhile. The campaign may be of another
workspace than the one that its person works in now; they must be a member there who may judge. A
verdict that comes late is not thrown away because somebody else judged the company meanwhile: the
company then has one opinion more than was wanted. `leases.KEPT_AHEAD` makes that rare.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import OuterRef, Subquery

from leadqual.accounts.models import Member, Role, User
from leadqual.campaigns.bulk.map_regions import undo_region
from leadqual.campaigns.errors import CampaignArchivedError, NotHereError
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.selectors import companies_of, verdict_of_press
from leadqual.campaigns.verdicts.services import (
    one_at_a_time,
    record_verdict,
    undo_verdict,
    without_opposed,
)
from leadqual.core.database.row_scope import all_workspaces, enter_workspace
from leadqual.core.errors import NotAllowedError
from leadqual.leads.models import Company


@dataclass(frozen=True, slots=True)
class OfflineVerdict:
    """What a browser kept of a press.

    Args:
        company_id: as in `record_verdict`, and so are the others.
        value: see there.
        reason_ids: see there; those that contradict each other are left out.
        request_id: of the press.
        is_undone: it was taken back before its person knew whether it had arrived.
        weight: as in `record_verdict`.
    """

    company_id: int
    value: Verdict.Value
    reason_ids: Collection[int]
    request_id: uuid.UUID
    is_undone: bool = False
    weight: int = Verdict.Weight.NORMAL


def campaign_for(person: User, campaign_id: int) -> Campaign:
    """Return a campaign in which a person judges, whichever of their workspaces it is in.

    The rest of the request sees the rows of that workspace.

    Raises:
        NotHereError: it was deleted, or the person is no member of its workspace.
        NotAllowedError: their role there gives no verdicts.
    """
    role = Member.objects.filter(workspace=OuterRef("workspace"), user=person).values("role")
    campaigns = Campaign.objects.select_related("workspace").annotate(role=Subquery(role[:1]))
    with all_workspaces():
        campaign = campaigns.filter(pk=campaign_id).first()
    if campaign is None or campaign.role is None:
        raise NotHereError(
            "You no longer have access to its campaign: it was deleted, or you left the workspace."
        )
    if not Role(campaign.role).includes(Role.QUALIFIER):
        raise NotAllowedError(
            f"Your role in the workspace of “{campaign.name}” no longer allows "
            "verdicts. A manager can change it."
        )
    enter_workspace(campaign.workspace_id)
    return campaign


@transaction.atomic
def arrive(*, campaign: Campaign, person: User, waited: OfflineVerdict) -> Verdict | None:
    """Store a verdict that waited; sent again, it counts once.

    One that was taken back is stored as undone where it had not arrived: a first try that comes
    later changes nothing then. The card that its person has open meanwhile stays theirs.

    Returns:
        The verdict; None where it was taken back, had not arrived and could not be stored: there
        is nothing to undo then.

    Raises:
        NotHereError: the company was deleted or taken out of the campaign; nothing is written.
        LeadqualError: as `record_verdict` does; nothing has been written.
    """
    one_at_a_time(campaign, person)
    known = verdict_of_press(campaign, waited.request_id)
    if waited.is_undone and known is not None and _is_same(known, waited, person):
        return _taken_back(known, person)
    try:
        verdict = record_verdict(
            campaign=campaign,
            company=_company(campaign, waited, known),
            value=waited.value,
            weight=waited.weight,
            author=person,
            reason_ids=without_opposed(waited.reason_ids),
            request_id=waited.request_id,
        )
    except (CampaignArchivedError, NotHereError):
        if waited.is_undone and known is None:
            return None
        raise
    if not waited.is_undone:
        return verdict
    return undo_verdict(verdict=verdict, person=person, keeps_card=True)


def _is_same(known: Verdict, waited: OfflineVerdict, person: User) -> bool:
    return (known.company_id, known.author_id) == (waited.company_id, person.pk)


def _taken_back(known: Verdict, person: User) -> Verdict:
    """Undo a verdict, with all others where it was given with others."""
    if known.region is None:
        return undo_verdict(verdict=known, person=person, keeps_card=True)
    undo_region(region=known.region, person=person)
    known.refresh_from_db()
    return known


def _company(campaign: Campaign, waited: OfflineVerdict, known: Verdict | None) -> Company:
    is_there = known is not None and known.company_id == waited.company_id
    companies = Company.objects.all() if is_there else companies_of(campaign)
    found = companies.filter(workspace=campaign.workspace_id, pk=waited.company_id).first()
    if found is None:
        raise NotHereError("The company was deleted or removed from the campaign.")
    return found
