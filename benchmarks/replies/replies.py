"""Speed of the reply cascade on one core, and its figures on the writer kept out.

Every reply of the writer kept out is timed once, by a process of its own that has one core and one
thread and has read replies by others before; the quickest of three such processes counts.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence

from classifiers.replies.cascade import load_cascade
from classifiers.replies.training.recipe import labeled_replies, measure

RUNS = 3
SPEED = """
import json, os, time
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from classifiers.replies.cascade import load_cascade
from classifiers.replies.training.recipe import labeled_replies
from classifiers.replies.training.fitting import TEST_WRITER

began = time.perf_counter()
cascade = load_cascade()
loading = time.perf_counter() - began
rows = labeled_replies()
cascade.predict([row.reply for row in rows if row.writer != TEST_WRITER][:200])
times = []
for row in rows:
    if row.writer == TEST_WRITER:
        processor, clock = time.process_time(), time.perf_counter()
        cascade.predict([row.reply])
        times.append([time.process_time() - processor, time.perf_counter() - clock])
print(json.dumps([loading, times]))
"""


def run(*, say: Callable[[str], None] = lambda _what: None) -> dict[str, object]:
    """Return quality and speed of the artifact that comes with the product."""
    say("the figures on the writer kept out")
    figures = measure(load_cascade(), labeled_replies())
    say(f"one reply after the other on one core, {RUNS} times")
    runs = [_timed() for _ in range(RUNS)]
    loading = min(seconds for seconds, _ in runs)
    each = [
        [min(two) for two in zip(*same, strict=True)]
        for same in zip(*(t for _, t in runs), strict=True)
    ]
    return {
        "seconds to load": round(loading, 2),
        "milliseconds a reply, processor": _shares([one[0] for one in each]),
        "milliseconds a reply, clock": _shares([one[1] for one in each]),
        "on the writer kept out": figures,
    }


def _timed() -> tuple[float, list[list[float]]]:
    one_thread = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", SPEED], env=one_thread, capture_output=True, text=True, check=True
    )
    loading, times = json.loads(done.stdout)
    return loading, times


def _shares(seconds: Sequence[float]) -> dict[str, float]:
    """Return mean, median, the time within which 95 of 100 come, and the longest."""
    ordered = sorted(seconds)
    found = {
        "mean": sum(ordered) / len(ordered),
        "median": ordered[len(ordered) // 2],
        "95 %": ordered[len(ordered) * 95 // 100],
        "longest": ordered[-1],
    }
    return {name: round(1_000 * value, 1) for name, value in found.items()}
