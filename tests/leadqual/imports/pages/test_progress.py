"""An import in words."""

from datetime import timedelta

from django.utils import timezone

from leadqual.imports.models import ImportBatch
from leadqual.imports.pages.progress import time_left


def test_time_left_is_said_from_the_pace_so_far() -> None:
    for n_read, words in [
        (999, "about 1 second left"),
        (500, "about 60 seconds left"),
        (250, "about 3 minutes left"),
        (0, ""),
    ]:
        batch = ImportBatch(
            status=ImportBatch.Status.RUNNING,
            n_bytes=1_000,
            n_bytes_read=n_read,
            paced_at=timezone.now() - timedelta(seconds=60),
        )

        assert time_left(batch) == words
