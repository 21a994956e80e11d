"""The score breakdown of one person."""

from collections.abc import Sequence
from dataclasses import dataclass

from leadqual.accounts.models import Workspace
from leadqual.lead_scores.refresh.stored_scores import store_scores
from leadqual.lead_scores.scoring import (
    FACTORS,
    Factor,
    PersonFacts,
    ScoreRules,
    facts_by_key,
    points_of,
    whole_points,
)
from leadqual.lead_scores.selectors import rules_of, today
from leadqual.leads.models import Contact


@dataclass(frozen=True, slots=True)
class BreakdownLine:
    """One factor of a person.

    Args:
        points: whole points that it adds.
        most: points that it could add; of a deduction, take away.
        days: since it happened; None where it does not decay or never happened.
    """

    factor: Factor
    points: int
    most: int
    days: int | None


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
    return breakdown(facts, rules)


def breakdown(facts: PersonFacts, rules: ScoreRules) -> Breakdown:
    """Return the score breakdown of the first of some people."""
    points, limited = whole_points(points_of(facts, rules)[0])
    score = sum(points) + limited
    lines = [
        BreakdownLine(factor, given, rules.weight(factor.code), _days(facts, factor))
        for factor, given in zip(FACTORS, points, strict=True)
        if rules.weight(factor.code)
    ]
    return Breakdown(score, rules.tier(score), lines, limited)


def _days(facts: PersonFacts, factor: Factor) -> int | None:
    ages = facts.ages.get(factor.code)
    return None if ages is None or ages[0] < 0 else int(ages[0])
