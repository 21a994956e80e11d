"""What can be wrong with alerts."""

from leadqual.core.errors import LeadqualError


class ClosedAlertError(LeadqualError):
    """The alert is over, or is no drift."""

    code = "closed_alert"
    status = 409


class WebhookError(LeadqualError):
    """A message was not taken by its address."""

    code = "webhook_failed"


class UnknownJobError(LeadqualError):
    """A failed job is of a version that had other jobs."""

    code = "unknown_job"
    status = 409
