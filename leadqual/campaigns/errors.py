"""Errors of campaigns and verdicts."""

from leadqual.core.errors import LeadqualError


class CampaignNameTakenError(LeadqualError, code="campaign_name_taken", status=409):
    """Another campaign of the workspace has this name."""


class CampaignArchivedError(LeadqualError, code="campaign_archived", status=409):
    """An archived campaign accepts no verdicts."""


class NotHereError(LeadqualError, code="not_here", status=404):
    """The campaign or company of a verdict saved offline does not exist."""


class IndexMissingError(LeadqualError, code="index_missing", status=503):
    """The index of a large workspace is being built; nothing can be ranked until then."""


class SearchUrlError(LeadqualError, code="segment", status=422):
    """A URL does not specify the companies."""
