"""Writes of verdicts: single ones, changes, bulk verdicts, and undo."""

import math
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast

from django.db import connection, transaction
from django.db.models import Q

from leadqual.accounts.models import Member, Role, User
from leadqual.campaigns.errors import (
    CampaignArchivedError,
    NotHereError,
)
from leadqual.campaigns.models import BulkVerdict, Campaign, Reason, Verdict
from leadqual.campaigns.selectors import (
    SIGNALS,
    companies_of,
    is_any_of,
    last_verdict,
    latest_of_author,
    signals_of,
)
from leadqual.campaigns.verdicts import leases
from leadqual.campaigns.verdicts.verdict_events import emit_bulk_verdict, emit_verdicts
from leadqual.core import clock
from leadqual.core.errors import LeadqualError, WrongValue
from leadqual.core.jobs import Job, enqueue
from leadqual.core.locks import hold_lock
from leadqual.leads.models import Company

LEARN_EVERY = 10
"""Weights are learned again after this many likes and dislikes, up to the first hundred."""

MAX_COMPANIES = 500
"""Companies of a list that get a bulk verdict."""

_LEARN_GROWTH = 1.1
"""From a hundred on, weights are learned again after a tenth more verdicts."""

# For each press: the verdict it already created, the verdict it replaces, the score on its card,
# and whether its company is in the campaign.
_PRESS_STATES = """
    SELECT known.id, former.id, l.score, c.id IS NOT NULL,
           g.archived_at IS NOT NULL,
           (SELECT count(*) FROM campaigns_verdict v
             WHERE v.campaign_id = g.id AND v.undone_at IS NULL AND v.value IN ('like', 'dislike'))
      FROM unnest(%(requests)s::uuid[], %(companies)s::bigint[])
           WITH ORDINALITY AS w (request, company, position)
      JOIN campaigns_campaign g ON g.id = %(campaign)s
      LEFT JOIN campaigns_verdict known ON known.campaign_id = g.id AND known.request_id = w.request
      LEFT JOIN campaigns_verdict former
        ON former.campaign_id = g.id AND former.company_id = w.company
       AND former.author_id = %(person)s AND former.is_current
      LEFT JOIN campaigns_lease l
        ON l.campaign_id = g.id AND l.company_id = w.company AND l.holder_id = %(person)s
      LEFT JOIN leads_company c
        ON c.id = w.company AND c.workspace_id = g.workspace_id
       AND (g.scope = 'all' OR EXISTS (
           SELECT FROM campaigns_campaigncompany m
            WHERE m.campaign_id = g.id AND m.company_id = w.company))
     ORDER BY w.position
"""
_INSERT = """
    INSERT INTO campaigns_verdict (
           workspace_id, campaign_id, author_id, created_at, region_id, company_id, value, weight,
           request_id, score, is_final_decision, is_current)
    SELECT %(workspace)s, %(campaign)s, %(author)s, %(now)s, %(region)s, w.company, w.value,
           w.weight, coalesce(w.request, gen_random_uuid()), w.score, w.is_final, w.is_current
      FROM unnest(%(companies)s::bigint[], %(values)s::text[], %(weights)s::int[],
                  %(requests)s::uuid[], %(scores)s::float8[], %(finals)s::bool[],
                  %(currents)s::bool[])
           WITH ORDINALITY AS w (company, value, weight, request, score, is_final, is_current,
                                 position)
     ORDER BY w.position
"""

Outcome = tuple[Verdict | LeadqualError, bool]
"""The verdict of a press or the error that refused it, and whether it was new."""

Undoable = TypeVar("Undoable", bound=Verdict | BulkVerdict)

ARCHIVED = "This campaign is archived. Restore it to continue."
_GONE = "The company was deleted or removed from the campaign."


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A verdict of a person on a company.

    Args:
        company_id: company in the campaign's workspace.
        value: like, dislike or skip.
        weight: 2 for a strong like or dislike; a skip always has 1.
        request_id: generated for each press; a repeated one changes nothing, even if the campaign
            was archived since.
        is_final: the decision on a disagreement; see `agreement.resolve`.
        changes: the current verdict of the person that it replaces.
        is_late: sent by the background sync; reasons that no longer apply are ignored.
        is_undone: undone before it was sent; it is stored as undone, and the person's current card
            stays.
    """

    company_id: int
    value: str
    weight: int = Verdict.Weight.NORMAL
    reason_ids: Collection[int] = ()
    request_id: uuid.UUID = field(default_factory=uuid.uuid4)
    is_final: bool = False
    changes: Verdict | None = None
    is_late: bool = False
    is_undone: bool = False


@transaction.atomic(savepoint=False)
def record(*, campaign: Campaign, person: User, presses: Sequence[Press]) -> list[Outcome]:
    """Record presses of a person; they count from the next card on.

    Three statements for any number of presses, one more if verdicts are replaced: former verdicts
    of the person on the same company stay in the history.

    Args:
        campaign: in which the person may give verdicts.
        person: the author.
        presses: the oldest first, each with a request ID of its own.

    Returns:
        The outcome of each. A refused press writes nothing:
        `CampaignArchivedError`, `NotHereError` (the company was deleted or removed from the
        campaign), `unknown_reason`, `contradictory_reasons`, `request_reused`, or
        `verdict_replaced` for a change.
    """
    if not presses:
        return []
    lock_verdicts(campaign, person)
    states = _read_states(campaign, person, presses)
    known = Verdict.objects.select_related("region").in_bulk([row[0] for row in states if row[0]])
    named = {key for press in presses for key in press.reason_ids}
    reasons = Reason.objects.filter(campaign=campaign).in_bulk(named) if named else {}
    outcomes: list[Outcome | None] = []
    new: list[tuple[Press, float | None]] = []
    for press, state in zip(presses, states, strict=True):
        known_id, _, score, *_ = state
        if known_id is not None:
            outcomes.append((_match_earlier(known[known_id], press, person), False))
        elif refused := _refusal(campaign, press, state, reasons):
            outcomes.append((refused, False))
        else:
            outcomes.append(None)
            new.append((press, press.changes.score if press.changes else score))
    if any(former_id for _, former_id, *_ in states):
        own = Verdict.objects.filter(campaign=campaign, author=person, is_current=True)
        own.filter(company__in=[press.company_id for press, _ in new]).update(is_current=False)
    stored = _insert(campaign, person, new, reasons) if new else []
    following = iter(stored)
    found = [outcome or (next(following), True) for outcome in outcomes]
    n_signals = sum(press.value in SIGNALS for press, _ in new)
    enqueue_learning(campaign, n_before=states[0][-1], n_new=n_signals)
    emit_verdicts(campaign, stored)
    for press, (verdict, _) in zip(presses, found, strict=True):
        if press.is_undone and isinstance(verdict, Verdict):
            undo_verdicts(step=verdict.region or verdict, person=person, keeps_card=True)
    return found


def record_verdict(
    *,
    campaign: Campaign,
    company: Company,
    value: str,
    author: User,
    weight: int = Verdict.Weight.NORMAL,
    reason_ids: Collection[int] = (),
    request_id: uuid.UUID | None = None,
    is_final: bool = False,
    changes: Verdict | None = None,
) -> Verdict:
    """Record one verdict; see `record`.

    Args:
        campaign: in which the author may give verdicts.
        company: in the campaign.
        value: like, dislike or skip.
        author: of the verdict.
        weight: see `Press`.
        reason_ids: reasons of the verdict.
        request_id: see `Press`; generated if None.
        is_final: see `Press`.
        changes: see `Press`.

    Raises:
        LeadqualError: as `record` returns it; nothing has been written.
    """
    press = Press(
        company_id=company.pk,
        value=value,
        weight=weight,
        reason_ids=reason_ids,
        request_id=request_id or uuid.uuid4(),
        is_final=is_final,
        changes=changes,
    )
    ((outcome, _),) = record(campaign=campaign, person=author, presses=[press])
    if not isinstance(outcome, Verdict):
        raise outcome
    outcome.company = company
    return outcome


def change_verdict(
    *,
    verdict: Verdict,
    value: str,
    person: User,
    weight: int = Verdict.Weight.NORMAL,
    reason_ids: Collection[int] = (),
    request_id: uuid.UUID | None = None,
) -> Verdict:
    """Replace a current verdict; undoing the change restores it.

    The new one keeps the score of the card, and stays a final decision unless it is a skip.

    Args:
        verdict: to replace.
        value: like, dislike or skip.
        person: its author.
        weight: see `Press`.
        reason_ids: reasons of the new verdict.
        request_id: see `Press`; generated if None.

    Raises:
        LeadqualError: it is another person's; nothing has been written.
        LeadqualError: as `record` returns it; nothing has been written.
    """
    if verdict.author_id != person.pk:
        raise LeadqualError(
            "Only its author can change a verdict. Nothing was changed.",
            code="not_your_verdict",
            status=403,
        )
    is_final = verdict.is_final_decision and value in SIGNALS
    return record_verdict(
        campaign=verdict.campaign,
        company=verdict.company,
        value=value,
        author=person,
        weight=weight,
        reason_ids=reason_ids,
        request_id=request_id,
        is_final=is_final,
        changes=verdict,
    )


def lock_verdicts(campaign: Campaign, person: User) -> None:
    """Lock a person's verdicts in a campaign until the transaction ends."""
    hold_lock(f"verdicts:{campaign.pk}:{person.pk}")


def _read_states(
    campaign: Campaign, person: User, presses: Sequence[Press]
) -> list[tuple[Any, ...]]:
    values: dict[str, Any] = {
        "campaign": campaign.pk,
        "person": person.pk,
        "requests": [press.request_id for press in presses],
        "companies": [press.company_id for press in presses],
    }
    with connection.cursor() as cursor:
        cursor.execute(_PRESS_STATES, values)
        return list(cursor.fetchall())


def _match_earlier(known: Verdict, press: Press, person: User) -> Verdict | LeadqualError:
    """Return the verdict with the request ID of a press, if it is the same verdict."""
    before = (known.company_id, known.author_id, known.value, known.weight, known.is_final_decision)
    weight = press.weight if press.value in SIGNALS else Verdict.Weight.NORMAL
    sent = (press.company_id, person.pk, press.value, weight, press.is_final)
    n_same = 2 if press.is_undone else len(sent)
    if before[:n_same] == sent[:n_same]:
        return known
    return LeadqualError(
        "This request_id belongs to another verdict. Generate a new one.",
        code="request_reused",
        status=409,
    )


def _refusal(
    campaign: Campaign, press: Press, state: tuple[Any, ...], reasons: Mapping[int, Reason]
) -> LeadqualError | None:
    """Return the error that refuses a new press; None if it is valid."""
    _, former_id, _, is_eligible, is_archived, _ = state
    if is_archived:
        return CampaignArchivedError(ARCHIVED)
    if not (is_eligible or former_id or press.is_final):
        return NotHereError(_GONE)
    if press.changes is not None and press.changes.pk != former_id:
        return LeadqualError(
            f"You have changed or undone this verdict for {press.changes.company.name} since. "
            "Nothing was changed. Reload the page.",
            code="verdict_replaced",
            status=409,
        )
    return None if press.is_late else _check_reasons(campaign, press, reasons)


def _check_reasons(
    campaign: Campaign, press: Press, known: Mapping[int, Reason]
) -> LeadqualError | None:
    """Return the error in the reasons of a press; None if they are valid."""
    fitting = set(_valid_reasons(press, known))
    left_out = [key for key in dict.fromkeys(press.reason_ids) if key not in fitting]
    unknown = sorted(
        key for key in left_out if key not in known or known[key].verdict != press.value
    )
    if unknown:
        own = Reason.objects.filter(campaign=campaign, verdict=press.value).order_by("pk")
        allowed = own.values_list("pk", flat=True)
        return LeadqualError(
            f"Some reasons do not apply to a {press.value}. Reload the page.",
            *(WrongValue("reasons", key, allowed) for key in unknown),
            code="unknown_reason",
            status=422,
        )
    if left_out:
        named = " and ".join(f"“{known[key].text}”" for key in left_out)
        return LeadqualError(
            f"{named} contradict each other. Keep one of them. Nothing was saved.",
            *(WrongValue("reasons", key) for key in left_out),
            code="contradictory_reasons",
            status=422,
        )
    return None


def _valid_reasons(press: Press, known: Mapping[int, Reason]) -> list[int]:
    """Return the reasons that fit the verdict and do not contradict each other.

    Two reasons about one factor contradict each other if one says below the target and the other
    above, e.g. too small and too large.
    """
    given = [known[key] for key in dict.fromkeys(press.reason_ids) if key in known]
    given = [reason for reason in given if reason.verdict == press.value]
    directions = {(reason.factor, reason.direction) for reason in given if reason.direction}
    return [
        reason.pk
        for reason in given
        if not reason.factor or not {(reason.factor, 1), (reason.factor, -1)} <= directions
    ]


def _insert(
    campaign: Campaign,
    person: User,
    rows: Sequence[tuple[Press, float | None]],
    reasons: Mapping[int, Reason],
) -> list[Verdict]:
    """Insert new verdicts with their reasons; the last one on a company is current."""
    presses = [press for press, _ in rows]
    last = {press.company_id: press for press in presses}
    values = {
        "companies": [press.company_id for press in presses],
        "values": [press.value for press in presses],
        "weights": [press.weight if press.value in SIGNALS else 1 for press in presses],
        "requests": [press.request_id for press in presses],
        "scores": [score for _, score in rows],
        "finals": [press.is_final for press in presses],
        "currents": [last[press.company_id] is press for press in presses],
    }
    found = Verdict.objects.raw(f"{_INSERT} RETURNING *", _shared_values(campaign, person) | values)
    by_request = {verdict.request_id: verdict for verdict in found}
    new = [by_request[press.request_id] for press in presses]
    through = Verdict.reasons.through
    links = [
        through(verdict_id=verdict.pk, reason_id=key)
        for verdict, press in zip(new, presses, strict=True)
        if press.reason_ids
        for key in _valid_reasons(press, reasons)
    ]
    if links:
        through.objects.bulk_create(links)
    for verdict in new:
        verdict.campaign, verdict.author = campaign, person
    return new


def _shared_values(
    campaign: Campaign, author: User, region: BulkVerdict | None = None
) -> dict[str, Any]:
    return {
        "workspace": campaign.workspace_id,
        "campaign": campaign.pk,
        "author": author.pk,
        "now": region.created_at if region else clock.now(),
        "region": region and region.pk,
    }


@transaction.atomic
def record_bulk(
    *,
    campaign: Campaign,
    company_ids: Collection[int],
    value: str,
    author: User,
    request_id: uuid.UUID,
    none_open: str = "Select companies without a verdict first. Nothing was changed.",
) -> BulkVerdict:
    """Like or dislike the companies without a verdict among these, undone as a whole.

    Current likes and dislikes are not replaced. Companies that are not in the campaign are
    ignored.

    Args:
        campaign: not archived.
        company_ids: of a list, or within a lasso on the map.
        value: like or dislike.
        author: author of each verdict.
        request_id: generated for each bulk verdict; a repeated one changes nothing.
        none_open: error message if every company has a verdict.

    Returns:
        The new bulk verdict, or the existing one with this request ID.

    Raises:
        CampaignArchivedError: the campaign takes no verdicts; nothing has been written.
        LeadqualError: all of them have a verdict; nothing has been written.
        LeadqualError: the request ID made another step; nothing has been written.
    """
    lock_verdicts(campaign, author)
    known = BulkVerdict.objects.filter(campaign=campaign, request_id=request_id).first()
    if known is not None:
        if (known.value, known.author_id) != (value, author.pk):
            raise LeadqualError(
                "This request_id belongs to another verdict. Generate a new one.",
                code="request_reused",
                status=409,
            )
        return known
    refuse_archived(campaign)
    open_ids = _companies_without_verdict(campaign, company_ids)
    if not open_ids:
        raise LeadqualError(none_open, code="nothing_open", status=409)
    step = BulkVerdict.objects.create(
        workspace_id=campaign.workspace_id,
        campaign=campaign,
        value=value,
        author=author,
        request_id=request_id,
        n_companies=len(open_ids),
    )
    skips = latest_of_author(campaign, author, open_ids, Q(is_current=True))
    skips.update(is_current=False)  # They stay in the history; undo restores them.
    n = len(open_ids)
    values = {
        "companies": open_ids,
        "values": [value] * n,
        "weights": [1] * n,
        "requests": [None] * n,
        "scores": [None] * n,
        "finals": [False] * n,
        "currents": [True] * n,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, _shared_values(campaign, author, step) | values)
    given = Verdict.objects.filter(campaign=campaign, value__in=SIGNALS, undone_at=None)
    enqueue_learning(campaign, n_before=given.count() - n, n_new=n)
    emit_bulk_verdict(step, open_ids, step.verdicts.order_by("pk"))
    return step


def refuse_archived(campaign: Campaign) -> None:
    if campaign.archived_at is not None:
        raise CampaignArchivedError(ARCHIVED)


def _companies_without_verdict(campaign: Campaign, company_ids: Collection[int]) -> list[int]:
    asked = companies_of(campaign).filter(is_any_of("leads_company.id", company_ids)).order_by("pk")
    judged = signals_of(campaign)
    return [pk for pk in asked.values_list("pk", flat=True) if pk not in judged]


def enqueue_learning(campaign: Campaign, *, n_before: int, n_new: int) -> None:
    """Enqueue learning if new likes and dislikes complete ten, or a tenth more.

    Args:
        campaign: whose verdicts these are.
        n_before: number of earlier likes and dislikes.
        n_new: number of new ones.
    """
    n = n_before + n_new
    if n_new and (
        _n_learned(n) > _n_learned(n_before) or (n >= LEARN_EVERY and not campaign.learned)
    ):
        enqueue(Job.LEARN_WEIGHTS, campaign=campaign.pk)


def _n_learned(n: int) -> int:
    """Return how often weights were learned after this number of likes and dislikes."""
    many = LEARN_EVERY**2
    if n < many:
        return n // LEARN_EVERY
    return LEARN_EVERY + int(math.log(n / many) / math.log(_LEARN_GROWTH))


def last_bulk(campaign: Campaign, person: User) -> BulkVerdict | None:
    """Return a person's last bulk verdict that was not undone."""
    steps = BulkVerdict.objects.filter(campaign=campaign, author=person, undone_at=None)
    return steps.order_by("-pk").first()


@transaction.atomic
def undo_verdicts(*, step: Undoable, person: User, keeps_card: bool = False) -> Undoable:
    """Undo a verdict, or a bulk verdict with all of its verdicts. Idempotent.

    The author's former verdict on a company counts again; if they changed a verdict of a bulk
    verdict since, the later one stays. Rows are kept, with who undid them and when. The company of
    a single verdict becomes the author's next card, unless somebody else has leased it.

    Args:
        step: of any campaign.
        person: who undoes it.
        keeps_card: the card that the author has open stays.

    Raises:
        LeadqualError: it is another person's and `person` is no manager.
    """
    if step.author_id != person.pk and not is_manager(step.campaign, person):
        raise LeadqualError(
            "Only managers can undo verdicts of others.", code="not_your_verdict", status=403
        )
    lock_verdicts(step.campaign, step.author)
    related = ("company", "author", "campaign")[isinstance(step, BulkVerdict) :]
    step = cast("Undoable", type(step)._default_manager.select_related(*related).get(pk=step.pk))
    if step.undone_at is not None:
        return step
    now = clock.now()
    of_it = Q(pk=step.pk) if isinstance(step, Verdict) else Q(region=step)
    given = Verdict.objects.filter(of_it, undone_at=None)
    company_ids = list(given.values_list("company_id", flat=True))
    given.update(is_current=False, undone_at=now, undone_by=person)
    former = latest_of_author(step.campaign, step.author, company_ids, Q(undone_at=None))
    former.filter(is_current=False).update(is_current=True)
    step.undone_at = now
    if isinstance(step, BulkVerdict):
        step.save(update_fields=["undone_at"])
        rows = Verdict.objects.filter(region=step, undone_at=now).order_by("pk")
        emit_bulk_verdict(step, company_ids, rows, is_undone=True)
        return step
    step.is_current, step.undone_by = False, person
    if step.author_id == person.pk:  # Only the author's own undo changes their card.
        _reopen_card(step, now=now, keeps_card=keeps_card)
    emit_verdicts(step.campaign, [step], is_undone=True)
    return step


def undo_last(*, campaign: Campaign, person: User) -> Verdict | BulkVerdict | None:
    """Undo a person's last verdict, or bulk verdict, that is not undone."""
    last = last_verdict(campaign, person)
    return undo_verdicts(step=last.region or last, person=person) if last else None


def is_manager(campaign: Campaign, person: User) -> bool:
    """Return whether a person may undo the verdicts of others."""
    members = Member.objects.filter(workspace_id=campaign.workspace_id, user=person)
    return members.filter(role=Role.MANAGER).exists()


def _reopen_card(verdict: Verdict, *, now: datetime, keeps_card: bool) -> None:
    campaign, author = verdict.campaign, verdict.author
    if keeps_card and leases.current_lease(campaign=campaign, holder=author, now=now) is not None:
        return
    leases.release_cards(campaign=campaign, holder=author, keeps_prefetched=True)
    leases.lease_first(campaign=campaign, company_ids=[verdict.company_id], holder=author, now=now)
