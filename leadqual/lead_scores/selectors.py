"""Reads of lead scores."""

from datetime import UTC, date, datetime

from leadqual.accounts.models import Workspace
from leadqual.lead_scores.models import LeadScoreRules
from leadqual.lead_scores.scoring.score_factors import DEFAULT_FITS
from leadqual.lead_scores.scoring.score_rules import ScoreRules


def rules_of(workspace: Workspace) -> ScoreRules:
    """Return the rules of a workspace, the defaults where it has none of its own; one query."""
    row = LeadScoreRules.objects.filter(workspace=workspace).first()
    if row is None:
        return ScoreRules()
    return ScoreRules(
        weights=row.weights,
        half_lives=row.half_lives,
        fits={**DEFAULT_FITS, **row.fits},
        tier_a=row.tier_a,
        tier_b=row.tier_b,
        version=row.version,
    )


def today() -> date:
    """Return the day that ages are counted to, in UTC."""
    return datetime.now(UTC).date()
