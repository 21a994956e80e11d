"""Writes of routing rules by managers: create, change, move, delete."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from django.db import transaction

from leadqual.accounts.models import User, Workspace
from leadqual.core.errors import WrongValue
from leadqual.inbound.edits import read_name, record_edit
from leadqual.inbound.errors import RoutingRuleError
from leadqual.inbound.models import MAX_SCORE, RoutingRule
from leadqual.leads.firmographics.geography import country_name
from leadqual.leads.records.owners import owners_of
from leadqual.taxonomy.models import Department, Level

MAX_RULES = 100
MAX_VALUES = 100


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


@dataclass(frozen=True, slots=True)
class RuleValues:
    """A rule as somebody says it.

    Args:
        name: up to 80 characters.
        owner: key of a member.
        departments: slugs; empty for all.
        levels: slugs; empty for all.
        countries: names or ISO codes; empty for all.
        min_score: lowest lead score; None for any.
        max_score: highest lead score; None for any.
    """

    name: str
    owner: int
    departments: Sequence[str] = field(default=())
    levels: Sequence[str] = field(default=())
    countries: Sequence[str] = field(default=())
    min_score: int | None = None
    max_score: int | None = None


def create_rule(*, workspace: Workspace, values: RuleValues, author: User) -> RoutingRule:
    """Add a rule behind the others.

    Raises:
        RoutingRuleError: a value is unusable, or there are too many rules; nothing is written.
    """
    columns = _columns(workspace, values)
    with transaction.atomic():
        rules = _locked_rules(workspace)
        if len(rules) >= MAX_RULES:
            raise RoutingRuleError(f"There can be up to {MAX_RULES} rules. Delete one first.")
        rule = RoutingRule.objects.create(
            workspace=workspace, author=author, position=len(rules) + 1, **columns
        )
        record_edit(rule, author, "routing_rule.created", after=_said(values))
    return rule


def change_rule(*, rule: RoutingRule, values: RuleValues, author: User) -> None:
    """Say a rule anew; its place stays.

    Raises:
        RoutingRuleError: a value is unusable; nothing is written.
    """
    columns = _columns(rule.workspace, values)
    before = _said(values_of(rule))
    with transaction.atomic():
        for name, value in columns.items():
            setattr(rule, name, value)
        rule.save(update_fields=list(columns))
        record_edit(rule, author, "routing_rule.changed", before=before, after=_said(values))


def move_rule(*, rule: RoutingRule, position: int, author: User) -> None:
    """Put a rule at a place among the others, from 1; beyond the last place it is the last."""
    with transaction.atomic():
        rules = _locked_rules(rule.workspace)
        former = next(at for at, one in enumerate(rules, start=1) if one.pk == rule.pk)
        others = [one for one in rules if one.pk != rule.pk]
        others.insert(max(position, 1) - 1, rule)
        _number(others)
        rule.refresh_from_db(fields=["position"])
        if rule.position != former:
            places = ({"position": former}, {"position": rule.position})
            record_edit(rule, author, "routing_rule.moved", before=places[0], after=places[1])


def delete_rule(*, rule: RoutingRule, author: User) -> None:
    """Delete a rule; the log keeps its name."""
    with transaction.atomic():
        rules = _locked_rules(rule.workspace)
        record_edit(rule, author, "routing_rule.deleted", before=_said(values_of(rule)))
        key = rule.pk
        rule.delete()
        _number([one for one in rules if one.pk != key])


def values_of(rule: RoutingRule) -> RuleValues:
    """Return a rule as somebody would say it."""
    departments = Department.objects.filter(pk__in=rule.departments)
    levels = Level.objects.filter(pk__in=rule.levels)
    return RuleValues(
        name=rule.name,
        owner=rule.owner_id,
        departments=list(departments.values_list("slug", flat=True)),
        levels=list(levels.values_list("slug", flat=True)),
        countries=list(rule.countries),
        min_score=rule.min_score,
        max_score=rule.max_score,
    )


def _columns(workspace: Workspace, values: RuleValues) -> dict[str, object]:
    name = read_name(values.name, RoutingRuleError)
    if values.owner not in owners_of(workspace):
        raise RoutingRuleError("The owner must be a member of this workspace.", WrongValue("owner"))
    for name_of_score, score in (("min_score", values.min_score), ("max_score", values.max_score)):
        if score is not None and not 0 <= score <= MAX_SCORE:
            raise RoutingRuleError(
                f"A score is a number from 0 to {MAX_SCORE}.", WrongValue(name_of_score, score)
            )
    if None not in (values.min_score, values.max_score) and (values.min_score or 0) > (
        values.max_score or 0
    ):
        raise RoutingRuleError(
            "The lowest score must not be above the highest one.", WrongValue("min_score")
        )
    return {
        "name": name,
        "owner_id": values.owner,
        "departments": _departments(values.departments),
        "levels": _levels(values.levels),
        "countries": _countries(values.countries),
        "min_score": values.min_score,
        "max_score": values.max_score,
    }


def _departments(slugs: Sequence[str]) -> list[int]:
    rows = Department.objects.filter(retired_at=None)
    return _all_found(dict(rows.values_list("slug", "pk")), slugs, "department")


def _levels(slugs: Sequence[str]) -> list[int]:
    return _all_found(dict(Level.objects.values_list("slug", "pk")), slugs, "level")


def _all_found(known: Mapping[str, int], slugs: Sequence[str], what: str) -> list[int]:
    if unknown := [slug for slug in slugs if slug not in known]:
        raise RoutingRuleError(
            f"There is no {what} {unknown[0][:60]!r}.",
            *(WrongValue(f"{what}s", slug, known, f"There is no such {what}.") for slug in unknown),
        )
    return sorted({known[slug] for slug in slugs})


def _countries(names: Sequence[str]) -> list[str]:
    if len(names) > MAX_VALUES:
        raise RoutingRuleError(f"Enter up to {MAX_VALUES} countries.", WrongValue("countries"))
    found: dict[str, None] = {}
    for name in names:
        if not name.strip():
            continue
        country = country_name(name.strip())
        if not country:
            raise RoutingRuleError(
                f"{name.strip()[:60]!r} is not a country.", WrongValue("countries", name)
            )
        found[country] = None
    return list(found)


def _locked_rules(workspace: Workspace) -> list[RoutingRule]:
    """Return the rules in order; nobody else moves them until the transaction ends."""
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    return list(RoutingRule.objects.filter(workspace=workspace))


def _number(rules: Sequence[RoutingRule]) -> None:
    for position, one in enumerate(rules, start=1):
        if one.position != position:
            RoutingRule.objects.filter(pk=one.pk).update(position=position)


def _said(values: RuleValues) -> dict[str, object]:
    return {
        name: list(value) if isinstance(value, list | tuple) else value
        for name, value in asdict(values).items()
        if value not in (None, (), [])
    }
