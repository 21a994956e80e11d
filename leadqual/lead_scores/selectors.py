"""Reads of lead scores."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.lead_scores.factors import DEFAULT_FITS
from leadqual.lead_scores.models import LeadScoreRules
from leadqual.lead_scores.score_rules import ScoreRules

_STORED = ("weights", "half_lives", "fits", "tier_a", "tier_b")


def rules_of(workspace: Workspace) -> ScoreRules:
    """Return the rules of a workspace, or the defaults if it has none; one query."""
    row = LeadScoreRules.objects.filter(workspace=workspace).first()
    if row is None:
        return ScoreRules()
    stored = {name: getattr(row, name) for name in _STORED}
    return rules_from(stored, version=row.version)


def rules_from(stored: Mapping[str, Any], *, version: int = 0) -> ScoreRules:
    """Return rules as they were stored; parts that are missing are as by default."""
    fits = {**DEFAULT_FITS, **stored.get("fits", {})}
    known = {name: stored[name] for name in _STORED if name in stored and name != "fits"}
    return ScoreRules(**known, fits=fits, version=version)


def today() -> date:
    """Return the day that ages are counted to, in UTC."""
    return clock.now().date()
