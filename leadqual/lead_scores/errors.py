"""What can be wrong with the rules of the lead score."""

from leadqual.core.errors import LeadqualError


class ScoreRulesError(LeadqualError, code="invalid_lead_score_rules", status=422):
    """A weight, half-life, tier or fit is out of its range."""
