"""Evaluate each factor against outcomes: likes and positive replies."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import QuerySet

from leadqual.accounts.models import Workspace
from leadqual.campaigns.models import Verdict
from leadqual.lead_scores.factors import FACTORS, Factor, size_band
from leadqual.lead_scores.models import CompanyCampaignScore
from leadqual.lead_scores.score_rules import ScoreRules
from leadqual.leads.models import Company, Contact, TitleLabel
from leadqual.replies.models import Reply

MIN_OUTCOMES = 20
"""Minimum number of good outcomes, and of others."""

_DAY = 86_400.0
MAX_OUTCOMES = 5_000
"""The newest outcomes of each kind that are read."""

_COMPANY_FACTORS = ("campaign_score", "company_size", "country", "business_model", "verdicts")
"""Factors that a verdict on a company can be held against."""

_Observation = tuple[dict[str, float], bool]
"""What each factor was worth before an outcome, and whether that was a good one."""


@dataclass(frozen=True, slots=True)
class FactorAuc:
    """How well one factor predicted one kind of outcome.

    Args:
        n_good: good outcomes with a known value.
        n_other: other outcomes with a known value.
        auc: 0 to 1, 0.5 is chance; None where there are too few.
    """

    n_good: int
    n_other: int
    auc: float | None


def factor_auc(values: Sequence[float], outcomes: Sequence[bool]) -> FactorAuc:
    """Return the share of pairs of a good and another outcome where the good one has more.

    Equal values count half.

    Args:
        values: of the factor, as they stood before each outcome.
        outcomes: whether each outcome was a good one.
    """
    numbers, good = np.asarray(values, dtype=float), np.asarray(outcomes, dtype=bool)
    n_good, n_other = int(good.sum()), int((~good).sum())
    if min(n_good, n_other) < MIN_OUTCOMES:
        return FactorAuc(n_good, n_other, None)
    from sklearn.metrics import roc_auc_score  # slow to import

    return FactorAuc(n_good, n_other, float(roc_auc_score(good, numbers)))


@dataclass(frozen=True, slots=True)
class _PastVerdict:
    """A verdict: when it was given, until when it counted, whose, and the score on its card."""

    at: datetime
    until: datetime | None
    reviewer: tuple[int, int]
    sign: int
    score: float | None


class PastCompanies:
    """Companies as they were; three queries.

    Args:
        workspace: whose companies.
        company_ids: the ones that will be asked about.
        rules: by which fits and decay are counted.
    """

    def __init__(
        self, workspace: Workspace, company_ids: Collection[int], rules: ScoreRules
    ) -> None:
        self._rules = rules
        companies = Company.objects.filter(workspace=workspace, pk__in=company_ids)
        self._companies = {row.pk: row for row in companies.defer("overview")}
        scores = CompanyCampaignScore.objects.filter(workspace=workspace, company__in=company_ids)
        self._scores = {row.company_id: row for row in scores}
        self._verdicts_by_company: dict[int, list[_PastVerdict]] = defaultdict(list)
        verdicts = Verdict.objects.filter(
            workspace=workspace, company__in=company_ids, value__in=("like", "dislike")
        )
        for row in verdicts.order_by("created_at", "pk"):
            sign = 1 if row.value == Verdict.Value.LIKE else -1
            reviewer = (row.campaign_id, row.author_id)
            self._verdicts_by_company[row.company_id].append(
                _PastVerdict(row.created_at, row.undone_at, reviewer, sign, row.score)
            )

    def values(self, company_id: int | None, at: datetime) -> dict[str, float]:
        """Return factor → share of its points before a moment, of the factors that are known."""
        company = self._companies.get(company_id or 0)
        found = {"verdicts": self._verdicts(company_id or 0, at)}
        score = self._campaign_score(company_id or 0, at)
        if score is not None:
            found["campaign_score"] = max(score, 0.0)
        if company is None or not _was_known(company.created_at, company.facts_changed_at, at):
            return found
        model = "" if company.business_model == "unknown" else company.business_model
        band = size_band(company.employees, company.size)
        return found | {
            "company_size": self._rules.share("company_size", band),
            "business_model": self._rules.share("business_model", model),
            **({"country": self._country(company.country)} if company.country else {}),
        }

    def _country(self, country: str) -> float:
        return self._rules.share("country", country)

    def _campaign_score(self, company_id: int, at: datetime) -> float | None:
        """Return the score of a company before a moment: as stored, else on its last card."""
        stored = self._scores.get(company_id)
        if stored is not None and stored.since < at:
            return stored.score
        shown = [
            verdict.score
            for verdict in self._verdicts_by_company.get(company_id, ())
            if verdict.at < at
        ]
        return next((score for score in reversed(shown) if score is not None), None)

    def _verdicts(self, company_id: int, at: datetime) -> float:
        last: dict[tuple[int, int], _PastVerdict] = {}
        for verdict in self._verdicts_by_company.get(company_id, ()):
            if verdict.at < at and (verdict.until is None or verdict.until >= at):
                last[verdict.reviewer] = verdict
        if not last:
            return 0.0
        mean = sum(verdict.sign for verdict in last.values()) / len(last)
        newest = max(verdict.at for verdict in last.values())
        return mean * decay_factor(newest, at, self._rules.half_life("verdicts"))


class PastReplies:
    """Replies of people in the order of their time; one query.

    Args:
        workspace: whose replies.
        contact_ids: the people that will be asked about.
        rules: by which decay is counted.
    """

    def __init__(
        self, workspace: Workspace, contact_ids: Collection[int], rules: ScoreRules
    ) -> None:
        self._rules = rules
        self._times: Mapping[tuple[int, bool], list[datetime]] = defaultdict(list)
        rows = Reply.objects.filter(
            workspace=workspace,
            contact__in=contact_ids,
            category__in=("positive", "objection", "unsubscribe"),
        )
        for contact, category, at in rows.order_by("received_at").values_list(
            "contact_id", "category", "received_at"
        ):
            self._times[contact, category == "positive"].append(at)

    def values(self, contact_id: int, at: datetime) -> dict[str, float]:
        """Return factor → share of its points, from the replies before a moment."""
        return {
            "positive_reply": self._last(contact_id, at, is_positive=True),
            "negative_reply": -self._last(contact_id, at, is_positive=False),
        }

    def _last(self, contact_id: int, at: datetime, *, is_positive: bool) -> float:
        times: Sequence[datetime] = self._times.get((contact_id, is_positive), ())
        place = bisect_left(times, at)
        factor = "positive_reply" if is_positive else "negative_reply"
        return decay_factor(times[place - 1], at, self._rules.half_life(factor)) if place else 0.0


def decay_factor(occurred_at: datetime, at: datetime, half_life: int) -> float:
    """Return what something counts at a moment, 0 to 1: half after each half-life."""
    days = max((at - occurred_at).total_seconds() / _DAY, 0.0)
    return float(0.5 ** (days / max(half_life, 1)))


def _was_known(created: datetime, changed: datetime | None, at: datetime) -> bool:
    return created < at and (changed is None or changed < at)


@dataclass(frozen=True, slots=True)
class FactorQuality:
    """How well a factor predicted.

    Args:
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
    likes, replies = _like_outcomes(workspace, rules), _reply_outcomes(workspace, rules)
    return [
        FactorQuality(
            factor,
            _auc(likes, factor.code) if factor.code in _COMPANY_FACTORS else None,
            _auc(replies, factor.code),
        )
        for factor in FACTORS
    ]


def _auc(outcomes: Sequence[_Observation], factor: str) -> FactorAuc:
    known = [(values[factor], is_good) for values, is_good in outcomes if factor in values]
    return factor_auc([value for value, _ in known], [is_good for _, is_good in known])


def _like_outcomes(workspace: Workspace, rules: ScoreRules) -> list[_Observation]:
    rows = list(
        Verdict.objects.filter(
            workspace=workspace, is_current=True, value__in=("like", "dislike")
        ).order_by("-pk")[:MAX_OUTCOMES]
    )
    companies = PastCompanies(workspace, {row.company_id for row in rows}, rules)
    outcomes: list[_Observation] = []
    for row in rows:
        values = companies.values(row.company_id, row.created_at)
        values.pop("campaign_score", None)  # Of this campaign it is the score on its own card.
        if row.score is not None:
            values["campaign_score"] = max(row.score, 0.0)
        outcomes.append((values, row.value == Verdict.Value.LIKE))
    return outcomes


def _reply_outcomes(workspace: Workspace, rules: ScoreRules) -> list[_Observation]:
    rows = list(
        Reply.objects.filter(
            workspace=workspace,
            contact__isnull=False,
            category__in=("positive", "objection", "unsubscribe"),
        )
        .order_by("-received_at", "-pk")
        .only("contact_id", "category", "received_at")[:MAX_OUTCOMES]
    )
    people = {row.pk: row for row in _read_people(workspace, {row.contact_id or 0 for row in rows})}
    departments = _departments_by_title(people.values())
    companies = PastCompanies(
        workspace, {contact.company_id for contact in people.values() if contact.company_id}, rules
    )
    earlier = PastReplies(workspace, people.keys(), rules)
    outcomes: list[_Observation] = []
    for row in rows:
        person = people[row.contact_id or 0]
        values = companies.values(person.company_id, row.received_at)
        values |= earlier.values(person.pk, row.received_at)
        values |= _person_values(person, row, departments[person.job_title_id or 0], rules)
        outcomes.append((values, row.category == Reply.Category.POSITIVE))
    return outcomes


def _read_people(workspace: Workspace, keys: set[int]) -> QuerySet[Contact]:
    rows = Contact.objects.filter(workspace=workspace, pk__in=keys)
    return rows.select_related("job_title__level")


def _departments_by_title(people: Iterable[Contact]) -> dict[int, list[str]]:
    """Return job title → slugs of its departments; one query."""
    titles = {person.job_title_id for person in people if person.job_title_id}
    rows = TitleLabel.objects.filter(job_title__in=titles, function__retired_at=None)
    labels = rows.order_by()  # Columns of the order would count as different rows.
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
    values = {"new_in_workspace": decay_factor(person.created_at, at, half_life)}
    if changed is not None and changed >= at:
        return values  # The title of then is not known any more.
    level = person.job_title.level if person.job_title else None
    return values | {
        "function": max(
            (rules.share("department", department) for department in departments), default=0.0
        ),
        "level": rules.share("level", level.slug if level else ""),
        "new_in_role": decay_factor(changed, at, rules.half_life("new_in_role"))
        if changed
        else 0.0,
    }
