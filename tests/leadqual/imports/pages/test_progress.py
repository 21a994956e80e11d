"""An import in words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leadqual.imports.models import ImportBatch
from leadqual.imports.pages.progress import time_left


@pytest.mark.parametrize(
    ("n_read", "words"),
    [
        (999, "about 1 second left"),
        (500, "about 60 seconds left"),
        (250, "about 3 minutes left"),
        (0, ""),
    ],
)
def test_time_left_is_said_from_the_pace_so_far(n_read: int, words: str) -> None:
    batch = ImportBatch(
        status=ImportBatch.Status.RUNNING,
        n_bytes=1_000,
        n_bytes_read=n_read,
        paced_at=timezone.now() - timedelta(seconds=60),
    )

    assert time_left(batch) == words
