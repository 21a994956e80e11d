"""Which examples Hypothesis tries, and in which order tests run.

In `make test` a quarter of the examples, the same ones in each run, and one order: what fails there
fails for what was changed. In `make test-all` all of them, other ones each time, in another order.
"""

import os

ALL_EXAMPLES = bool(os.environ.get("ALL_EXAMPLES"))
PART = 4
MIN_EXAMPLES = 5
SEED = 2026
"""Of the order of tests, and of what they draw by `random`."""

IS_WHOLE_RUN = bool(os.environ.get("ALL_EXAMPLES"))


def examples(n: int) -> int:
    """Return how many of `n` examples this run tries."""
    return n if IS_WHOLE_RUN else max(MIN_EXAMPLES, n // PART)
