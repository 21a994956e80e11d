"""Rules as people read them."""

from collections.abc import Iterable
from dataclasses import dataclass

from leadqual.inbound.models import RoutingRule
from leadqual.taxonomy.models import Department, Level


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule of the list.

    Args:
        rule: with its owner.
        conditions: in words; "All leads" without any.
        is_first: nothing is asked before it.
        is_last: nothing is asked behind it.
    """

    rule: RoutingRule
    conditions: str
    is_first: bool
    is_last: bool


def rule_lines(rules: Iterable[RoutingRule]) -> list[RuleLine]:
    """Return rules with their conditions in words; two queries."""
    rows = list(rules)
    departments = dict(Department.objects.values_list("pk", "name"))
    levels = dict(Level.objects.values_list("pk", "name"))
    return [
        RuleLine(rule, _words(rule, departments, levels), at == 0, at == len(rows) - 1)
        for at, rule in enumerate(rows)
    ]


def _words(rule: RoutingRule, departments: dict[int, str], levels: dict[int, str]) -> str:
    lists = (
        [departments[key] for key in rule.departments if key in departments],
        [levels[key] for key in rule.levels if key in levels],
        rule.countries,
    )
    parts = [" or ".join(names) for names in lists if names]
    if rule.min_score is not None:
        parts.append(f"score from {rule.min_score}")
    if rule.max_score is not None:
        parts.append(f"score up to {rule.max_score}")
    return " · ".join(parts) or "All leads"
