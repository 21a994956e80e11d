"""Ranking quality: does a team that likes five companies of a kind find the others?

Every `subindustry` of a public directory that at least 40 companies have is a kind to find. A team
likes 5 or 10 of it and dislikes 5 or 30 others, half of those from the same top level; nDCG@50 over
the rest, mean of 4 draws. Text only (name, one-liner, 600 characters of the description): industry
and tags are what is to be found and are not used.
"""

import itertools
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from benchmarks.campaigns.drawn_searches import Rows, Scorer, draw_searches, evaluate, ranker_scorer
from benchmarks.campaigns.ranking_scale import calibration
from classifiers.companies.datasets import DIRECTORY_FILE, read_rows
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.companies.embeddings.trades import load_trades
from recommender.ranking.factors import centered, unit_rows
from recommender.ranking.ranker import Ranker
from recommender.ranking.space import Space, smooth
from recommender.ranking.word_topics import WordTopics
from recommender.types import Features

SETTINGS = {
    "5 likes, 5 dislikes": (5, 5),
    "10 likes, 30 dislikes": (10, 30),
    "20 likes, 8 dislikes": (20, 8),
}
NEAREST = 10
SPEED_COMPANIES = 16_000
DESCRIPTION_CHARACTERS = 600
MAX_FOUND = 200
"""Of a ranking by Qdrant; more than 50 places and all verdicts."""
MIN_LINE = 0.01
"""A contribution that is shown on its own."""
MIN_MOVE = 0.002
"""A score that moves by less the other way is called still."""

Scores = NDArray[np.floating]
Matrix = NDArray[np.float32]


def run(folder: Path, *, say: Callable[[str], None] = lambda _what: None) -> dict[str, object]:
    """Measure all methods on the directory in `folder`; the same figures every time but speed."""
    rows = [row for row in read_rows(folder / DIRECTORY_FILE) if row.get("name")]
    texts = [text_of(row) for row in rows]
    encoder = CompanyEncoder()
    say("embedding")
    vectors = encoder.encode(texts)
    words = WordTopics().fit_transform(texts)
    space = Space.of(vectors, centre=encoder.centre, trades=load_trades(encoder))
    placed = Features(text=space.place(vectors), words=words)
    features = smooth(placed)
    kinds = [str(row["subindustry"]) for row in rows]
    figures: dict[str, dict[str, float]] = {}
    scorers = {
        **others(vectors, words),
        "LeadQual, vectors alone": ranker_scorer(Ranker(), Features(text=centered(vectors))),
        "LeadQual, vectors and words": ranker_scorer(
            Ranker(), Features(text=centered(vectors), words=words)
        ),
        "LeadQual, with trades": ranker_scorer(Ranker(), placed),
        "LeadQual": ranker_scorer(Ranker(), features),
    }
    for name, scorer in scorers.items():
        say(name)
        figures[name] = {
            setting: round(_ndcg(scorer, kinds, n_likes, n_dislikes), 4)
            for setting, (n_likes, n_dislikes) in SETTINGS.items()
        }
    say("removal")
    return {
        "n_companies": len(rows),
        "ndcg_at_50": figures,
        "removal": {
            setting: _removal(features, kinds, *counts) for setting, counts in SETTINGS.items()
        },
        "share_of_likes_by_score": calibration(features, kinds),
        "speed": _speed(features),
    }


def others(vectors: Matrix, words: Matrix) -> Mapping[str, Scorer]:
    """Return the methods that LeadQual is compared with, by name."""
    joined = unit_rows(np.hstack([centered(vectors), words]))
    near = vectors @ vectors.T
    joined_near = joined @ joined.T
    return {
        f"{NEAREST} nearest, weighted by distance": _nearest(near, lambda s: 1 - s),
        f"{NEAREST} nearest, weighted by similarity": _nearest(near, lambda s: s),
        **qdrant_scorers(vectors),
        "logistic regression": lambda likes, dislikes: _regression(vectors, likes, dislikes),
        "centred, with words, likes minus half dislikes": lambda likes, dislikes: (
            joined_near[:, likes].mean(1) - joined_near[:, dislikes].mean(1) / 2
        ),
    }


def text_of(row: Mapping[str, object]) -> str:
    """Return name, one-liner and the first 600 characters of the description."""
    parts = (row.get("name"), row.get("one_liner"), row.get("long_description"))
    name, line, description = (" ".join(str(part or "").split()) for part in parts)
    described = (name, line, description[:DESCRIPTION_CHARACTERS])
    return ". ".join(part.rstrip(". ") for part in described if part.strip(". "))


def qdrant_scorers(vectors: Matrix) -> Mapping[str, Scorer]:
    """Return Qdrant's three ways to recommend: itself where it is installed, else its formulas."""
    if find_spec("qdrant_client") is None:
        near = vectors @ vectors.T
        return {
            "best_score, its formula": lambda likes, dislikes: _best_score(near, likes, dislikes),
            "sum_scores, its formula": lambda likes, dislikes: (
                near[:, likes].sum(1) - near[:, dislikes].sum(1)
            ),
            "average_vector, its formula": lambda likes, dislikes: _average_vector(
                vectors, likes, dislikes
            ),
        }
    from qdrant_client import QdrantClient, models  # only where it is installed

    client = QdrantClient(":memory:")
    size = vectors.shape[1]
    client.create_collection(
        "companies",
        vectors_config=models.VectorParams(size=size, distance=models.Distance.COSINE),
    )
    ids: list[Any] = list(range(len(vectors)))
    client.upsert("companies", models.Batch(ids=ids, vectors=vectors.tolist()))

    def scorer(strategy: models.RecommendStrategy) -> Scorer:
        def score(likes: Rows, dislikes: Rows) -> Scores:
            asked = models.RecommendInput(
                positive=likes.tolist(), negative=dislikes.tolist(), strategy=strategy
            )
            found = client.query_points(
                "companies", query=models.RecommendQuery(recommend=asked), limit=MAX_FOUND
            )
            scores = np.full(len(vectors), -np.inf)
            for place, point in enumerate(found.points):
                scores[int(point.id)] = -place
            return scores

        return score

    strategies = models.RecommendStrategy
    return {
        f"Qdrant {one.value}": scorer(one)
        for one in (strategies.BEST_SCORE, strategies.SUM_SCORES, strategies.AVERAGE_VECTOR)
    }


def _removal(
    features: Features, kinds: list[str], n_likes: int, n_dislikes: int
) -> dict[str, float]:
    """Take verdicts of the 20 best away, and compare what they contributed with what happened.

    Lines of 0.01 and more of every fourth search; `undone` fits anew, `left_out` keeps the fit.
    """
    undone: list[float] = []
    left_out: list[float] = []
    lines: list[float] = []
    wrong = 0
    searches = draw_searches(kinds, n_likes=n_likes, n_dislikes=n_dislikes)
    for search in itertools.islice(searches, 0, None, 4):
        judged = np.concatenate([search.likes, search.dislikes])
        signs = np.where(np.arange(len(judged)) < n_likes, 1, -1).astype(np.int8)
        ranker = Ranker().fit(features.take(judged), signs)
        exclude = np.isin(np.arange(len(features)), judged)
        best = features.take(ranker.rank(features, top=20, exclude=exclude).order)
        before = ranker.rank(best).scores
        said = np.zeros((len(best), len(judged)))
        for row, why in enumerate(ranker.explain_all(best)):
            for part in why.contributions:
                said[row, part.verdict_index] = part.contribution
        for index in range(len(judged)):
            shown = np.abs(said[:, index]) >= MIN_LINE
            kept = np.arange(len(judged)) != index
            anew = Ranker().fit(features.take(judged[kept]), signs[kept]).rank(best).scores
            held = ranker.without(index).rank(best).scores
            moved = before - anew
            undone.extend(np.abs(moved - said[:, index])[shown])
            left_out.extend(np.abs(before - held - said[:, index])[shown])
            wrong += int((moved * np.sign(said[:, index]) < -MIN_MOVE)[shown].sum())
            lines.extend(np.abs(said[:, index])[shown])
    return {
        "n_lines": len(lines),
        "mean_line": round(float(np.mean(lines)), 4),
        "left_out_largest_gap": round(float(np.max(left_out)), 9),
        "undone_mean_gap": round(float(np.mean(undone)), 4),
        "undone_largest_gap": round(float(np.max(undone)), 4),
        "undone_wrong_way": round(wrong / len(lines), 4),
    }


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
