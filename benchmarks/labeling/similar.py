"""Which titles are alike: the similarity of titles beside its vectors, MiniLM and pieces of words.

For each of 105 query titles in a language, all its titles are ranked by similarity: mean average
precision and nDCG at 50 over the queries, and the area under the ROC curve over all pairs, with one
threshold for all queries. Titles of the set are never learned from.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import fmean
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import roc_auc_score

from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.companies.embeddings.model_files import MINILM
from classifiers.titles.cascade import TitleCascade, load_cascade
from classifiers.titles.model.similarity import compare_titles, similarity_matrix, title_features
from classifiers.titles.text.normalize import normalize

PIECES = (2, 5)
MEAN = "mean of languages"
DEPTH = 50  # Of nDCG.

Vectors = NDArray[np.float32]
Vectorise = Callable[[Sequence[str]], Vectors]
Scoring = Callable[[Sequence[str], Sequence[str]], Vectors]
Measure = Callable[[Vectors, Mapping[int, set[int]]], float]


def run(data: Path, *, say: Callable[[str], None] = lambda _what: None) -> dict[str, object]:
    """Measure every method in every language of `data/similar`."""
    cascade, encoder = load_cascade(), CompanyEncoder(model=MINILM)
    methods: dict[str, Scoring] = {
        "LeadQual similarity": partial(_similarity, cascade),
        "LeadQual vectors": _cosines(
            lambda titles: cascade.model.predict([normalize(title) for title in titles]).vectors
        ),
        "MiniLM": _cosines(encoder.encode),
        "TF-IDF of pieces of words": _cosines(_pieces),
    }
    folders = sorted(path for path in (data / "similar").iterdir() if path.is_dir())
    found: dict[str, dict[str, dict[str, float]]] = {name: {} for name in FIGURES}
    for folder in folders:
        say(folder.name)
        queries, titles, alike = _read(folder)
        for method, scoring in methods.items():
            scores = scoring(queries, titles)
            for figure, measure in FIGURES.items():
                of_language = found[figure].setdefault(folder.name, {})
                of_language[method] = round(measure(scores, alike), 4)
    for languages in found.values():
        languages[MEAN] = {
            method: round(fmean(one[method] for one in languages.values()), 4) for method in methods
        }
    return {**found, "pairs a second": round(_speed(cascade, data / "similar/en"))}


def _read(folder: Path) -> tuple[list[str], list[str], dict[int, set[int]]]:
    """Return queries, titles, and place of a query → places of the titles like it."""
    queries, titles = (
        dict(_lines(folder / name)) for name in ("queries.tsv", "corpus_documents.tsv")
    )
    place = {key: number for number, key in enumerate(titles)}
    of_query = {key: number for number, key in enumerate(queries)}
    alike: defaultdict[int, set[int]] = defaultdict(set)
    for query, _, title, is_alike in _lines(folder / "annotations.tsv"):
        if is_alike == "1" and title in place:
            alike[of_query[query]].add(place[title])
    return list(queries.values()), list(titles.values()), alike


def _lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _pieces(titles: Sequence[str]) -> Vectors:
    counted = TfidfVectorizer(analyzer="char_wb", ngram_range=PIECES, sublinear_tf=True)
    found: Vectors = counted.fit_transform(titles).astype(np.float32).toarray()
    return found


def _cosines(vectorise: Vectorise) -> Scoring:
    def score(queries: Sequence[str], titles: Sequence[str]) -> Vectors:
        vectors = vectorise([*queries, *titles])
        return vectors[: len(queries)] @ vectors[len(queries) :].T

    return score


def _similarity(cascade: TitleCascade, queries: Sequence[str], titles: Sequence[str]) -> Vectors:
    asked, listed = (
        title_features(
            cascade.predict(texts, explain=False), model=cascade.model, taxonomy=cascade.taxonomy
        )
        for texts in (queries, titles)
    )
    return similarity_matrix(asked, listed)


def _speed(cascade: TitleCascade, folder: Path) -> float:
    """Return how many pairs of titles are classified and compared in a second, on one core."""
    queries, titles, _ = _read(folder)
    other = (queries * (1 + len(titles) // len(queries)))[: len(titles)]
    begun = perf_counter()
    first, second = (cascade.predict(texts, explain=False) for texts in (titles, other))
    compare_titles(first, second, model=cascade.model, taxonomy=cascade.taxonomy)
    return len(titles) / (perf_counter() - begun)


def _hits(scores: Vectors, alike: Mapping[int, set[int]]) -> Iterator[NDArray[np.bool_]]:
    """Say of each title whether it is alike, the best ranked first; for each query."""
    for query, wanted in alike.items():
        order = np.argsort(-scores[query], kind="stable")
        yield np.isin(order, list(wanted))


def _mean_average_precision(scores: Vectors, alike: Mapping[int, set[int]]) -> float:
    places = [np.flatnonzero(hits) for hits in _hits(scores, alike)]  # From 0.
    return float(np.mean([np.mean(np.arange(1, len(one) + 1) / (one + 1)) for one in places]))


def _ndcg(scores: Vectors, alike: Mapping[int, set[int]]) -> float:
    gains = 1 / np.log2(np.arange(2, DEPTH + 2))
    found = [
        (hits[:DEPTH] * gains[: len(hits)]).sum() / gains[: min(DEPTH, hits.sum())].sum()
        for hits in _hits(scores, alike)
    ]
    return float(np.mean(found))


def _area_under_curve(scores: Vectors, alike: Mapping[int, set[int]]) -> float:
    queries = list(alike)
    wanted = np.zeros((len(queries), scores.shape[1]), dtype=np.bool_)
    for row, query in enumerate(queries):
        wanted[row, list(alike[query])] = True
    return float(roc_auc_score(wanted.ravel(), scores[queries].ravel()))


FIGURES: Mapping[str, Measure] = {
    "mean average precision": _mean_average_precision,
    f"nDCG@{DEPTH}": _ndcg,
    "area under the ROC curve": _area_under_curve,
}
