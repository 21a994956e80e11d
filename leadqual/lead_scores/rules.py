"""Writes of the rules of the lead score."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core.errors import LeadqualError, NothingToUndoError, WrongValue
from leadqual.core.jobs import Job, enqueue
from leadqual.core.locks import hold_lock
from leadqual.lead_scores.factors import BY_CODE, DECAYING, FACTORS, FACTS, Fit
from leadqual.lead_scores.models import LeadScoreRules
from leadqual.lead_scores.score_rules import MAX_HALF_LIFE, MAX_WEIGHT, ScoreRules
from leadqual.lead_scores.selectors import rules_from, rules_of

MAX_VALUES = 300
"""Values of one fact with a fit of their own."""

MAX_LENGTH = 100


@transaction.atomic
def save_rules(*, workspace: Workspace, rules: ScoreRules, author: User) -> ScoreRules:
    """Save the score rules of a workspace; a job scores its people again.

    Returns:
        The stored rules, with their version.

    Raises:
        LeadqualError: a value is out of its range; nothing has been written.
    """
    check_rules(rules)
    return _store(workspace, rules, author, action="lead_score.rules_changed")


@transaction.atomic
def reset_rules(*, workspace: Workspace, author: User) -> ScoreRules:
    """Score the people of a workspace by the default rules."""
    return _store(workspace, ScoreRules(), author, action="lead_score.rules_reset")


@transaction.atomic
def undo_rules(*, workspace: Workspace, version: int, author: User) -> ScoreRules:
    """Restore the rules from before a change.

    Args:
        workspace: whose rules.
        version: that the change made.
        author: who undoes it.

    Raises:
        NothingToUndoError: the rules were changed since; nothing has been written.
    """
    hold_lock(f"lead_scores.rules.{workspace.pk}")
    row = LeadScoreRules.objects.filter(workspace=workspace, version=version).first()
    if row is None or row.former is None:
        raise NothingToUndoError("The lead score has been changed since. Nothing was undone.")
    return _store(workspace, rules_from(row.former), author, action="lead_score.rules_undone")


def values_of(rules: ScoreRules) -> dict[str, Any]:
    """Return rules as they are stored, with every weight and half-life."""
    return {
        "weights": {factor.code: rules.weight(factor.code) for factor in FACTORS},
        "half_lives": {factor.code: rules.half_life(factor.code) for factor in DECAYING},
        "fits": {fact: dict(values) for fact, values in rules.fits.items()},
        "tier_a": rules.tier_a,
        "tier_b": rules.tier_b,
    }


def check_rules(rules: ScoreRules) -> None:
    """Check that rules are valid.

    Raises:
        LeadqualError: a value is out of its range.
    """
    for code, weight in rules.weights.items():
        wrong = WrongValue("weights", code, BY_CODE)
        _require(code in BY_CODE, f"There is no factor “{code[:MAX_LENGTH]}”.", wrong)
        name = f"The weight of {BY_CODE[code].label}"
        _check_number(weight, 0, MAX_WEIGHT, name, ("weights", code))
    decaying = {factor.code for factor in DECAYING}
    for code, days in rules.half_lives.items():
        wrong = WrongValue("half_lives", code, sorted(decaying))
        _require(code in decaying, f"“{code[:MAX_LENGTH]}” does not decay.", wrong)
        name = f"The half-life of {BY_CODE[code].label}"
        _check_number(days, 1, MAX_HALF_LIFE, name, ("half_lives", code))
    for fact, values in rules.fits.items():
        _check_fits(fact, values)
    _check_number(rules.tier_a, 2, 100, "The minimum score of tier A", ("tier_a",))
    _check_number(rules.tier_b, 1, 99, "The minimum score of tier B", ("tier_b",))
    _require(
        rules.tier_b < rules.tier_a,
        "The minimum score of tier A must be above that of tier B.",
        WrongValue("tier_b", rules.tier_b),
    )


def _check_fits(fact: str, values: Mapping[str, object]) -> None:
    wrong = WrongValue("fits", fact, FACTS)
    _require(fact in FACTS, f"There is no fact “{fact[:MAX_LENGTH]}”.", wrong)
    label, field = FACTS[fact], ("fits", fact)
    _require(len(values) <= MAX_VALUES, f"{label}: up to {MAX_VALUES} values.", WrongValue(field))
    for value, fit in values.items():
        is_valid = 0 < len(value) <= MAX_LENGTH and "\0" not in value
        words = f"{label}: a value has 1 to {MAX_LENGTH} characters."
        _require(is_valid, words, WrongValue(field, value))
        wrong = WrongValue((*field, value), fit, [known.value for known in Fit])
        _require(fit in tuple(Fit), f"{label}: a fit is ideal, good or poor.", wrong)


def _require(is_valid: bool, words: str, wrong: WrongValue) -> None:
    if not is_valid:
        raise LeadqualError(
            f"{words} Nothing was changed.", wrong, code="invalid_lead_score_rules", status=422
        )


def _check_number(value: object, least: int, most: int, name: str, field: tuple[str, ...]) -> None:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    is_valid = is_whole and least <= value <= most  # type: ignore[operator]  # a whole number
    words = f"{name} must be a whole number from {least} to {most}."
    _require(is_valid, words, WrongValue(field, value))


def _store(workspace: Workspace, rules: ScoreRules, author: User, *, action: str) -> ScoreRules:
    hold_lock(f"lead_scores.rules.{workspace.pk}")
    former = rules_of(workspace)
    before, after = values_of(former), values_of(rules)
    LeadScoreRules.objects.update_or_create(
        workspace=workspace,
        defaults={**after, "former": before, "version": former.version + 1, "author": author},
    )
    record_audit(
        workspace=workspace,
        actor=author,
        action=action,
        subject=f"lead_score_rules:{workspace.pk}",
        name="Lead score",
        before=_flatten(before),
        after=_flatten(after),
    )
    enqueue(Job.REFRESH_LEAD_SCORES)
    return rules_of(workspace)


def _flatten(values: Mapping[str, Any]) -> dict[str, object]:
    """Return rules as names and values that the audit log compares one by one."""
    flat: dict[str, object] = {}
    for name, value in values.items():
        if not isinstance(value, Mapping):
            flat[name] = value
            continue
        for inner, entry in value.items():
            text = (
                ", ".join(f"{key}: {fit}" for key, fit in sorted(entry.items()))
                if isinstance(entry, Mapping)
                else entry
            )
            flat[f"{name} {inner}".replace("_", " ")] = text
    return flat
