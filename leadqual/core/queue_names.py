"""Names of the queues that jobs wait in."""

from enum import StrEnum


class JobQueue(StrEnum):
    """A queue; each job has one (`job_queues`), and a worker takes any number of them."""

    IMPORT = "import"
    CLASSIFY = "classify"
    EMBED = "embed"
    TRAIN = "train"
    MAIL = "mail"
    WEBHOOKS = "webhooks"
    DEFAULT = "celery"  # Its name in Celery.

    @property
    def shown(self) -> str:
        """Return the name that operators type."""
        return "default" if self is JobQueue.DEFAULT else self.value
