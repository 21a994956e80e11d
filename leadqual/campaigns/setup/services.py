"""Writes of campaigns: their settings, companies, reasons and weights."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.errors import (
    CampaignNameTakenError,
)
from leadqual.campaigns.models import Campaign, CampaignCompany, Reason
from leadqual.core import clock
from leadqual.core.double_review import MAX_PERCENT
from leadqual.core.errors import LeadqualError, WrongValue
from leadqual.core.jobs import Job, enqueue
from leadqual.core.texts.name_rules import require_name
from leadqual.leads.id_resolution import ResolvedIds, resolve_ids
from recommender.types import FACTORS

N_REASONS = 9  # One for each key, 1 to 9.
MAX_EXPLORATION = 50
"""Maximum percentage of cards that explore; the others follow the strategy."""

_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """A reason in a list; its position is its shortcut key.

    Args:
        text: text shown; empty leaves the key unused.
        factor: one of `FACTORS` that it is about, or empty.
        direction: -1 if the company is below the target (too small), 1 if above.
    """

    text: str
    factor: str = ""
    direction: int = 0


DEFAULT_REASONS: Mapping[Reason.Verdict, Sequence[ReasonLine]] = {
    Reason.Verdict.DISLIKE: (
        ReasonLine("Wrong industry", "industry"),
        ReasonLine("Too small", "size", -1),
        ReasonLine("Too large", "size", 1),
        ReasonLine("Sells to consumers", "business_model"),
        ReasonLine("Wrong country", "place"),
        ReasonLine("Competitor"),
        ReasonLine("Already a customer"),
        ReasonLine("Agency or reseller"),
        ReasonLine("Something else"),
    ),
    Reason.Verdict.LIKE: (
        ReasonLine("Activity matches the target", "text"),
        ReasonLine("Right industry", "industry"),
        ReasonLine("Right size", "size"),
        ReasonLine("Sells to businesses", "business_model"),
        ReasonLine("Right country", "place"),
        ReasonLine("Right technologies", "technologies"),
        ReasonLine("Similar to our customers"),
        ReasonLine("Already known to us"),
        ReasonLine("Something else"),
    ),
}


def create_campaign(  # what a campaign is
    *,
    workspace: Workspace,
    name: str,
    author: User,
    description: str = "",
    strategy: Campaign.Strategy = Campaign.Strategy.LIKELY,
    scope: Campaign.Scope = Campaign.Scope.ALL,
    double_labeling_percent: int = 0,
    exploration: int = 0,
) -> Campaign:
    """Create a campaign with the default reasons.

    Its description, if any, determines the first cards once the job has embedded it.

    Raises:
        CampaignNameTakenError: nothing has been written.
        LeadqualError: nothing has been written.
        LeadqualError: nothing has been written.
        LeadqualError: nothing has been written.
    """
    campaign = Campaign(
        workspace=workspace,
        name=require_name(name),
        author=author,
        description=description,
        strategy=strategy,
        scope=scope,
        double_labeling_percent=_check_double_labeling(double_labeling_percent),
        exploration=_check_exploration(exploration),
    )
    with transaction.atomic():
        _save(campaign)
        for verdict, lines in DEFAULT_REASONS.items():
            _replace_reasons(campaign, verdict, lines)
        record_campaign_audit(campaign, "campaign.created", author=author)
        if description:
            enqueue(Job.EMBED_COMPANIES)
    return campaign


@transaction.atomic
def update_campaign(
    *,
    campaign: Campaign,
    name: str,
    description: str,
    strategy: Campaign.Strategy,
    scope: Campaign.Scope,
    double_labeling_percent: int | None = None,
    exploration: int | None = None,
    author: User | None = None,
) -> None:
    """Change the settings of a campaign; verdicts and reasons are kept.

    Args:
        campaign: to change.
        name: not empty.
        description: the target, as text.
        strategy: card order.
        scope: which companies are in the campaign.
        double_labeling_percent: percentage of companies to double-label; unchanged if None.
        exploration: percentage of cards that explore; unchanged if None.
        author: who changed it.

    Raises:
        CampaignNameTakenError: nothing has been written.
        LeadqualError: nothing has been written.
        LeadqualError: nothing has been written.
        LeadqualError: nothing has been written.
    """
    before = _values(campaign)
    if double_labeling_percent is not None:
        campaign.double_labeling_percent = _check_double_labeling(double_labeling_percent)
    if exploration is not None:
        campaign.exploration = _check_exploration(exploration)
    campaign.name = require_name(name)
    campaign.description = description
    campaign.strategy = strategy
    campaign.scope = scope
    _save(campaign)
    record_campaign_audit(
        campaign, "campaign.changed", author=author, before=before, after=_values(campaign)
    )
    enqueue(Job.EMBED_COMPANIES)


def _values(campaign: Campaign) -> dict[str, object]:
    """Return the values for the audit log."""
    return {
        "name": campaign.name,
        "description": campaign.description,
        "strategy": str(campaign.strategy),
        "scope": str(campaign.scope),
        "double_labeling_percent": campaign.double_labeling_percent,
        "exploration": campaign.exploration,
    }


def _check_double_labeling(double_labeling_percent: int) -> int:
    if not 0 <= double_labeling_percent <= MAX_PERCENT:
        raise LeadqualError(
            f"Enter 0 to {MAX_PERCENT} percent.",
            WrongValue("double_labeling_percent"),
            code="overlap",
            status=422,
        )
    return double_labeling_percent


def _check_exploration(exploration: int) -> int:
    if not 0 <= exploration <= MAX_EXPLORATION:
        raise LeadqualError(
            f"Enter 0 to {MAX_EXPLORATION} percent.",
            WrongValue("exploration"),
            code="exploration",
            status=422,
        )
    return exploration


def _save(campaign: Campaign) -> None:
    try:
        with transaction.atomic():
            campaign.save()
    except IntegrityError as error:
        if "campaign_name_once" not in str(error):
            raise
        raise CampaignNameTakenError(
            "You already have a campaign with this name. Choose another name, or open "
            "the existing one."
        ) from error


@transaction.atomic
def set_reasons(
    *,
    campaign: Campaign,
    verdict: Reason.Verdict,
    lines: Sequence[ReasonLine],
    author: User | None = None,
) -> None:
    """Replace the reasons for likes or dislikes; past verdicts keep theirs.

    Args:
        campaign: whose reasons.
        verdict: like or dislike.
        lines: at most nine; the first has key 1. An empty text leaves its key unused.
        author: who changed them.
    """
    before = _texts(campaign, verdict)
    _replace_reasons(campaign, verdict, lines)
    record_campaign_audit(
        campaign,
        "campaign.reasons_changed",
        author=author,
        before={verdict.value: before},
        after={verdict.value: _texts(campaign, verdict)},
    )


def _texts(campaign: Campaign, verdict: Reason.Verdict) -> list[str]:
    listed = Reason.objects.filter(campaign=campaign, verdict=verdict, position__isnull=False)
    return list(listed.order_by("position").values_list("text", flat=True))


def _replace_reasons(
    campaign: Campaign, verdict: Reason.Verdict, lines: Sequence[ReasonLine]
) -> None:
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    listed = Reason.objects.filter(campaign=campaign, verdict=verdict, position__isnull=False)
    former = {reason.position: reason for reason in listed}
    wanted = {
        position: line for position, line in enumerate(lines[:N_REASONS], start=1) if line.text
    }
    changed = [
        reason
        for position, reason in former.items()
        if wanted.get(position or 0) != ReasonLine(reason.text, reason.factor, reason.direction)
    ]
    Reason.objects.filter(pk__in=[reason.pk for reason in changed]).update(position=None)
    kept = former.keys() - {reason.position for reason in changed}
    Reason.objects.bulk_create(
        Reason(
            campaign=campaign,
            verdict=verdict,
            position=position,
            text=line.text,
            factor=line.factor,
            direction=line.direction,
        )
        for position, line in wanted.items()
        if position not in kept
    )
    Reason.objects.filter(campaign=campaign, position=None, verdicts=None).delete()


@dataclass(frozen=True, slots=True)
class AddedCompanies:
    """What an addition changed, so that it can be undone.

    Args:
        n_new: companies that were not in the campaign before.
        after: ID of the last member before them.
        upto: ID of the last of them; no other addition is in between.
        was_all: the campaign included all companies before.
    """

    n_new: int
    after: int
    upto: int
    was_all: bool
    resolved: ResolvedIds


def add_companies(
    *, campaign: Campaign, company_ids: Collection[int], author: User | None = None
) -> int:
    """Add companies to a campaign, and restrict it to added companies.

    IDs of merged companies mean the companies they were merged into.

    Returns:
        Number of companies that are new in the campaign.
    """
    return add_members(campaign=campaign, company_ids=company_ids, author=author).n_new


@transaction.atomic
def add_members(
    *, campaign: Campaign, company_ids: Collection[int], author: User | None = None
) -> AddedCompanies:
    """Add companies as `add_companies` does, and return what `undo_added` needs."""
    was_all = Campaign.objects.select_for_update().get(pk=campaign.pk).scope == Campaign.Scope.ALL
    resolved = resolve_ids(campaign.workspace, "company", company_ids)
    members = CampaignCompany.objects.filter(campaign=campaign)
    before, after = members.count(), _last_member_id(members)
    rows = [CampaignCompany(campaign=campaign, company_id=pk) for pk in sorted(resolved.ids)]
    CampaignCompany.objects.bulk_create(rows, batch_size=_CHUNK, ignore_conflicts=True)
    _set_scope(campaign, Campaign.Scope.SELECTED)
    added = AddedCompanies(
        members.count() - before, after, _last_member_id(members), was_all, resolved
    )
    if added.n_new or was_all:
        details: dict[str, object] = {"n_companies": added.n_new}
        record_campaign_audit(campaign, "campaign.companies_added", author=author, details=details)
    return added


def _last_member_id(members: QuerySet[CampaignCompany]) -> int:
    last = members.order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def _set_scope(campaign: Campaign, scope: Campaign.Scope) -> None:
    if campaign.scope != scope:
        campaign.scope = scope
        campaign.save(update_fields=["scope"])


@transaction.atomic
def undo_added(
    *, campaign: Campaign, after: int, upto: int, was_all: bool, author: User | None = None
) -> int:
    """Undo an addition of companies; verdicts on them are kept.

    Args:
        campaign: that the companies were added to.
        after: see `AddedCompanies`.
        upto: see `AddedCompanies`.
        was_all: include all companies again.
        author: who undoes it.

    Returns:
        Number of companies removed.
    """
    members = CampaignCompany.objects.filter(campaign=campaign, pk__gt=after, pk__lte=upto)
    n, _ = members.delete()
    if was_all:
        _set_scope(campaign, Campaign.Scope.ALL)
    if n or was_all:
        details: dict[str, object] = {"n_companies": n}
        record_campaign_audit(
            campaign, "campaign.companies_removed", author=author, details=details
        )
    return n


@transaction.atomic
def set_archived(*, campaign: Campaign, is_archived: bool, author: User | None = None) -> None:
    """Archive or restore a campaign; its verdicts are kept. Idempotent."""
    if is_archived == (campaign.archived_at is not None):
        return
    campaign.archived_at = clock.now() if is_archived else None
    campaign.save(update_fields=["archived_at"])
    action = "campaign.archived" if is_archived else "campaign.restored"
    record_campaign_audit(campaign, action, author=author)


def record_campaign_audit(
    campaign: Campaign,
    action: str,
    *,
    author: User | None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    details: dict[str, object] | None = None,
) -> None:
    """Record an action on a campaign in the audit log, unless its values are unchanged.

    Args:
        campaign: subject of the action.
        action: e.g. `campaign.changed`.
        author: who did it; None for the system.
        before: values before the change, if any.
        after: values after the change, if any.
        details: further values.
    """
    if before is not None and before == after:
        return
    record_audit(
        workspace=campaign.workspace,
        actor=author,
        action=action,
        subject=f"campaign:{campaign.pk}",
        name=campaign.name,
        before=before,
        after=after,
        details=details,
    )


@transaction.atomic
def set_weights(
    *, campaign: Campaign, weights: Mapping[str, float], author: User | None = None
) -> None:
    """Set the weights of a campaign; an empty mapping means the default weights.

    Args:
        campaign: to change.
        weights: factor → weight from 0 to 1.
        author: who changed them.

    Raises:
        LeadqualError: a factor is unknown, a weight is not 0 to 1, or all are 0.
    """
    check_weights(weights)
    before, campaign.weights = dict(campaign.weights), dict(weights)
    campaign.save(update_fields=["weights"])
    record_campaign_audit(
        campaign, "campaign.weights_changed", author=author, before=before, after=dict(weights)
    )


def check_weights(weights: Mapping[str, float]) -> None:
    """Check that weights can be used for a ranking.

    Raises:
        LeadqualError: a factor is unknown, a weight is not 0 to 1, or all are 0.
    """
    for factor, weight in weights.items():
        if factor not in FACTORS:
            raise LeadqualError(
                f"Unknown factor “{factor}”. Factors: {', '.join(FACTORS)}.",
                WrongValue("weights", factor, FACTORS),
                code="weights",
                status=422,
            )
        if not (math.isfinite(weight) and 0 <= weight <= 1):
            raise LeadqualError(
                f"Weights must be from 0 to 1; {factor} is {weight:g}.",
                WrongValue(("weights", factor)),
                code="weights",
                status=422,
            )
    if weights and set(weights) == set(FACTORS) and not any(weights.values()):
        raise LeadqualError(
            "Set at least one factor above 0.", WrongValue("weights"), code="weights", status=422
        )
