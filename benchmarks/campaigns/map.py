"""The map: are near companies alike, how soon are they placed, how smoothly do they move?

Layout: share of the 10 nearest (by cosine of centred vectors) that are among the 10 nearest of the
map, and trustworthiness (scikit-learn), both on the invented companies that come with the product
and on the real ones of `--data`. Drawing: 100,000 invented places in the real scripts, in a
headless Chromium (`map_browser`).
"""

import gzip
import json
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors

from benchmarks.installation import empty_installation
from classifiers.companies.company_rows import record_from_row
from classifiers.companies.company_text import company_text
from classifiers.companies.embeddings.encoder import CompanyEncoder
from leadqual.demo.people_names import read_companies
from recommender import projection
from recommender.ranking.factors import unit_rows

POOL = "pool.jsonl.gz"
N_POOL = 3_000
N_PLACED, N_ADDED = 10_000, 500
N_POINTS = 100_000
NEAREST = 10
_SPREAD = 0.5  # Length of what parts a drawn company from the real one that it is drawn from.

Vectors = NDArray[np.float32]
Places = NDArray[np.float64]


def run(data: Path, *, say: Callable[[str], None] = lambda _what: None) -> dict[str, object]:
    """Measure layouts, seconds and frames."""
    encoder = CompanyEncoder()
    say("demo companies")
    demo = encoder.encode(texts_of(read_companies()))
    say("real companies")
    with gzip.open(data / POOL, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for _, line in zip(range(N_POOL), lines, strict=False)]
    real = encoder.encode(texts_of(rows))
    say("layouts")
    layouts = {f"{len(one):,} {name}": layouts_of(one) for name, one in named(demo, real)}
    say("seconds")
    seconds = seconds_of(real)
    say("frames")
    return {
        "layouts": layouts,
        "seconds": seconds,
        f"{N_POINTS:,} points": _frames(),
    }


def named(demo: Vectors, real: Vectors) -> Sequence[tuple[str, Vectors]]:
    """Return the sets of companies with what they are called."""
    return [("demo companies", demo), ("real companies", real)]


def texts_of(rows: Sequence[Mapping[str, object]]) -> list[str]:
    """Return what is embedded of each company, every text once."""
    return list(dict.fromkeys(company_text(record_from_row(row)) for row in rows))


def layouts_of(vectors: Vectors) -> dict[str, dict[str, float]]:
    """Lay companies out at once, and half of them later, among those that stay."""
    order = np.random.default_rng(0).permutation(len(vectors))
    vectors, n_known = vectors[order], len(vectors) // 2
    known = projection.lay_out(vectors[:n_known])
    later = projection.add(vectors[n_known:], known=vectors[:n_known], places=known)
    return {
        "all at once": quality(vectors, projection.lay_out(vectors)),
        "half added later": quality(vectors, np.concatenate([known, later])),
    }


def quality(vectors: Vectors, places: Places) -> dict[str, float]:
    """Return how much of the neighborhoods a layout keeps, each 0 to 1."""
    rows = unit_rows(vectors - vectors.mean(axis=0))
    kept = [_nearest(one) for one in (rows, places)]
    shares = [len(set(one) & set(other)) / NEAREST for one, other in zip(*kept, strict=True)]
    return {
        "of the 10 nearest kept": round(float(np.mean(shares)), 3),
        "trustworthiness": round(float(trustworthiness(rows, places, n_neighbors=NEAREST)), 3),
    }


def _nearest(points: NDArray[np.floating]) -> list[list[int]]:
    found = NearestNeighbors(n_neighbors=NEAREST).fit(points).kneighbors(return_distance=False)
    rows: list[list[int]] = found.tolist()
    return rows


def seconds_of(real: Vectors) -> dict[str, float]:
    """Place many companies, then add some; drawn around real ones, who are fewer."""
    chance = np.random.default_rng(1)
    base = real[chance.integers(len(real), size=N_PLACED + N_ADDED)]
    noise = chance.normal(0, _SPREAD / np.sqrt(real.shape[1]), base.shape)
    rows = unit_rows((base + noise).astype(np.float32))
    started = time.perf_counter()
    places = projection.lay_out(rows[:N_PLACED])
    placed = time.perf_counter()
    projection.add(rows[N_PLACED:], known=rows[:N_PLACED], places=places)
    added = time.perf_counter()
    return {
        f"{N_PLACED:,} placed": round(placed - started, 1),
        f"{N_ADDED:,} added to them": round(added - placed, 1),
    }


def _frames() -> dict[str, object]:
    with empty_installation("map"):
        browser = import_module("benchmarks.campaigns.map_browser")  # reads the settings
        figures: dict[str, object] = browser.measure(N_POINTS)
        return figures
