"""A demo workspace whose jobs wait."""

from collections.abc import Iterator

import pytest
from celery import current_app


@pytest.fixture
def queued() -> Iterator[None]:
    """Jobs stay in the queue: loading the encoder has tests of its own."""
    current_app.conf.task_always_eager = False
    yield
    current_app.conf.task_always_eager = True
    current_app.control.purge()
