"""Errors of enrichment."""

from leadqual.core.errors import LeadqualError


class EnrichmentSettingError(LeadqualError, code="invalid_enrichment", status=422):
    """A run or a connection cannot be as it was asked for; nothing was written."""


class EnrichmentLimitError(LeadqualError, code="enrichment_limit", status=409):
    """The workspace has as many connections as it can have, or a run would be too large."""


class EnrichmentStateError(LeadqualError, code="enrichment_state", status=409):
    """The run cannot be stopped, resumed or undone as it is now."""


class SourceUnusableError(LeadqualError, code="enrichment_source_unusable", status=409):
    """The source of a run refuses every request, such as for a wrong API key; the run ends."""
