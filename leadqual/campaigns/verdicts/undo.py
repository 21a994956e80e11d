"""Undo of verdicts, one by one and in bulk, and presses that arrive late from a browser."""

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.campaigns.errors import CampaignArchivedError, NotHereError, NotYourVerdictError
from leadqual.campaigns.models import BulkVerdict, Campaign, Verdict
from leadqual.campaigns.selectors import last_verdict, latest_own
from leadqual.campaigns.verdicts import leases
from leadqual.campaigns.verdicts.services import (
    Press,
    emit_bulk_verdict,
    emit_verdicts,
    one_at_a_time,
    record,
)
from leadqual.core import clock
from leadqual.core.database.statements import all_workspaces, enter_workspace
from leadqual.core.errors import LeadqualError, NotAllowedError

MAX_PRESSES = 50
"""Presses in one request."""

SERVER_ERROR = "server_error"
"""Code of a press that may be sent again."""

_CAMPAIGN = """
    SELECT g.*, (SELECT m.role FROM accounts_member m
                  WHERE m.workspace_id = g.workspace_id AND m.user_id = %s) AS role
      FROM campaigns_campaign g
     WHERE g.id = %s
"""

log = logging.getLogger(__name__)

Result = tuple[UUID, LeadqualError | None, bool]
"""The request ID of a press, why it was refused, and whether it was new."""


def last_bulk(campaign: Campaign, person: User) -> BulkVerdict | None:
    """Return the bulk verdict that a person gave last and did not undo."""
    steps = BulkVerdict.objects.filter(campaign=campaign, author=person, undone_at=None)
    return steps.order_by("-pk").first()


@transaction.atomic
def undo_verdicts(
    *, step: Verdict | BulkVerdict, person: User, keeps_card: bool = False
) -> Verdict | BulkVerdict:
    """Undo a verdict, or a bulk verdict with all of its verdicts; twice changes nothing.

    What the author said about a company before counts again; where they changed a verdict of a
    bulk verdict afterwards, the later one stays. The rows stay, with who undid them and when. The
    company of one verdict is the next card of its author, unless somebody else looks at it now.

    Args:
        step: of any campaign.
        person: who undoes it.
        keeps_card: a card that its author has open now stays their card.

    Raises:
        NotYourVerdictError: it is another person's and `person` is no manager.
    """
    if step.author_id != person.pk and not is_manager(step.campaign, person):
        raise NotYourVerdictError("Only managers can undo verdicts of others.")
    one_at_a_time(step.campaign, step.author)
    is_one = isinstance(step, Verdict)
    related = ("company", "author", "campaign") if is_one else ("author", "campaign")
    step = type(step)._default_manager.select_related(*related).get(pk=step.pk)
    if step.undone_at is not None:
        return step
    now = clock.now()
    of_it = Q(pk=step.pk) if isinstance(step, Verdict) else Q(region=step)
    given = Verdict.objects.filter(of_it, undone_at=None)
    company_ids = list(given.values_list("company_id", flat=True))
    given.update(is_current=False, undone_at=now, undone_by=person)
    former = latest_own(step.campaign, step.author, company_ids, Q(undone_at=None))
    former.filter(is_current=False).update(is_current=True)
    step.undone_at = now
    if isinstance(step, BulkVerdict):
        step.save(update_fields=["undone_at"])
        rows = Verdict.objects.filter(region=step, undone_at=now).order_by("pk")
        emit_bulk_verdict(step, company_ids, rows, is_undone=True)
        return step
    step.is_current, step.undone_by = False, person
    if step.author_id == person.pk:  # Whoever else undoes it leaves the author's card alone.
        _open_again(step, now=now, keeps_card=keeps_card)
    emit_verdicts(step.campaign, [step], is_undone=True)
    return step


def undo_verdict(*, verdict: Verdict, person: User, keeps_card: bool = False) -> Verdict:
    """Undo one verdict, also one of a bulk verdict; see `undo_verdicts`."""
    undone = undo_verdicts(step=verdict, person=person, keeps_card=keeps_card)
    assert isinstance(undone, Verdict)  # noqa: S101  # what it got
    return undone


def undo_last(*, campaign: Campaign, person: User) -> Verdict | BulkVerdict | None:
    """Undo what a person did last and did not undo: one verdict, or a bulk verdict."""
    last = last_verdict(campaign, person)
    return undo_verdicts(step=last.region or last, person=person) if last else None


def is_manager(campaign: Campaign, person: User) -> bool:
    """Return whether a person may undo the verdicts of others."""
    members = Member.objects.filter(workspace_id=campaign.workspace_id, user=person)
    return members.filter(role=Role.MANAGER).exists()


def _open_again(verdict: Verdict, *, now: datetime, keeps_card: bool) -> None:
    campaign, author = verdict.campaign, verdict.author
    if keeps_card and leases.leased_by(campaign=campaign, holder=author, now=now) is not None:
        return
    leases.give_back(campaign=campaign, holder=author, keeps_ahead=True)
    leases.lease_first(campaign=campaign, company_ids=[verdict.company_id], holder=author, now=now)


def campaign_for(person: User, campaign_id: int, *, here: Workspace) -> Campaign:
    """Return a campaign in which a person gives verdicts, whichever of their workspaces it is in.

    The rest of the request sees the rows of that workspace.

    Args:
        person: a member of its workspace.
        campaign_id: key.
        here: where the person works now, which is read already.

    Raises:
        NotHereError: it was deleted, or the person is no member of its workspace.
        NotAllowedError: their role there gives no verdicts.
    """
    with all_workspaces():
        found = list(Campaign.objects.raw(_CAMPAIGN, [person.pk, campaign_id]))
    campaign = found[0] if found else None
    role = None if campaign is None else campaign.role  # type: ignore[attr-defined]  # of the query
    if campaign is None or role is None:
        raise NotHereError(
            "You no longer have access to its campaign: it was deleted, or you left the workspace."
        )
    if not Role(role).includes(Role.QUALIFIER):
        raise NotAllowedError(
            f"Your role in the workspace of “{campaign.name}” no longer allows "
            "verdicts. A manager can change it."
        )
    enter_workspace(campaign.workspace_id)
    if campaign.workspace_id == here.pk:
        campaign.workspace = here
    return campaign


def record_late(*, campaign: Campaign, person: User, presses: Sequence[Press]) -> list[Result]:
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
            return _recorded(campaign, person, presses)
    except Exception:  # Nothing is stored then, and each is tried by itself.
        log.exception("Verdicts of campaign %s could not be stored together.", campaign.pk)
    results: list[Result] = []
    failed = set[int]()
    for press in presses:
        words = "One before it failed."
        if press.company_id not in failed:
            try:
                results += _recorded(campaign, person, [press])
                continue
            except Exception:  # It must not hold up the others; the browser sends it again.
                log.exception("A verdict of campaign %s could not be stored.", campaign.pk)
                words = "The server failed."
        failed.add(press.company_id)
        error = LeadqualError(words)
        error.code = SERVER_ERROR
        results.append((press.request_id, error, False))
    return results


@transaction.atomic
def _recorded(campaign: Campaign, person: User, presses: Sequence[Press]) -> list[Result]:
    results: list[Result] = []
    outcomes = record(campaign=campaign, person=person, presses=presses)
    for press, (outcome, is_new) in zip(presses, outcomes, strict=True):
        error = None if isinstance(outcome, Verdict) else outcome
        if press.is_undone and isinstance(outcome, Verdict):
            undo_verdicts(step=outcome.region or outcome, person=person, keeps_card=True)
        elif press.is_undone and isinstance(error, CampaignArchivedError | NotHereError):
            error = None
        results.append((press.request_id, error, is_new and not press.is_undone))
    return results
