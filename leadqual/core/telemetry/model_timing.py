"""How long models take, batch by batch."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from leadqual.core.telemetry.metric_store import MODEL_ITEMS, MODEL_SECONDS, metric_store


@contextmanager
def timed_model(model: str, *, n: int) -> Iterator[None]:
    """Measure the time of one batch; one that fails is not counted.

    Args:
        model: `titles`, `companies`, `replies` or `encoder`.
        n: items in the batch; an empty batch is not counted.
    """
    begun = time.perf_counter()
    yield
    if n:
        metric_store().observe(MODEL_SECONDS, model, seconds=time.perf_counter() - begun)
        metric_store().count(MODEL_ITEMS, model, n=n)
