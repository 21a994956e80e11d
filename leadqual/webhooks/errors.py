"""What can be wrong with a webhook."""

from leadqual.core.errors import LeadqualError


class WebhookUrlError(LeadqualError):
    """The URL cannot be a receiver."""

    code = "invalid_webhook_url"
    status = 422


class WebhookSettingError(LeadqualError):
    """An event type or a filter is unknown, or a filter names what is not there."""

    code = "invalid_webhook_setting"
    status = 422


class WebhookLimitError(LeadqualError):
    """The workspace has as many webhooks as it can have."""

    code = "webhook_limit"
    status = 409


class WebhookInactiveError(LeadqualError):
    """Nothing is sent to a webhook that is turned off."""

    code = "webhook_inactive"
    status = 409
