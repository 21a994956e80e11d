"""Template function for queued jobs."""

from leadqual.core.hosts.job_queues import QUEUES
from leadqual.core.hosts.queued_jobs import n_before
from leadqual.core.jobs import Job
from leadqual.core.pages.templates import Library

register = Library()


@register.simple_tag
def jobs_before(name: str, **arguments: int) -> str:
    """Return "3 jobs before yours" for a queued job, "" where none is before it."""
    n = n_before(name, arguments, QUEUES[Job(name)])
    if not n:
        return ""
    return f"{n:,} {'job' if n == 1 else 'jobs'} before yours"
