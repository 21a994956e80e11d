"""Each factor against what came of it: likes, and positive replies."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from leadqual.accounts.models import Workspace
from leadqual.campaigns.models import Verdict
from leadqual.lead_scores.evaluation.factor_auc import FactorAuc, factor_auc
from leadqual.lead_scores.evaluation.past_facts import PastCompanies, PastReplies, faded
from leadqual.lead_scores.scoring.score_factors import FACTORS, Factor
from leadqual.lead_scores.scoring.score_rules import ScoreRules
from leadqual.leads.models import Contact, TitleLabel
from leadqual.replies.models import Reply

MAX_OUTCOMES = 5_000
"""The newest outcomes of each kind that are read."""

_OF_COMPANIES = ("campaign_score", "company_size", "country", "business_model", "verdicts")
"""Factors that a verdict on a company can be held against."""

_Known = tuple[dict[str, float], bool]
"""What each factor was worth before an outcome, and whether that was a good one."""


@dataclass(frozen=True, slots=True)
class FactorQuality:
    """How well a factor predicted.

    Args:
        factor: which one.
        likes: likes against dislikes of companies; None for factors of people.
        replies: positive replies against objections and unsubscribes.
    """

    factor: Factor
    likes: FactorAuc | None
    replies: FactorAuc


def factor_qualities(workspace: Workspace, rules: ScoreRules) -> list[FactorQuality]:
    """Return how well each factor predicted, each value as it stood before the outcome.

    A factor that takes points away predicts well where those who lost points turned out worse.
    """
    likes, replies = _likes(workspace, rules), _replies(workspace, rules)
    return [
        FactorQuality(
            factor,
            _auc(likes, factor.code) if factor.code in _OF_COMPANIES else None,
            _auc(replies, factor.code),
        )
        for factor in FACTORS
    ]


def _auc(outcomes: Sequence[_Known], factor: str) -> FactorAuc:
    known = [(values[factor], is_good) for values, is_good in outcomes if factor in values]
    return factor_auc([value for value, _ in known], [is_good for _, is_good in known])


def _likes(workspace: Workspace, rules: ScoreRules) -> list[_Known]:
    rows = list(
        Verdict.objects.filter(
            workspace=workspace, is_current=True, value__in=("like", "dislike")
        ).order_by("-pk")[:MAX_OUTCOMES]
    )
    companies = PastCompanies(workspace, {row.company_id for row in rows}, rules)
    outcomes: list[_Known] = []
    for row in rows:
        values = companies.values(row.company_id, row.created_at)
        values.pop("campaign_score", None)  # Of this campaign it is what its own card said.
        if row.score is not None:
            values["campaign_score"] = max(row.score, 0.0)
        outcomes.append((values, row.value == Verdict.Value.LIKE))
    return outcomes


def _replies(workspace: Workspace, rules: ScoreRules) -> list[_Known]:
    rows = list(
        Reply.objects.filter(
            workspace=workspace,
            contact__isnull=False,
            category__in=("positive", "objection", "unsubscribe"),
        )
        .order_by("-received_at", "-pk")
        .only("contact_id", "category", "received_at")[:MAX_OUTCOMES]
    )
    people = {row.pk: row for row in _people(workspace, {row.contact_id or 0 for row in rows})}
    departments = _departments(people.values())
    companies = PastCompanies(
        workspace, {one.company_id for one in people.values() if one.company_id}, rules
    )
    earlier = PastReplies(workspace, people.keys(), rules)
    outcomes: list[_Known] = []
    for row in rows:
        person = people[row.contact_id or 0]
        values = companies.values(person.company_id, row.received_at)
        values |= earlier.values(person.pk, row.received_at)
        values |= _person_values(person, row, departments[person.job_title_id or 0], rules)
        outcomes.append((values, row.category == Reply.Category.POSITIVE))
    return outcomes


def _people(workspace: Workspace, keys: set[int]) -> QuerySet[Contact]:
    rows = Contact.objects.filter(workspace=workspace, pk__in=keys)
    return rows.select_related("job_title__level")


def _departments(people: Iterable[Contact]) -> dict[int, list[str]]:
    """Return job title → slugs of its departments; one query."""
    titles = {one.job_title_id for one in people if one.job_title_id}
    labels = TitleLabel.objects.filter(job_title__in=titles, function__retired_at=None)
    found: dict[int, list[str]] = defaultdict(list)
    for title, slug in labels.values_list("job_title_id", "function__department__slug").distinct():
        found[title].append(slug)
    return found


def _person_values(
    person: Contact, reply: Reply, departments: Sequence[str], rules: ScoreRules
) -> dict[str, float]:
    at, changed = reply.received_at, person.title_changed_at
    if person.created_at >= at:
        return {}  # Nothing was known of the person before.
    half_life = rules.half_life("new_in_workspace")
    values = {"new_in_workspace": faded(person.created_at, at, half_life)}
    if changed is not None and changed >= at:
        return values  # The title of then is not known any more.
    level = person.job_title.level if person.job_title else None
    return values | {
        "function": max((rules.share("department", one) for one in departments), default=0.0),
        "level": rules.share("level", level.slug if level else ""),
        "new_in_role": faded(changed, at, rules.half_life("new_in_role")) if changed else 0.0,
    }
