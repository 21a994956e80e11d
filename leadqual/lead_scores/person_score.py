"""The score breakdown of one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leadqual.accounts.models import Workspace
from leadqual.companies.business_models import BUSINESS_MODEL_NAMES
from leadqual.core.texts.plain_texts import format_count
from leadqual.lead_scores.factors import FACTORS, Factor, Fit, size_band
from leadqual.lead_scores.person_facts import PersonFacts, facts_by_key
from leadqual.lead_scores.refresh.stored_scores import store_scores
from leadqual.lead_scores.score_rules import ScoreRules
from leadqual.lead_scores.scoring import points_of, whole_points
from leadqual.lead_scores.selectors import rules_of, today
from leadqual.leads.models import Contact
from leadqual.taxonomy.models import Department

_COUNTS = {Fit.IDEAL: "counts in full", Fit.GOOD: "counts half", Fit.POOR: "counts nothing"}
_EVENTS = {
    "positive_reply": ("Last positive reply", "No positive reply"),
    "negative_reply": ("Last negative reply", "No negative reply"),
    "verdicts": ("Last verdict", "No verdicts on the company"),
    "new_in_role": ("Title changed", "No change of title"),
    "new_in_workspace": ("Added", ""),
}
"""Factor that decays → what happened, and what to say if it never did."""


@dataclass(frozen=True, slots=True)
class BreakdownLine:
    """One factor of a person.

    Args:
        points: whole points that it adds.
        most: points that it could add; of a deduction, take away.
        days: since it happened; None where it does not decay or never happened.
        why: what earned the points, in words.
    """

    factor: Factor
    points: int
    most: int
    days: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A score and its lines, which add up to it.

    Args:
        score: 0 to 100.
        tier: A, B or C.
        lines: one for each factor that has a weight.
        limited: correction that keeps the score within 0 to 100; else 0.
    """

    score: int
    tier: str
    lines: Sequence[BreakdownLine]
    limited: int


def breakdown_of(workspace: Workspace, contact: Contact) -> Breakdown:
    """Return the current score breakdown of a person, and store the score if it changed."""
    rules = rules_of(workspace)
    facts = facts_by_key(workspace.pk, [contact.pk], rules=rules, today=today())
    store_scores(workspace.pk, facts, rules)
    values = _values(contact, rules)
    points, limited = whole_points(points_of(facts, rules)[0])
    score = sum(points) + limited
    lines = [
        BreakdownLine(
            *(factor, given, rules.weight(factor.code), _days(facts, factor)),
            why=_why(factor, facts, rules, values),
        )
        for factor, given in zip(FACTORS, points, strict=True)
        if rules.weight(factor.code)
    ]
    return Breakdown(score, rules.tier(score), lines, limited)


def _days(facts: PersonFacts, factor: Factor) -> int | None:
    ages = facts.ages.get(factor.code)
    return None if ages is None or ages[0] < 0 else int(ages[0])


def _values(contact: Contact, rules: ScoreRules) -> Mapping[str, tuple[str, str]]:
    """Return fact → value of a person and its name; the department is the one that fits best."""
    title, company = contact.job_title, contact.company
    departments = Department.objects.filter(
        functions__title_labels__job_title=title, functions__retired_at=None
    ).distinct()
    best = max(
        departments, key=lambda department: rules.share("department", department.slug), default=None
    )
    level = title.level if title else None
    size = size_band(company.employees, company.size) if company else ""
    country = (company.country if company else "") or contact.country
    model = company.business_model if company and company.business_model != "unknown" else ""
    return {
        "department": (best.slug, best.name) if best else ("", ""),
        "level": (level.slug, level.name) if level else ("", ""),
        "company_size": (size, f"{size.replace('-', '–')} employees"),
        "country": (country, country),
        "business_model": (model, BUSINESS_MODEL_NAMES[model].partition(" (")[0] if model else ""),
    }


def _why(
    factor: Factor, facts: PersonFacts, rules: ScoreRules, values: Mapping[str, tuple[str, str]]
) -> str:
    if factor.fact:
        value, name = values[factor.fact]
        fit = Fit(rules.fit(factor.fact, value))
        return f"{name}, {_COUNTS[fit]}" if value else "Unknown, counts nothing"
    share = float(facts.values[factor.code][0])
    if factor.code not in _EVENTS:
        return f"Best campaign score {share:.2f}" if share > 0 else "No campaign score above 0"
    event, never = _EVENTS[factor.code]
    days = _days(facts, factor)
    if days is None:
        return never
    remaining = 2 ** (-days / max(rules.half_life(factor.code), 1))
    counts = _COUNTS[Fit.IDEAL] if remaining > 0.995 else f"counts {remaining:.0%}"
    balance = f"{_balance(share)}. " if factor.code == "verdicts" else ""
    return f"{balance}{event} {format_count(days, 'day') + ' ago' if days else 'today'}, {counts}"


def _balance(share: float) -> str:
    """Return likes against dislikes in words, from -1 (all dislikes) to 1 (all likes)."""
    if abs(share) == 1:
        return "Only likes" if share > 0 else "Only dislikes"
    return f"More {'likes' if share > 0 else 'dislikes'}" if share else "As many likes as dislikes"
