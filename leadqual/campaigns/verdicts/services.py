"""Writes of matching: verdicts and their undoing."""

import math
import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection, transaction

from leadqual.accounts.models import Member, Role, User
from leadqual.campaigns.errors import (
    CampaignArchivedError,
    ContradictoryReasonsError,
    NotYourVerdictError,
    RequestReusedError,
    UnknownReasonError,
    VerdictReplacedError,
)
from leadqual.campaigns.models import Campaign, Reason, Verdict
from leadqual.campaigns.selectors import SIGNALS, last_verdict, verdict_of_press
from leadqual.campaigns.verdicts import leases
from leadqual.campaigns.verdicts.verdict_events import emit_verdicts
from leadqual.core import clock
from leadqual.core.errors import WrongValue
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.models import Company

EVERY = 10
"""Likes and dislikes after which the weights are learned again, of the first hundred."""

_GROWTH = 1.1
"""From a hundred on they are learned after a tenth more: a hundredth more hardly moves them."""


@transaction.atomic
def record_verdict(  # what a verdict is
    *,
    campaign: Campaign,
    company: Company,
    value: Verdict.Value,
    author: User,
    weight: int = Verdict.Weight.NORMAL,
    reason_ids: Collection[int] = (),
    request_id: uuid.UUID | None = None,
    settles: bool = False,
) -> Verdict:
    """Store what a person thinks of a company; it counts from the very next card on.

    A former verdict of the same person on the same company stays in the history.

    Args:
        campaign: not archived.
        company: of the same workspace.
        value: like, dislike or skip.
        author: kept with the verdict.
        weight: 2 for a strong like or dislike; a skip has 1, whatever is sent.
        reason_ids: reasons of this campaign for this value.
        request_id: made once for each press; the same one again changes nothing, also once the
            campaign is archived.
        settles: the owner's word on what others disagree on; see `agreement.settle`.

    Returns:
        The new verdict, or the one that this request id made before.

    Raises:
        CampaignArchivedError: the campaign takes no verdicts; nothing has been written.
        UnknownReasonError: a reason is of another campaign or value; nothing has been written.
        ContradictoryReasonsError: two reasons say the opposite; nothing has been written.
        RequestReusedError: the request id made another verdict; nothing has been written.
    """
    one_at_a_time(campaign, author)
    known = verdict_of_press(campaign, request_id)
    if known is not None:
        said = (known.company_id, known.value, known.weight, known.author_id, known.settles)
        sent = (company.pk, value, weight_of(value, weight), author.pk, settles)
        _refuse_other(said, sent)
        return known
    _refuse_archived(campaign)
    new = Verdict(
        workspace_id=campaign.workspace_id,
        campaign=campaign,
        company=company,
        value=value,
        weight=weight_of(value, weight),
        author=author,
        request_id=request_id or uuid.uuid4(),
        score=leases.predicted(campaign=campaign, company_id=company.pk, holder=author),
        settles=settles,
    )
    return _stored(new, reasons=_reasons(campaign, value, reason_ids))


def weight_of(value: Verdict.Value, weight: int) -> int:
    """Return what a verdict counts: nothing is strong about a skip."""
    return weight if value in SIGNALS else Verdict.Weight.NORMAL


def _stored(new: Verdict, *, reasons: Collection[Reason]) -> Verdict:
    """Let a verdict count instead of what its author said of the company before."""
    former = Verdict.objects.filter(
        campaign=new.campaign, company_id=new.company_id, author=new.author
    )
    former.filter(is_current=True).update(is_current=False)
    new.save(force_insert=True)
    if reasons:
        new.reasons.set(reasons)
    if new.value in SIGNALS:
        learn_soon(new.campaign)
    emit_verdicts(new.campaign, [new])
    return new


@transaction.atomic
def change_verdict(
    *,
    verdict: Verdict,
    value: Verdict.Value,
    reason_ids: Collection[int],
    person: User,
    request_id: uuid.UUID,
    weight: int = Verdict.Weight.NORMAL,
) -> Verdict:
    """Say something else of a company than before, or for other reasons.

    What was said before stays in the history and counts again once the change is undone; what the
    card predicted goes with the change.

    Args:
        verdict: the one that counts of this person on its company.
        value: like, dislike or skip.
        reason_ids: all reasons that hold now, of this campaign and for this value.
        person: its author.
        request_id: made once for each press; the same one again changes nothing.
        weight: as in `record_verdict`.

    Returns:
        The new verdict, or the one that this request id made before.

    Raises:
        NotYourVerdictError: it is another person's; nothing has been written.
        VerdictReplacedError: it does not count any more; nothing has been written.
        CampaignArchivedError: the campaign takes no verdicts; nothing has been written.
        UnknownReasonError: a reason is of another campaign or value; nothing has been written.
        ContradictoryReasonsError: two reasons say the opposite; nothing has been written.
        RequestReusedError: the request id made another verdict; nothing has been written.
    """
    campaign, company = verdict.campaign, verdict.company
    if verdict.author_id != person.pk:
        raise NotYourVerdictError("Only its author can change a verdict. Nothing was changed.")
    one_at_a_time(campaign, person)
    known = verdict_of_press(campaign, request_id)
    if known is not None:
        said = (known.company_id, known.value, known.weight, known.author_id)
        _refuse_other(said, (company.pk, value, weight_of(value, weight), person.pk))
        return known
    _refuse_archived(campaign)
    verdict.refresh_from_db(fields=["is_current"])
    if not verdict.is_current:
        raise VerdictReplacedError(
            f"You have changed or undone this verdict for {company.name} since. Nothing "
            "was changed. Reload the page."
        )
    new = Verdict(
        workspace_id=campaign.workspace_id,
        campaign=campaign,
        company=company,
        value=value,
        weight=weight_of(value, weight),
        author=person,
        request_id=request_id,
        score=verdict.score,
        settles=verdict.settles and value in SIGNALS,
    )
    return _stored(new, reasons=_reasons(campaign, value, reason_ids))


def _refuse_archived(campaign: Campaign) -> None:
    if campaign.archived_at is not None:
        raise CampaignArchivedError("This campaign is archived. Restore it to continue.")


def one_at_a_time(campaign: Campaign, person: User) -> None:
    """Let a person's writes to a campaign wait for each other until the transaction ends."""
    with connection.cursor() as cursor:
        name = f"verdicts:{campaign.pk}:{person.pk}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _refuse_other(said: tuple[object, ...], wanted: tuple[object, ...]) -> None:
    if said != wanted:
        raise RequestReusedError("This request_id belongs to another verdict. Generate a new one.")


def _reasons(campaign: Campaign, value: Verdict.Value, ids: Collection[int]) -> list[Reason]:
    if not ids:
        return []
    reasons = list(Reason.objects.filter(campaign=campaign, verdict=value, pk__in=ids))
    if unknown := sorted(set(ids) - {one.pk for one in reasons}):
        own = Reason.objects.filter(campaign=campaign, verdict=value).order_by("pk")
        allowed = own.values_list("pk", flat=True)
        raise UnknownReasonError(
            f"Some reasons do not apply to a {value}. Reload the page.",
            *(WrongValue("reasons", one, allowed) for one in unknown),
        )
    if opposed := opposed_among(reasons):
        named = " and ".join(f"“{one.text}”" for one in opposed)
        raise ContradictoryReasonsError(
            f"{named} contradict each other. Keep one of them. Nothing was saved.",
            *(WrongValue("reasons", one.pk) for one in opposed),
        )
    return reasons


def without_opposed(ids: Collection[int]) -> list[int]:
    """Leave out reasons that contradict each other, of a verdict that must not be lost for them."""
    if len(ids) < 2:  # one contradicts nothing
        return [*ids]
    opposed = {reason.pk for reason in opposed_among(list(Reason.objects.filter(pk__in=ids)))}
    return [pk for pk in ids if pk not in opposed]


def opposed_among(reasons: Sequence[Reason]) -> list[Reason]:
    """Return the reasons that say the opposite of another one: too small, too large.

    Two that speak about one factor are opposed where one lies below what is looked for and the
    other above it.
    """
    ways = {(one.factor, one.direction) for one in reasons if one.factor and one.direction}
    return [one for one in reasons if {(one.factor, 1), (one.factor, -1)} <= ways]


@transaction.atomic
def undo_verdict(*, verdict: Verdict, person: User, keeps_card: bool = False) -> Verdict:
    """Take a verdict back; what the same person said of the company before counts again.

    The row stays with who undid it and when; undoing twice changes nothing. The company is the
    next card of its judge, unless somebody else looks at it now.

    Args:
        verdict: of any campaign.
        person: who takes it back.
        keeps_card: a card that its judge has open now stays their card.

    Raises:
        NotYourVerdictError: it is another person's and `person` is no manager.
    """
    campaign = verdict.campaign
    if verdict.author_id != person.pk and not is_manager(campaign, person):
        raise NotYourVerdictError("Only managers can undo verdicts of others.")
    one_at_a_time(campaign, verdict.author)
    verdict = Verdict.objects.select_related("company", "author", "campaign").get(pk=verdict.pk)
    if verdict.undone_at is not None:
        return verdict
    now = clock.now()
    verdict.is_current = False
    verdict.undone_at = now
    verdict.undone_by = person
    verdict.save(update_fields=["is_current", "undone_at", "undone_by"])
    _bring_back_former(verdict)
    if verdict.author_id == person.pk:  # Whoever else undoes it leaves the author's card alone.
        _open_again(verdict, now=now, keeps_card=keeps_card)
    emit_verdicts(campaign, [verdict], is_undone=True)
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


def _open_again(verdict: Verdict, *, now: datetime, keeps_card: bool) -> None:
    campaign, judge = verdict.campaign, verdict.author
    if keeps_card and leases.leased_by(campaign=campaign, holder=judge, now=now) is not None:
        return
    leases.give_back(campaign=campaign, holder=judge, keeps_ahead=True)
    leases.lease_first(campaign=campaign, company_ids=[verdict.company_id], holder=judge, now=now)


def learn_soon(campaign: Campaign, *, n_new: int = 1) -> None:
    """Ask the job to learn where the newest likes and dislikes complete ten, or a tenth more.

    Args:
        campaign: whose verdicts these are.
        n_new: likes and dislikes that were given just now.
    """
    given = Verdict.objects.filter(campaign=campaign, value__in=SIGNALS, undone_at=None)
    n = given.count()
    if _times(n) > _times(n - n_new) or (n >= EVERY and not campaign.learned):
        enqueue(Job.LEARN_WEIGHTS, campaign=campaign.pk)


def _times(n: int) -> int:
    """Return how often the weights have been learned by so many likes and dislikes."""
    many = EVERY**2
    if n < many:
        return n // EVERY
    return EVERY + int(math.log(n / many) / math.log(_GROWTH))
