"""How many verdicts each order of cards needs for the first twenty likes of a kind.

A public directory of 2,939 companies, text only, ranked as in the product. Kinds are its own: a
`subindustry` of 50 to 75 companies (about 2 %), or several small ones of different industries
together, whole or their most alike companies only; what is left of those then takes no part.
Each search starts with companies in a drawn order and nothing said of what is looked for. A random
order needs `20 (n + 1) / (k + 1)` verdicts on average, for k of n companies.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from benchmarks.campaigns.drawn_searches import SEPARATOR
from benchmarks.campaigns.ranking import text_of
from benchmarks.campaigns.replay import Search, at_random, replay
from classifiers.companies.datasets import DIRECTORY_FILE, read_rows
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.companies.embeddings.trades import load_trades
from recommender.active_learning import Strategy, cell_centers, cells_of
from recommender.ranking.space import Space, smooth
from recommender.ranking.word_topics import WordTopics
from recommender.types import Features

N_LIKES = 20
N_DRAWS = 2
N_KINDS = 12
"""Kinds of each sort, drawn once."""

ONE_CLUSTER = (50, 75)
SMALL_CLUSTER = (18, 32)
SEVERAL: Mapping[str, tuple[int, int | None]] = {
    "3 small subindustries": (3, None),
    "3 clusters of 20": (3, 20),
    "6 clusters of 10": (6, 10),
}
"""Sort of kind → how many clusters of different industries it has, and how large each is."""

ORDERS = (Strategy.LIKELY, Strategy.MIX)


@dataclass(frozen=True, slots=True)
class Kind:
    """What is looked for: True for every company of it, and for those that take part."""

    wanted: NDArray[np.bool_]
    takes_part: NDArray[np.bool_]


def run(folder: Path, *, say: Callable[[str], None] = lambda _what: None) -> dict[str, object]:
    """Replay searches for kinds of one and of several clusters; the same figures every time."""
    rows = [row for row in read_rows(folder / DIRECTORY_FILE) if row.get("name")]
    say("embedding")
    features = features_of([text_of(row) for row in rows])
    labels = np.array([str(row["subindustry"]) for row in rows])
    figures = {}
    sorts = {"one subindustry": list(_one_cluster(labels))}
    sorts |= {
        sort: list(_several(labels, features, n_clusters, size))
        for sort, (n_clusters, size) in SEVERAL.items()
    }
    for sort, kinds in sorts.items():
        say(sort)
        figures[sort] = _measured(features, kinds)
    return {
        "n_companies": len(rows),
        "n_likes": N_LIKES,
        "n_searches_each": N_KINDS * N_DRAWS,
        "verdicts": figures,
    }


def features_of(texts: list[str]) -> Features:
    """Place companies as the product does, by what they do and the words they use."""
    encoder = CompanyEncoder()
    vectors = encoder.encode(texts)
    space = Space.of(vectors, centre=encoder.centre, trades=load_trades(encoder))
    words = WordTopics().fit_transform(texts)
    return smooth(Features(text=space.place(vectors), words=words))


def _one_cluster(labels: NDArray[np.str_]) -> Iterator[Kind]:
    names = _of_size(labels, *ONE_CLUSTER)
    chosen = np.random.default_rng(0).permutation(names)[:N_KINDS]
    for name in chosen:
        yield Kind(labels == name, np.ones(len(labels), dtype=bool))


def _several(
    labels: NDArray[np.str_], features: Features, n_clusters: int, size: int | None
) -> Iterator[Kind]:
    """Draw kinds of several clusters, no two of one industry."""
    least, most = SMALL_CLUSTER if size is None else (size, len(labels))
    names = _of_size(labels, least, most)
    rng = np.random.default_rng([n_clusters, size or 0])
    n_drawn = 0
    while n_drawn < N_KINDS:
        tops: dict[str, str] = {}
        for name in rng.permutation(names):
            tops.setdefault(str(name).split(SEPARATOR)[0], str(name))
        clusters = list(tops.values())[:n_clusters]
        if len(clusters) < n_clusters:
            raise ValueError(f"There are only {len(clusters)} industries with such clusters.")
        wanted = np.zeros(len(labels), dtype=bool)
        for name in clusters:
            wanted[_core(np.flatnonzero(labels == name), features, size, rng)] = True
        yield Kind(wanted, wanted | ~np.isin(labels, clusters))
        n_drawn += 1


def _core(
    rows: NDArray[np.intp], features: Features, size: int | None, rng: np.random.Generator
) -> NDArray[np.intp]:
    """Return the companies of a cluster that are most like one of it."""
    if size is None:
        return rows
    middle = features.text[rng.choice(rows)]
    return rows[np.argsort(-(features.text[rows] @ middle), kind="stable")[:size]]


def _of_size(labels: NDArray[np.str_], least: int, most: int) -> NDArray[np.str_]:
    names, counts = np.unique(labels, return_counts=True)
    found: NDArray[np.str_] = names[(counts >= least) & (counts <= most)]
    return found


def _measured(features: Features, kinds: list[Kind]) -> dict[str, float]:
    """Return the mean number of verdicts for each order, and what `mix` needs of the others."""
    needed: dict[str, list[float]] = {name: [] for name in ("random", *ORDERS)}
    for number, kind in enumerate(kinds):
        rows = np.flatnonzero(kind.takes_part)
        among = features.take(rows)
        wanted = kind.wanted[rows]
        for draw in range(N_DRAWS):
            start = np.random.default_rng([number, draw]).permutation(len(rows))
            search = Search(among, wanted, start.astype(np.intp))
            cells = cells_of(among, cell_centers(among, seed=draw))
            n_wanted = int(np.count_nonzero(wanted))
            needed["random"].append(at_random(len(rows), n_wanted=n_wanted)[N_LIKES - 1])
            for order in ORDERS:
                needed[order].append(replay(search, order, n_likes=N_LIKES, cells=cells)[-1])
    means = {name: round(mean(values), 1) for name, values in needed.items()}
    return means | {
        "mix of random": round(means[Strategy.MIX] / means["random"], 3),
        "likely of random": round(means[Strategy.LIKELY] / means["random"], 3),
        "mix of likely": round(means[Strategy.MIX] / means[Strategy.LIKELY], 3),
    }
