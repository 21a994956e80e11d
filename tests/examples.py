"""How many examples Hypothesis tries: a quarter in `make test`, all of them in `make test-all`."""

import os

ALL_EXAMPLES = bool(os.environ.get("ALL_EXAMPLES"))
PART = 4
MIN_EXAMPLES = 5


def examples(n: int) -> int:
    """Return how many of `n` examples this run tries."""
    return n if ALL_EXAMPLES else max(MIN_EXAMPLES, n // PART)
