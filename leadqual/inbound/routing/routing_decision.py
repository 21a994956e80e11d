"""Which rule decides about a lead, and why not the ones before it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from leadqual.inbound.models import RoutingRule
from leadqual.inbound.routing.lead_facts import LeadFacts


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules said.

    Args:
        rule: that decided; None where none matched.
        reason: one sentence.
        steps: name of each rule that was asked, with what did not match, or "matched".
    """

    rule: RoutingRule | None
    reason: str
    steps: Sequence[tuple[str, str]]


def decide(rules: Iterable[RoutingRule], facts: LeadFacts, *, members: Collection[int]) -> Decision:
    """Ask rules in their order; the first that matches decides.

    Args:
        rules: of the workspace, in order, with their owners.
        facts: of the lead.
        members: keys of users who may own records; a rule for somebody else is passed over.
    """
    steps: list[tuple[str, str]] = []
    for rule in rules:
        missed = _missed(rule, facts)
        if not missed and rule.owner_id not in members:
            missed = f"{rule.owner} is no longer a member"
        steps.append((rule.name, missed or "matched"))
        if not missed:
            return Decision(rule, f"Rule {rule.position}: {_matched(rule, facts)}.", steps)
    return Decision(None, "No rule matched." if steps else "There are no rules.", steps)


def _missed(rule: RoutingRule, facts: LeadFacts) -> str:
    """Return the first condition that a lead does not meet; "" where it meets all."""
    countries = {country.casefold() for country in rule.countries}
    if rule.departments and not facts.departments.keys() & set(rule.departments):
        return f"department is {', '.join(facts.departments.values()) or 'unknown'}"
    if rule.levels and facts.level not in rule.levels:
        return f"level is {facts.level_name or 'unknown'}"
    if countries and facts.country.casefold() not in countries:
        return f"country is {facts.country or 'unknown'}"
    if rule.min_score is not None and facts.score < rule.min_score:
        return f"score {facts.score} is below {rule.min_score}"
    if rule.max_score is not None and facts.score > rule.max_score:
        return f"score {facts.score} is above {rule.max_score}"
    return ""


def _matched(rule: RoutingRule, facts: LeadFacts) -> str:
    parts = []
    if rule.departments:
        names = [facts.departments[key] for key in facts.departments if key in rule.departments]
        parts.append(f"department {', '.join(names)}")
    if rule.levels:
        parts.append(f"level {facts.level_name}")
    if rule.countries:
        parts.append(f"country {facts.country}")
    if rule.min_score is not None or rule.max_score is not None:
        parts.append(f"score {facts.score}")
    return ", ".join(parts) or "matches every lead"
