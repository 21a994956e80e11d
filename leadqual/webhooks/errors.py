"""What can be wrong with a webhook."""

from leadqual.core.errors import LeadqualError


class WebhookUrlError(LeadqualError, code="invalid_webhook_url", status=422):
    """The URL cannot be a receiver."""


class WebhookSettingError(LeadqualError, code="invalid_webhook_setting", status=422):
    """An event type or a filter is unknown, or a filter names what is not there."""
