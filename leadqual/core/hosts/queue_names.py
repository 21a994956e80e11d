"""Names of the job queues."""

from enum import StrEnum


class JobQueue(StrEnum):
    """A queue; each job has one (see `job_queues`), and a worker serves any number of queues."""

    IMPORT = "import"
    MAIL = "mail"
    WEBHOOKS = "webhooks"
    DEFAULT = "celery"  # name in Celery
    CLASSIFY = "classify"
    EMBED = "embed"
    TRAIN = "train"
    MAINTENANCE = "maintenance"

    @property
    def shown(self) -> str:
        """Return the name for operators."""
        return "default" if self is JobQueue.DEFAULT else self.value
