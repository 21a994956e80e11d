"""Cases of one test that all begin with the same rows."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo what a case writes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
