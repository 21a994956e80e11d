"""Quality and speed of the title cascade."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from classifiers.text import read_table
from classifiers.titles.cascade import TitleCascade, load_cascade
from classifiers.titles.normalise import normalise
from classifiers.titles.recipe import evaluate_titles

BATCH = 5_000
SINGLES = 300


def run(data: Path, *, progress: Callable[[float, str], None]) -> dict[str, object]:
    """Measure the artifact of the product on the `dev` titles and on the most frequent titles.

    Args:
        data: folder with the labelled titles.
        progress: called with the share that is done and what is done next.
    """
    progress(0.0, "quality on dev")
    reports = evaluate_titles(None, data)
    progress(0.5, "speed")
    titles = [row["title"] for row in read_table(data / "frequency.tsv")]
    started = time.perf_counter()
    cascade = load_cascade()
    loading = time.perf_counter() - started
    return {
        "quality": {report.name: report.as_json()["figures"] for report in reports},
        "speed": {"seconds to load": round(loading, 3), **_speed(cascade, titles)},
    }


def _speed(cascade: TitleCascade, titles: list[str]) -> dict[str, float]:
    cascade.predict(titles[:BATCH], explain=False)  # Warm: words are remembered from then on.
    alone = [_seconds(partial(cascade.predict, [title])) for title in titles[:SINGLES]]
    return {
        "titles normalised per second": _rate(titles, lambda: [normalise(t) for t in titles]),
        "titles per second": _rate(titles, lambda: cascade.predict(titles, explain=False)),
        "titles per second with why": _rate(titles, lambda: cascade.predict(titles)),
        "milliseconds for one title, median": round(sorted(alone)[SINGLES // 2] * 1_000, 2),
        "milliseconds for one title, slowest": round(max(alone) * 1_000, 2),
    }


def _rate(titles: list[str], work: Callable[[], object]) -> float:
    return round(len(titles) / _seconds(work))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
