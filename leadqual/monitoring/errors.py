"""What can be wrong with alerts."""

from leadqual.core.errors import LeadqualError


class ClosedAlertError(LeadqualError, code="closed_alert", status=409):
    """The alert is over, or is no drift."""


class WebhookError(LeadqualError, code="webhook_failed"):
    """The receiver did not accept a message."""


class UnknownJobError(LeadqualError, code="unknown_job", status=409):
    """A failed job is of a version that had other jobs."""
