"""Which titles are alike: vectors of the title model beside MiniLM and pieces of words.

For each of 105 query titles in a language, all its titles are ranked by cosine; mean average
precision over the queries. Titles of the set are never learned from.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer

from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.titles.model.network import load_model
from classifiers.titles.text.normalize import normalise

PIECES = (2, 5)

Vectors = NDArray[np.float32]
Vectorise = Callable[[Sequence[str]], Vectors]


def run(
    data: Path, *, progress: Callable[[float, str], None] = lambda _done, _name: None
) -> dict[str, object]:
    """Measure every method in every language of `data/similar`."""
    model, encoder = load_model(), CompanyEncoder()
    methods: dict[str, Vectorise] = {
        "LeadQual": lambda titles: model.predict([normalise(title) for title in titles]).vectors,
        "MiniLM": encoder.encode,
        "TF-IDF of pieces of words": _pieces,
    }
    folders = sorted(path for path in (data / "similar").iterdir() if path.is_dir())
    precision: dict[str, dict[str, float]] = {}
    for number, folder in enumerate(folders):
        progress(number / len(folders), folder.name)
        queries, titles, alike = _read(folder)
        precision[folder.name] = {
            name: round(_mean_average_precision(vectorise, queries, titles, alike), 4)
            for name, vectorise in methods.items()
        }
    return {"mean average precision": precision}


def table(figures: Mapping[str, Mapping[str, Mapping[str, float]]]) -> Table:
    """Return a row for each language."""
    found = figures["mean average precision"]
    names = list(next(iter(found.values())))
    shown = Table("language", *names, title="Titles that are alike, mean average precision")
    for language, values in found.items():
        shown.add_row(language, *(f"{values[name]:.3f}" for name in names))
    return shown


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


def _mean_average_precision(
    vectorise: Vectorise,
    queries: Sequence[str],
    titles: Sequence[str],
    alike: Mapping[int, set[int]],
) -> float:
    vectors = vectorise([*queries, *titles])
    scores = vectors[: len(queries)] @ vectors[len(queries) :].T
    found = []
    for query, wanted in alike.items():
        order = np.argsort(-scores[query], kind="stable")
        places = np.flatnonzero(np.isin(order, list(wanted)))  # From 0, in the order ranked.
        found.append(float(np.mean(np.arange(1, len(places) + 1) / (places + 1))))
    return float(np.mean(found))
