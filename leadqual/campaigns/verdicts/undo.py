"""Undo of verdicts, one by one and in bulk, and presses that arrive late from a browser."""

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.campaigns.errors import (
    CampaignArchivedError,
    NotHereError,
    NotYourVerdictError,
    NoVerdictError,
)
from leadqual.campaigns.models import BulkVerdict, Campaign, ExcludedVerdict, Reason, Verdict
from leadqual.campaigns.selectors import history_of, last_verdict, latest_own, latest_verdicts
from leadqual.campaigns.verdicts import leases
from leadqual.campaigns.verdicts.services import (
    Press,
    emit_bulk_verdict,
    emit_verdicts,
    one_at_a_time,
    record,
    refuse_archived,
)
from leadqual.core import clock
from leadqual.core.errors import LeadqualError, NotAllowedError
from leadqual.leads.models import Company

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

N_LAST = 10


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
    if not Role(role).includes(Role.QUALIFIER):
        raise NotAllowedError(
            f"Your role in the workspace of “{campaign.name}” no longer allows "
            "verdicts. A manager can change it."
        )
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


# Verdicts that are excluded from the ranking of a campaign until somebody includes them again.


def exclude(*, campaign: Campaign, company: Company, author: User) -> ExcludedVerdict:
    """Exclude the verdicts on a company from a campaign's ranking, from the next answer on.

    Every score moves by what they contributed to it. The verdicts stay in the history and in the
    progress, and the company is not asked about again. Excluding twice changes nothing.

    Raises:
        CampaignArchivedError: nothing has been written.
        NoVerdictError: nobody likes or dislikes the company here; nothing has been written.
    """
    refuse_archived(campaign)
    if not latest_verdicts([campaign]).filter(company=company).exists():
        raise NoVerdictError("This company has no like or dislike, so nothing was excluded.")
    try:
        with transaction.atomic():
            return ExcludedVerdict.objects.create(campaign=campaign, company=company, author=author)
    except IntegrityError as error:
        if "dropped_company_once" not in str(error):
            raise
    return ExcludedVerdict.objects.get(campaign=campaign, company=company, undone_at=None)


def include(*, campaign: Campaign, company: Company, person: User) -> bool:
    """Include the verdicts on a company again; return False where they were not excluded.

    The row stays with who included them and when.

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


# Every verdict of a campaign, undone ones too: which of them are looked for, and the last ones.

"""Own verdicts that are changed on one page."""


class VerdictState(StrEnum):
    """Whether a verdict counts."""

    COUNTS = "counts"
    REPLACED = "replaced"
    UNDONE = "undone"


_IS = {
    VerdictState.COUNTS: Q(is_current=True),
    VerdictState.REPLACED: Q(is_current=False, undone_at=None),
    VerdictState.UNDONE: Q(undone_at__isnull=False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which verdicts are looked for; what is None or empty lets all through.

    Args:
        value: like, dislike or skip.
        author: key of who gave it.
        reason: key of one of its reasons.
        company: a part of the name of its company.
        since: first day, in UTC.
        until: last day, in UTC.
    """

    value: str = ""
    author: int | None = None
    reason: int | None = None
    state: str = ""
    company: str = ""
    since: date | None = None
    until: date | None = None

    def as_query(self) -> str:
        """Return what an address says after `?`, without what lets all through."""
        parts: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        return urlencode({name: part for name, part in parts.items() if part not in ("", None)})


def found(campaign: Campaign, filters: Filters) -> QuerySet[Verdict]:
    """Return the verdicts of a campaign that are looked for, the latest first."""
    verdicts = history_of(campaign)
    if filters.value:
        verdicts = verdicts.filter(value=filters.value)
    if filters.author is not None:
        verdicts = verdicts.filter(author=filters.author)
    if filters.reason is not None:
        verdicts = verdicts.filter(reasons=filters.reason)
    if filters.state:
        verdicts = verdicts.filter(_IS[VerdictState(filters.state)])
    if filters.company:
        verdicts = verdicts.filter(company__name__icontains=filters.company)
    if filters.since is not None:
        verdicts = verdicts.filter(created_at__date__gte=filters.since)
    if filters.until is not None:
        verdicts = verdicts.filter(created_at__date__lt=filters.until + timedelta(days=1))
    return verdicts


def authors_of(campaign: Campaign) -> Sequence[User]:
    """Return everybody who ever gave a verdict in a campaign, by name."""
    given = Verdict.objects.filter(campaign=campaign).order_by().values("author").distinct()
    return sorted(User.objects.filter(pk__in=given), key=lambda one: (str(one).casefold(), one.pk))


def last_of(campaign: Campaign, person: User) -> list[Verdict]:
    """Return what a person said last and still counts, the latest first, `N_LAST` at most."""
    return list(history_of(campaign).filter(author=person, is_current=True)[:N_LAST])


def reasons_of(campaign: Campaign, verdict: Verdict) -> list[Reason]:
    """Return the reasons that a verdict can have: those of the keys, and those that it has."""
    kept = {reason.pk for reason in verdict.reasons.all()}
    listed = [one for one in campaign.reasons.all() if one.position is not None or one.pk in kept]
    return sorted(listed, key=lambda one: (one.verdict, one.position or math.inf, one.pk))
