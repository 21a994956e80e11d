"""Error reports to Sentry, without personal data; imported only if `SENTRY_DSN` is set."""

from typing import Any

from django.conf import settings

from leadqual.core.requests.job_ids import current_job_id
from leadqual.core.requests.request_ids import (
    current_request_id,
)

_REQUEST_FIELDS = frozenset({"method"})
_CONTEXTS = frozenset({"runtime", "trace", "os"})


def start_error_reports() -> None:
    """Send errors of this process to Sentry, if configured."""
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk  # off by default
    from sentry_sdk.integrations.celery import CeleryIntegration
    from sentry_sdk.integrations.django import DjangoIntegration
    from sentry_sdk.integrations.logging import LoggingIntegration

    from leadqual.core.telemetry.process_reports import code_version

    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        environment=settings.SENTRY_ENVIRONMENT,
        release=code_version(),
        sample_rate=settings.SENTRY_SAMPLE_RATE,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        default_integrations=False,
        integrations=[
            DjangoIntegration(transaction_style="url", middleware_spans=False),
            CeleryIntegration(),
            LoggingIntegration(level=None, event_level=None),
        ],
        before_send=remove_personal_data,
    )


def remove_personal_data(event: Any, _hint: dict[str, Any]) -> Any:
    """Reduce an event to the types and locations of errors.

    Messages, URLs, cookies, job arguments and the host are dropped, because they may contain
    personal data.
    """
    for error in (event.get("exception") or {}).get("values", ()):
        error.pop("value", None)
        for frame in (error.get("stacktrace") or {}).get("frames", ()):
            frame.pop("vars", None)
    request = event.get("request") or {}
    event["request"] = {name: request[name] for name in _REQUEST_FIELDS & request.keys()}
    contexts = event.get("contexts") or {}
    event["contexts"] = {name: contexts[name] for name in _CONTEXTS & contexts.keys()}
    for name in ("user", "extra", "breadcrumbs", "logentry", "message", "server_name"):
        event.pop(name, None)
    tags = {"request_id": current_request_id(), "job_id": current_job_id()}
    event["tags"] = {name: value for name, value in tags.items() if value}
    return event
