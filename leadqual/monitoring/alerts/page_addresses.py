"""Where the pages of alerts are, for messages that leave the product."""

from django.conf import settings
from django.urls import reverse

from leadqual.monitoring.models import Alert


def alert_address(alert: Alert) -> str:
    return tab_address(f"{alert.area}#alert-{alert.pk}")


def tab_address(tab: str) -> str:
    """Return the address of a tab of the monitoring page; a path where no origin is set."""
    path = f"{reverse('watching:page')}?tab={tab}"
    origins = settings.CSRF_TRUSTED_ORIGINS
    return f"{origins[0].rstrip('/')}{path}" if origins else path
