"""Jobs of accounts."""

from celery import shared_task

from leadqual.accounts.keys.expiry_warnings import warn_expiring_keys
from leadqual.core.jobs import Job
from leadqual.core.locks import only_here


@shared_task(name=Job.WARN_EXPIRING_KEYS)
def warn_about_expiring_keys() -> None:
    """Email about API keys that expire soon."""
    with only_here("accounts.expiring_keys") as is_ours:
        if is_ours:
            warn_expiring_keys()
