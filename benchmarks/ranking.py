"""Ranking quality: does a team that likes five companies of a kind find the others?

Every `subindustry` of a public directory that at least 40 companies have is a kind to find. A team
likes 5 or 10 of it and dislikes 5 or 30 others, half of those from the same top level; nDCG@50 over
the rest, mean of 4 draws. Text only: industry and tags are what is to be found and are not used.
"""

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from classifiers.companies.datasets import DIRECTORY, read_rows
from classifiers.companies.encoder import CompanyEncoder
from classifiers.companies.records import record_from_row
from classifiers.companies.text import company_text
from classifiers.types import CompanyRecord
from recommender.evaluation import Rows, Scorer, draw_searches, evaluate, ranker_scorer
from recommender.factors import centred, unit_rows
from recommender.ranker import Ranker
from recommender.types import Features
from recommender.words import WordTopics

SETTINGS = {"5 likes, 5 dislikes": (5, 5), "10 likes, 30 dislikes": (10, 30)}
NEAREST = 10
SPEED_COMPANIES = 16_000

Scores = NDArray[np.floating]
Matrix = NDArray[np.float32]


def run(
    folder: Path, *, progress: Callable[[int, str], None] = lambda _done, _name: None
) -> dict[str, object]:
    """Measure all methods on the directory in `folder`; the same figures every time but speed."""
    rows = [row for row in read_rows(folder / DIRECTORY) if row.get("name")]
    texts = [_text(row) for row in rows]
    encoder = CompanyEncoder()
    progress(0, "embedding")
    vectors = encoder.encode(texts)
    features = Features(
        text=centred(vectors, centre=encoder.centre), words=WordTopics().fit_transform(texts)
    )
    kinds = [str(row["subindustry"]) for row in rows]
    figures: dict[str, dict[str, float]] = {}
    for done, (name, scorer) in enumerate(methods(vectors, features).items(), start=1):
        progress(done, name)
        figures[name] = {
            setting: round(_ndcg(scorer, kinds, n_likes, n_dislikes), 4)
            for setting, (n_likes, n_dislikes) in SETTINGS.items()
        }
    return {"n_companies": len(rows), "ndcg_at_50": figures, "speed": _speed(features)}


def methods(vectors: Matrix, features: Features) -> Mapping[str, Scorer]:
    """Return every method by its name; the product's come last."""
    joined = unit_rows(np.hstack([features.text, _words(features)]))
    near = vectors @ vectors.T
    joined_near = joined @ joined.T
    return {
        f"{NEAREST} nearest, weighted by distance": _nearest(near, lambda s: 1 - s),
        f"{NEAREST} nearest, weighted by similarity": _nearest(near, lambda s: s),
        "best score": lambda likes, dislikes: _best_score(near, likes, dislikes),
        "sum of scores": lambda likes, dislikes: near[:, likes].sum(1) - near[:, dislikes].sum(1),
        "average vector": lambda likes, dislikes: _average_vector(vectors, likes, dislikes),
        "logistic regression": lambda likes, dislikes: _regression(vectors, likes, dislikes),
        "centred, with words, likes minus half dislikes": lambda likes, dislikes: (
            joined_near[:, likes].mean(1) - joined_near[:, dislikes].mean(1) / 2
        ),
        "LeadQual, text alone": ranker_scorer(Ranker(), Features(text=features.text)),
        "LeadQual, text and words": ranker_scorer(Ranker(), features),
    }


def _text(row: Mapping[str, object]) -> str:
    record = record_from_row(row)
    return company_text(CompanyRecord(record.name, overview=record.overview))


def _words(features: Features) -> Matrix:
    return features.words if features.words is not None else features.text[:, :0]


def _ndcg(scorer: Scorer, kinds: list[str], n_likes: int, n_dislikes: int) -> float:
    searches = list(draw_searches(kinds, n_likes=n_likes, n_dislikes=n_dislikes))
    return evaluate(scorer, searches).ndcg


def _nearest(near: Matrix, weigh: Callable[[Matrix], Matrix]) -> Scorer:
    """Average the verdicts of the nearest judged companies, weighted by similarity or distance."""

    def score(likes: Rows, dislikes: Rows) -> Scores:
        judged = np.concatenate([likes, dislikes])
        signs = np.where(np.arange(len(judged)) < len(likes), 1.0, -1.0)
        similar = near[:, judged]
        closest = np.argsort(-similar, axis=1, kind="stable")[:, :NEAREST]
        weights = np.clip(weigh(np.take_along_axis(similar, closest, axis=1)), 1e-9, None)
        return np.asarray((weights * signs[closest]).sum(1) / weights.sum(1))

    return score


def _best_score(near: Matrix, likes: Rows, dislikes: Rows) -> Scores:
    """Qdrant's `best_score`: the nearest decides, by its square where it is disliked."""
    liked, disliked = near[:, likes].max(1), near[:, dislikes].max(1)
    return np.asarray(np.where(liked > disliked, liked, -(disliked**2)))


def _average_vector(vectors: Matrix, likes: Rows, dislikes: Rows) -> Scores:
    """Qdrant's `average_vector`: nearest to twice the mean like less the mean dislike."""
    target = 2 * vectors[likes].mean(0) - vectors[dislikes].mean(0)
    return np.asarray(vectors @ (target / np.linalg.norm(target)))


def _regression(vectors: Matrix, likes: Rows, dislikes: Rows) -> Scores:
    """Logistic regression with all unjudged companies as weak dislikes."""
    labels = np.zeros(len(vectors))
    weights = np.full(len(vectors), 0.5 * len(likes) / len(vectors))
    labels[likes] = weights[likes] = weights[dislikes] = 1
    linear = LogisticRegression(C=10).fit(vectors, labels, sample_weight=weights)
    return np.asarray(linear.decision_function(vectors))


def _speed(features: Features) -> dict[str, float]:
    """Milliseconds to rank 16,000 companies by 40 verdicts, median of 9."""
    repeats = -(-SPEED_COMPANIES // len(features))
    rows = np.tile(np.arange(len(features)), repeats)[:SPEED_COMPANIES]
    many = features.take(rows)
    verdicts = np.array([1] * 10 + [-1] * 30, dtype=np.int8)
    ranker = Ranker().fit(features.take(slice(0, 40)), verdicts)
    times = []
    for _ in range(9):
        start = time.perf_counter()
        ranker.rank(many, top=50)
        times.append((time.perf_counter() - start) * 1000)
    return {"rank_16000_ms": round(float(np.median(times)), 1)}
