"""How fast the REST API answers on this machine, beside a bare Django view in the same run.

Run by `python -m benchmarks api`. A real installation: Postgres, Redis, worker, and the web server
with two processes. Titles are taken from the file of occupations and sent once each, so that no
answer comes from a cache of titles. Clients are threads of one process on the same cores.
"""

import csv
import gzip
import os
import random
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.installation import empty_installation

SEED = 24
MAX_RATE = 10_000_000
"""Requests a minute that a key may make: the measured one shall never wait."""


def run(
    folder: Path, *, progress: Callable[[int, str], None], seconds: float = 20.0
) -> dict[str, object]:
    """Return titles a second, how long one title takes, and what a small request costs.

    Args:
        folder: with the file of occupations.
        progress: hears what comes next.
        seconds: of each measurement.
    """
    titles = distinct_titles(folder / "occupations.tsv.gz")
    os.environ["API_KEY_MAX_RATE"] = str(MAX_RATE)
    with empty_installation("api"):
        product = import_module("benchmarks.api.api_product")
        figures: dict[str, object] = product.measure(
            titles, max_rate=MAX_RATE, seconds=seconds, say=lambda words: progress(0, words)
        )
    return figures


def distinct_titles(path: Path) -> list[str]:
    """Return every title of a file once, in an order that is the same each time."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        found = {row["title"] for row in csv.DictReader(lines, delimiter="\t")}
    titles = sorted(found)
    random.Random(SEED).shuffle(titles)
    return titles
