"""Writes of routing rules by managers: create, change, move, delete."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from django.db import transaction

from leadqual.accounts.models import User, Workspace
from leadqual.core.errors import WrongValue
from leadqual.inbound.edits import check_name, record_edit
from leadqual.inbound.errors import RoutingRuleError
from leadqual.inbound.models import MAX_SCORE, RoutingRule
from leadqual.leads.firmographics.geography import country_name
from leadqual.leads.records.owners import owners_of
from leadqual.taxonomy.models import Department, Level

MAX_RULES = 100
MAX_VALUES = 100


@dataclass(frozen=True, slots=True)
class RuleValues:
    """The values of a rule.

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
    """Add a rule after the others.

    Raises:
        RoutingRuleError: a value is unusable, or there are too many rules; nothing is written.
    """
    columns = _check_values(workspace, values)
    with transaction.atomic():
        rules = _lock_rules(workspace)
        if len(rules) >= MAX_RULES:
            raise RoutingRuleError(f"There can be up to {MAX_RULES} rules. Delete one first.")
        rule = RoutingRule.objects.create(
            workspace=workspace, author=author, position=len(rules) + 1, **columns
        )
        record_edit(rule, author, "routing_rule.created", after=_audit_values(values))
    return rule


def change_rule(*, rule: RoutingRule, values: RuleValues, author: User) -> None:
    """Change a rule; its position stays.

    Raises:
        RoutingRuleError: a value is unusable; nothing is written.
    """
    columns = _check_values(rule.workspace, values)
    before = _audit_values(values_of(rule))
    with transaction.atomic():
        for name, value in columns.items():
            setattr(rule, name, value)
        rule.save(update_fields=list(columns))
        record_edit(
            rule, author, "routing_rule.changed", before=before, after=_audit_values(values)
        )


def move_rule(*, rule: RoutingRule, position: int, author: User) -> None:
    """Move a rule to a position, from 1; positions beyond the last mean the last."""
    with transaction.atomic():
        rules = _lock_rules(rule.workspace)
        old_position = next(at for at, other in enumerate(rules, start=1) if other.pk == rule.pk)
        others = [other for other in rules if other.pk != rule.pk]
        others.insert(max(position, 1) - 1, rule)
        _renumber(others)
        rule.refresh_from_db(fields=["position"])
        if rule.position != old_position:
            positions = ({"position": old_position}, {"position": rule.position})
            record_edit(rule, author, "routing_rule.moved", before=positions[0], after=positions[1])


def delete_rule(*, rule: RoutingRule, author: User) -> None:
    """Delete a rule; the log keeps its name."""
    with transaction.atomic():
        rules = _lock_rules(rule.workspace)
        record_edit(rule, author, "routing_rule.deleted", before=_audit_values(values_of(rule)))
        key = rule.pk
        rule.delete()
        _renumber([other for other in rules if other.pk != key])


def values_of(rule: RoutingRule) -> RuleValues:
    """Return the values of a rule."""
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


def _check_values(workspace: Workspace, values: RuleValues) -> dict[str, object]:
    name = check_name(values.name, RoutingRuleError)
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
    return _find_keys(dict(rows.values_list("slug", "pk")), slugs, "department")


def _levels(slugs: Sequence[str]) -> list[int]:
    return _find_keys(dict(Level.objects.values_list("slug", "pk")), slugs, "level")


def _find_keys(known: Mapping[str, int], slugs: Sequence[str], what: str) -> list[int]:
    if unknown := [slug for slug in slugs if slug not in known]:
        raise RoutingRuleError(
            f"There is no {what} {unknown[0][:60]!r}.",
            *(WrongValue(f"{what}s", slug, known, f"There is no such {what}.") for slug in unknown),
        )
    return sorted({known[slug] for slug in slugs})


def _countries(names: Sequence[str]) -> list[str]:
    if len(names) > MAX_VALUES:
        raise RoutingRuleError(f"Enter up to {MAX_VALUES} countries.", WrongValue("countries"))
    countries: dict[str, None] = {}
    for name in names:
        if not name.strip():
            continue
        country = country_name(name.strip())
        if not country:
            raise RoutingRuleError(
                f"{name.strip()[:60]!r} is not a country.", WrongValue("countries", name)
            )
        countries[country] = None
    return list(countries)


def _lock_rules(workspace: Workspace) -> list[RoutingRule]:
    """Return the rules in order; nobody else moves them until the transaction ends."""
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    return list(RoutingRule.objects.filter(workspace=workspace))


def _renumber(rules: Sequence[RoutingRule]) -> None:
    for position, other in enumerate(rules, start=1):
        if other.position != position:
            RoutingRule.objects.filter(pk=other.pk).update(position=position)


def _audit_values(values: RuleValues) -> dict[str, object]:
    return {
        name: list(value) if isinstance(value, list | tuple) else value
        for name, value in asdict(values).items()
        if value not in (None, (), [])
    }
