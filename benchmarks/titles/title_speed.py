"""Speed of the title cascade on one core, its loading, its memory and its slowest titles.

Cold: both files of labeled titles together, each distinct title once, by processes that remember no
word, no part and no title; one invented title was answered, which reads the files of the product.
Warm: titles are distinct and each is timed the first time that it is seen, by a process that has
seen 5,000 other real titles and the training titles: words repeat, titles do not. Times are of the
processor, so that other work on the machine counts for little; the median of chunks is reported.
"""

import gc
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.titles.hostile import hostile_titles
from benchmarks.titles.title_file import N_RANKS, load_titles
from classifiers.core.text import read_table
from classifiers.titles.cascade import TitleCascade, load_cascade
from classifiers.titles.text.normalize import normalize
from classifiers.titles.training.dataset import read_labeled
from research.title_peers import FastText, Peer

CHUNK = 500
N_COMPOSED = 12_000
N_WARM = 5_000
N_SINGLES = 500
RUNS = 5
COLD_RUNS = 3
LOADING = """
import time; started = time.perf_counter()
from classifiers.titles.cascade import load_cascade
imported = time.perf_counter()
load_cascade()
print(time.perf_counter() - started, imported - started, time.process_time())
"""
COLD = """
import gc, json, sys, time
from classifiers.titles.cascade import load_cascade

titles, explain = json.load(sys.stdin)
cascade = load_cascade()
cascade.predict(["Recriuter of Zorro"], explain=explain)
gc.collect()
gc.freeze()
started = time.process_time()
for start in range(0, len(titles), 1_000):
    cascade.predict(titles[start : start + 1_000], explain=explain)
print(time.process_time() - started)
"""
BOTH_FILES = ("headlines.tsv", "labelled.tsv")
MEMORY = """
import re, sys
from pathlib import Path
from classifiers.titles.cascade import load_cascade

def most():
    return re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1]

cascade = load_cascade()
loaded = most()
titles = sys.stdin.read().split("\\n")
for start in range(0, len(titles), 5_000):
    cascade.predict(titles[start : start + 5_000], explain=False)
print(loaded, most())
"""


def measure(data: Path) -> dict[str, float]:
    """Return titles a second from the raw title to labels, with reasons and without.

    Args:
        data: folder with the most frequent titles, and with headlines.
    """
    gc.collect()
    gc.freeze()  # The peers' libraries are a million objects that no cascade brings along.
    learned = list(dict.fromkeys(title.title for title in read_labeled(data, split="train")))
    real = _others(data, "frequency.tsv", but=learned)
    headlines = _others(data, "headlines.tsv", "headlines_2.tsv", but=[*learned, *real])
    cold = load_cascade()
    first, rest = real[:N_WARM], real[N_WARM:]
    cold_rate = _rate(partial(cold.predict, first, explain=False), N_WARM)
    cold.predict(learned, explain=False)
    singles, *many = rest[:N_SINGLES], rest[N_SINGLES:], headlines
    plain, explained = zip(*(_rates(cold, titles) for titles in many), strict=True)
    return {
        "titles per second, first 5,000 of a process": cold_rate,
        "other titles seen before": float(N_WARM + len(learned)),
        "titles per second, real": plain[0],
        "titles per second, real, with reasons": explained[0],
        "titles per second, headlines": plain[1],
        "titles per second, headlines, with reasons": explained[1],
        "titles normalised per second": _rate(lambda: [normalize(t) for t in rest], len(rest)),
        **_singles(cold, singles),
    }


def cold_rates(data: Path) -> dict[str, float]:
    """Return titles a second of processes that remember nothing, the median of several.

    Args:
        data: folder with the labeled titles.
    """
    titles = _others(data, *BOTH_FILES, but=())
    rates = [
        median(
            len(titles) / float(_python(COLD, json.dumps([titles, explain])))
            for _ in range(COLD_RUNS)
        )
        for explain in (False, True)
    ]
    return {
        "distinct titles of both files": float(len(titles)),
        "titles per second, both files, cold": round(rates[0]),
        "titles per second, both files, cold, with reasons": round(rates[1]),
    }


def fast_text_cold(peer: FastText, data: Path) -> dict[str, float]:
    """Return how many of the same titles a second fastText scores; normalized before the clock."""
    keys = list(map(normalize, _others(data, *BOTH_FILES, but=())))
    return {
        "fastText, both files, titles per second": _rate(partial(peer.answers, keys), len(keys))
    }


def beside_fast_text(cascade: TitleCascade, peer: FastText, data: Path) -> dict[str, float]:
    """Return how many normalised titles a second model and fastText score, taking turns."""
    titles = [row["title"] for row in read_table(data / "frequency.tsv")]
    keys = [key for key in dict.fromkeys(map(normalize, titles)) if key]
    cascade.model.predict(keys[: len(keys) // 2])
    rates: tuple[list[float], list[float]] = ([], [])
    for start in range(len(keys) // 2, len(keys), CHUNK):
        batch = keys[start : start + CHUNK]
        if len(batch) == CHUNK:  # Scored for the first time, by one after the other.
            rates[0].append(_rate(partial(cascade.model.predict, batch), CHUNK))
            rates[1].append(_rate(partial(peer.answers, batch), CHUNK))
    own, other = map(median, rates)
    return {
        "model alone, titles per second": own,
        "fastText, titles per second": other,
        "model alone, times as quick as fastText": round(own / other, 2),
    }


def peer_rate(peer: Peer, data: Path, *, skip: int, count: int) -> float:
    """Return how many normalised titles a second a peer scores; no peer was timed on them before.

    Args:
        peer: fitted.
        data: folder with the most frequent titles.
        skip: titles that others were timed on; peers share what they embed.
        count: titles to time it on.
    """
    titles = [row["title"] for row in read_table(data / "frequency.tsv")]
    keys = [key for key in dict.fromkeys(map(normalize, reversed(titles))) if key]
    keys = keys[skip : skip + count]
    return _rate(lambda: peer.scores(keys), len(keys))


def loading() -> dict[str, float]:
    """Return the seconds that a fresh process needs, imports and all; the best of several."""
    runs = [[float(word) for word in _python(LOADING).split()] for _ in range(RUNS)]
    total, imports, cpu = (min(column) for column in zip(*runs, strict=True))
    return {
        "seconds to import and load": round(total, 3),
        "of these to import": round(imports, 3),
        "processor seconds": round(cpu, 3),
    }


def memory() -> dict[str, float]:
    """Return the most memory that a fresh process had, loaded and after 12,000 titles.

    Linux alone tells: `ru_maxrss` of a child starts at what its parent had, and says nothing.
    """
    loaded, after = (int(word) / 1024 for word in _python(MEMORY, "\n".join(_composed())).split())
    return {"MB loaded": round(loaded), "MB after 12,000 titles": round(after)}


def slowest(cascade: TitleCascade) -> dict[str, object]:
    """Return the slowest of the hostile titles, each the best of several runs."""
    found: dict[str, object] = {}
    for explain in (False, True):
        times = {
            kind: min(
                _seconds(partial(cascade.predict, [title], explain=explain)) for _ in range(RUNS)
            )
            for kind, title in hostile_titles().items()
        }
        worst = max(times, key=lambda kind: times[kind])
        name = "with reasons" if explain else "without reasons"
        found[f"slowest title {name}, milliseconds"] = round(times[worst] * 1_000, 2)
        found[f"slowest title {name}"] = worst
    return found


def _others(data: Path, *names: str, but: Sequence[str]) -> list[str]:
    """Return the distinct titles of some files that are not among those given, in one order."""
    rows = [row["title"] for name in names for row in read_table(data / name)]
    known = set(but)
    found = [title for title in dict.fromkeys(rows) if title not in known]
    random.Random(1).shuffle(found)  # no secret
    return found


def _rates(cascade: TitleCascade, titles: Sequence[str]) -> tuple[float, float]:
    """Return titles a second without reasons and with them, the chunks of both in turn."""
    rates: tuple[list[float], list[float]] = ([], [])
    for number, start in enumerate(range(0, len(titles) - CHUNK + 1, CHUNK)):
        chunk, explain = titles[start : start + CHUNK], number % 2 == 1
        rates[explain].append(_rate(partial(cascade.predict, chunk, explain=explain), CHUNK))
    return median(rates[0]), median(rates[1])


def _singles(cascade: TitleCascade, titles: Sequence[str]) -> dict[str, float]:
    times = sorted(_seconds(partial(cascade.predict, [title])) for title in titles[:N_SINGLES])
    return {
        "milliseconds for one title with reasons, median": round(times[N_SINGLES // 2] * 1_000, 2),
        "milliseconds for one title with reasons, 99 %": round(times[-N_SINGLES // 100] * 1_000, 2),
    }


def _composed(*, seed: int = 1) -> list[str]:
    titles = load_titles()
    drawn = random.Random(seed).sample(range(N_RANKS), N_COMPOSED)
    return [titles[rank] for rank in drawn]


def _rate(work: Callable[[], object], count: int) -> float:
    return round(count / _seconds(work))


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _python(script: str, text: str = "") -> str:
    command = [sys.executable, "-c", script]
    one_thread = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        command, input=text, env=one_thread, capture_output=True, text=True, check=True
    )
    return done.stdout
