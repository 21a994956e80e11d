"""Fit and measure the business model classifier.

Two models are fitted on the same companies: one reads words and the vector of the text, the other
words alone, for companies whose vector is not at hand.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.sparse import csr_matrix

from classifiers.companies.business_model import (
    N_BUCKETS,
    BusinessModelClassifier,
    LinearModel,
    Vectors,
    bucket_of,
)
from classifiers.companies.datasets import CompanyData, LabelledCompany
from classifiers.companies.encoder import CompanyEncoder
from classifiers.companies.features import company_tokens
from classifiers.companies.names import NamePatterns, load_patterns
from classifiers.companies.text import company_text
from classifiers.types import BUSINESS_MODELS, BusinessModelPrediction, CompanyRecord

VERSION = "companies-2026.11.2"
FIELD_WEIGHTS: Mapping[str, float] = {
    "overview": 1.0,
    "name": 0.3,
    "letters": 0.1,
    "name pattern": 1.5,
    "industry": 0.8,
    "topics": 0.7,
    "domain": 0.7,
    "type": 0.8,
    "sic": 0.5,
    "technology": 0.3,
    "size": 0.3,
}
PENALTY = 0.1  # On the squares of the weights, beside one for each company of error.
BALANCE = 0.5  # 0 takes labels as they are, 1 makes them equally common: `both` is rare.
MOST_STEPS = 150
LEAST_COMPANIES = 2
N_FOLDS = 3
DOUBT_WEIGHT = 0.5
SEED = 0
ABSENT = 20.0  # Logits by which a label without examples is out of reach.
STEPS = 4
SELLERS = ("b2b", "b2c", "both")


Floats = NDArray[np.float64]


def train(
    companies: Sequence[LabelledCompany],
    *,
    encoder: CompanyEncoder,
    progress: Callable[[int, str], None] = lambda _done, _name: None,
) -> BusinessModelClassifier:
    """Fit a calibrated classifier; the same companies give the same classifier.

    Companies with many fields are learned from twice more, once by name alone and once by
    name and overview, since most customers bring no more than that.

    Args:
        companies: at least one of two labels.
        encoder: gives the vectors; those of no other are to be given to the classifier.
        progress: called with the number of steps done, of `STEPS`, and the next one's name.
    """
    progress(0, "Reading words")
    patterns = load_patterns()
    shown = _shown(companies)
    empty = np.zeros((len(BUSINESS_MODELS), 0), dtype=np.float32)
    blank = LinearModel(
        _rarity(shown.records, patterns), empty, empty.sum(axis=1), FIELD_WEIGHTS, empty
    )
    matrix = _matrix(shown.records, blank, patterns)
    progress(1, "Reading texts as a whole")
    vectors = encoder.encode([company_text(record) for record in shown.records])
    progress(2, "Fitting words and vectors")
    both = _calibrated(blank, matrix, vectors, shown)
    progress(3, "Fitting words alone")
    words_alone = _calibrated(blank, matrix, vectors[:, :0], shown)
    return BusinessModelClassifier(
        both, words_alone=words_alone, patterns=patterns, version=VERSION, encoder=encoder.version
    )


def measure(
    classifier: BusinessModelClassifier, data: CompanyData, *, encoder: CompanyEncoder
) -> dict[str, float]:
    """Return the figures of the model card; those without companies are left out."""

    def answers(companies: Sequence[LabelledCompany]) -> list[BusinessModelPrediction]:
        return classifier.read([company.record for company in companies], encoder=encoder)

    organisations = data.organisations_test
    by_name = [replace(c, record=_name_alone(c.record)) for c in organisations]
    told = [company for company in organisations if company.record.overview]
    pool = answers(data.pool_test)
    are_sure = [not company.is_doubtful for company in data.pool_test]
    figures = {
        "pool_macro_f1": _macro_f1(data.pool_test, [p.business_model for p in pool], SELLERS),
        "pool_accuracy_without_doubt": _accuracy(
            list(compress(data.pool_test, are_sure)), list(compress(pool, are_sure))
        ),
        "pool_calibration_error": _calibration_error(data.pool_test, pool),
        "organisations_accuracy_with_overview": _accuracy(told, answers(told)),
        "organisations_accuracy_by_name": _accuracy(by_name, answers(by_name)),
    }
    if data.directory_test:
        found = [_business_or_consumer(p) for p in answers(data.directory_test)]
        figures["directory_macro_f1"] = _macro_f1(data.directory_test, found, ("b2b", "b2c"))
    return {name: round(figure, 4) for name, figure in figures.items()}


@dataclass(frozen=True, slots=True)
class _Shown:
    """The views of companies that are learned from.

    Args:
        records: one for each view.
        labels: place of the label, shape (n_views,).
        weights: how much each counts, shape (n_views,).
        companies: which company each is a view of, shape (n_views,).
    """

    records: list[CompanyRecord]
    labels: NDArray[np.int64]
    weights: Floats
    companies: NDArray[np.int64]


def _shown(companies: Sequence[LabelledCompany]) -> _Shown:
    records, labels, weights, groups = [], [], [], []
    for position, company in enumerate(companies):
        views = dict.fromkeys(
            (company.record, _text_alone(company.record), _name_alone(company.record))
        )
        for record in views:
            records.append(record)
            labels.append(BUSINESS_MODELS.index(company.label))
            weights.append((DOUBT_WEIGHT if company.is_doubtful else 1.0) / len(views))
            groups.append(position)
    return _Shown(records, np.array(labels), np.array(weights), np.array(groups))


def _name_alone(record: CompanyRecord) -> CompanyRecord:
    return CompanyRecord(record.name)


def _text_alone(record: CompanyRecord) -> CompanyRecord:
    return CompanyRecord(record.name, overview=record.overview)


def _rarity(records: Sequence[CompanyRecord], patterns: NamePatterns) -> NDArray[np.float32]:
    seen = Counter(
        bucket
        for record in records
        for bucket in {bucket_of(token) for token in company_tokens(record, patterns)}
    )
    rarity = np.zeros(N_BUCKETS, dtype=np.float32)
    for bucket, count in seen.items():
        if count >= LEAST_COMPANIES:
            rarity[bucket] = np.log((1 + len(records)) / (1 + count)) + 1
    return rarity


def _matrix(
    records: Sequence[CompanyRecord], model: LinearModel, patterns: NamePatterns
) -> csr_matrix:
    rows, columns, values = [], [], []
    for row, record in enumerate(records):
        _, buckets, strengths = model.vector(record, patterns)
        known = strengths > 0
        rows.append(np.full(known.sum(), row))
        columns.append(buckets[known])
        values.append(strengths[known])
    stacked = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return csr_matrix(stacked, shape=(len(records), N_BUCKETS))


def _calibrated(
    blank: LinearModel, matrix: csr_matrix, vectors: Vectors, shown: _Shown
) -> LinearModel:
    """Fit a model; its logits are scaled so that probabilities hold for unseen companies."""
    used = np.unique(matrix.indices)  # A solver is as slow as its columns are many.
    words = matrix[:, used].astype(np.float32)
    logits = np.zeros((len(shown.records), len(BUSINESS_MODELS)))
    fold_of = np.random.default_rng(SEED).integers(N_FOLDS, size=shown.companies.max() + 1)
    folds = fold_of[shown.companies]
    for fold in range(N_FOLDS):
        kept, out = folds != fold, folds == fold
        weights = _fit(words[kept], vectors[kept], shown.labels[kept], shown.weights[kept])
        logits[out] = weights.logits(words[out], vectors[out])
    temperature = _temperature(logits, shown.labels, shown.weights)
    fitted = _fit(words, vectors, shown.labels, shown.weights)
    coefficients = np.zeros((len(BUSINESS_MODELS), matrix.shape[1]), dtype=np.float32)
    coefficients[:, used] = fitted.words.T / temperature
    return replace(
        blank,
        coefficients=coefficients,
        intercepts=(fitted.intercepts / temperature).astype(np.float32),
        directions=(fitted.vectors.T / temperature).astype(np.float32),
    )


@dataclass(frozen=True, slots=True)
class _Weights:
    """Weights of words, of numbers of the vectors, and of each label by itself."""

    words: Floats
    vectors: Floats
    intercepts: Floats

    def logits(self, words: csr_matrix, vectors: Vectors) -> Floats:
        return words @ self.words + vectors @ self.vectors + self.intercepts


def _fit(
    words: csr_matrix, vectors: Vectors, labels: NDArray[np.int64], weights: Floats
) -> _Weights:
    """Return the weights of a regularised multinomial logistic regression (L-BFGS)."""
    n_labels, n_words = len(BUSINESS_MODELS), words.shape[1]
    n_rows = n_words + vectors.shape[1]
    counts = np.bincount(labels, weights=weights, minlength=n_labels)
    balanced = weights * ((counts.max() / np.maximum(counts, 1)) ** BALANCE)[labels]
    balanced *= weights.sum() / balanced.sum()
    wanted = np.eye(n_labels)[labels]
    turned = words.T.tocsr()

    def parts(point: Floats) -> _Weights:
        rows = point[:-n_labels].reshape(n_rows, n_labels)
        intercepts = np.where(counts > 0, point[-n_labels:], -ABSENT)
        return _Weights(rows[:n_words], rows[n_words:], intercepts)

    def loss(point: Floats) -> tuple[float, Floats]:
        logits = parts(point).logits(words, vectors)
        logits -= logits.max(axis=1, keepdims=True)
        chances = np.exp(logits)
        chances /= chances.sum(axis=1, keepdims=True)
        miss = balanced[:, None] * (chances - wanted)
        slope = np.concatenate(
            [(turned @ miss).ravel(), (vectors.T @ miss).ravel(), miss.sum(axis=0)]
        )
        slope[:-n_labels] += PENALTY * point[:-n_labels]
        right = chances[np.arange(len(labels)), labels]
        error = -float(balanced @ np.log(np.maximum(right, 1e-12)))
        return error + 0.5 * PENALTY * float(point[:-n_labels] @ point[:-n_labels]), slope

    start = np.zeros((n_rows + 1) * n_labels)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS})
    return parts(found.x)


def _temperature(
    logits: NDArray[np.float64], labels: NDArray[np.int64], weights: NDArray[np.float64]
) -> float:
    """Return by what to divide logits so that their probabilities hold for unseen companies."""

    def loss(temperature: float) -> float:
        scaled = logits / temperature
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        chosen = scaled[np.arange(len(labels)), labels] - np.log(np.exp(scaled).sum(axis=1))
        return float(-(weights * chosen).sum())

    return float(minimize_scalar(loss, bounds=(0.2, 10), method="bounded").x)


def _business_or_consumer(prediction: BusinessModelPrediction) -> str:
    chances = {label.slug: label.score for label in prediction.probabilities}
    return "b2b" if chances["b2b"] >= chances["b2c"] else "b2c"


def _accuracy(
    companies: Sequence[LabelledCompany], predictions: Sequence[BusinessModelPrediction]
) -> float:
    pairs = zip(companies, predictions, strict=True)
    return float(np.mean([company.label == p.business_model for company, p in pairs]))


def _macro_f1(
    companies: Sequence[LabelledCompany], found: Sequence[str], labels: Sequence[str]
) -> float:
    wanted = np.array([company.label for company in companies])
    given = np.array(found)
    scores = []
    for label in labels:
        right = ((wanted == label) & (given == label)).sum()
        scores.append(2 * right / max((wanted == label).sum() + (given == label).sum(), 1))
    return float(np.mean(scores))


def _calibration_error(
    companies: Sequence[LabelledCompany], predictions: Sequence[BusinessModelPrediction]
) -> float:
    """Return how far probabilities are from what came true, weighted over ten bins."""
    stated = np.array([p.probability for p in predictions])
    pairs = zip(companies, predictions, strict=True)
    right = np.array([company.label == p.business_model for company, p in pairs])
    bins = np.minimum((stated * 10).astype(int), 9)
    gaps = [abs(stated[bins == b].sum() - right[bins == b].sum()) for b in range(10)]
    return float(sum(gaps) / len(stated))
