"""Conditions of routing rules that a lead meets, or the first that it does not."""

from collections.abc import Mapping
from typing import Any

from leadqual.inbound.models import RoutingRule
from leadqual.taxonomy.models import Level


def find_unmet_condition(
    rule: RoutingRule,
    facts: Mapping[str, Any],
    departments: Mapping[int, str],
    level: Level | None,
) -> str:
    """Return the first condition that a lead does not meet; "" where it meets all."""
    countries = {country.casefold() for country in rule.countries}
    if rule.departments and not departments.keys() & set(rule.departments):
        return f"department is {', '.join(departments.values()) or 'unknown'}"
    if rule.levels and (level is None or level.pk not in rule.levels):
        return f"level is {level.name if level else 'unknown'}"
    if countries and facts["country"].casefold() not in countries:
        return f"country is {facts['country'] or 'unknown'}"
    if rule.min_score is not None and facts["score"] < rule.min_score:
        return f"score {facts['score']} is below {rule.min_score}"
    if rule.max_score is not None and facts["score"] > rule.max_score:
        return f"score {facts['score']} is above {rule.max_score}"
    return ""


def describe_match(
    rule: RoutingRule, facts: Mapping[str, Any], departments: Mapping[int, str]
) -> str:
    parts = []
    if rule.departments:
        names = [name for key, name in departments.items() if key in rule.departments]
        parts.append(f"department {', '.join(names)}")
    if rule.levels:
        parts.append(f"level {facts['level_name']}")
    if rule.countries:
        parts.append(f"country {facts['country']}")
    if rule.min_score is not None or rule.max_score is not None:
        parts.append(f"score {facts['score']}")
    return ", ".join(parts) or "matches every lead"
