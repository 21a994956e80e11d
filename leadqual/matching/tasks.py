"""Jobs on companies."""

from celery import shared_task

from leadqual.core.jobs import Job
from leadqual.matching import embedding


@shared_task(name=Job.EMBED_COMPANIES)
def embed_companies(follow_up: int = 0) -> None:
    """Embed and classify what waits.

    Args:
        follow_up: 1 where a slice of this job went before; callers leave it out.
    """
    embedding.work(is_follow_up=bool(follow_up))
