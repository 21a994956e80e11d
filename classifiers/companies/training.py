"""Fit and measure the business model classifier."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix

from classifiers.companies.business_model import (
    N_BUCKETS,
    BusinessModelClassifier,
    LinearModel,
    bucket_of,
)
from classifiers.companies.datasets import CompanyData, LabelledCompany
from classifiers.companies.features import company_tokens
from classifiers.companies.names import NamePatterns, load_patterns
from classifiers.types import BUSINESS_MODELS, BusinessModelPrediction, CompanyRecord

VERSION = "companies-2026.11.1"
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
STRENGTH = 5.0
LEAST_COMPANIES = 2
N_FOLDS = 3
DOUBT_WEIGHT = 0.5
SEED = 0
STEPS = 3
SELLERS = ("b2b", "b2c", "both")


def train(
    companies: Sequence[LabelledCompany],
    *,
    progress: Callable[[int, str], None] = lambda _done, _name: None,
) -> BusinessModelClassifier:
    """Fit a calibrated classifier; the same companies give the same classifier.

    Companies with many fields are learned from twice more, once by name alone and once by
    name and overview, since most customers bring no more than that.

    Args:
        companies: at least one of two labels.
        progress: called with the number of steps done, of `STEPS`, and the next one's name.
    """
    progress(0, "Reading words")
    patterns = load_patterns()
    shown, labels, weights, groups = _shown(companies)
    rarity = _rarity(shown, patterns)
    empty = np.zeros((len(BUSINESS_MODELS), 0), dtype=np.float32)
    model = LinearModel(rarity, empty, empty[:, :0].sum(axis=1), FIELD_WEIGHTS)
    matrix = _matrix(shown, model, patterns)
    progress(1, "Calibrating")
    logits = _out_of_fold(matrix, labels, weights, groups)
    temperature = _temperature(logits, labels, weights)
    progress(2, "Fitting")
    coefficients, intercepts = _fit(matrix, labels, weights)
    fitted = replace(
        model,
        coefficients=(coefficients / temperature).astype(np.float32),
        intercepts=(intercepts / temperature).astype(np.float32),
    )
    return BusinessModelClassifier(fitted, patterns=patterns, version=VERSION)


def measure(classifier: BusinessModelClassifier, data: CompanyData) -> dict[str, float]:
    """Return the figures of the model card; those without companies are left out."""
    organisations = data.organisations_test
    by_name = [replace(c, record=_name_alone(c.record)) for c in organisations]
    told = [company for company in organisations if company.record.overview]
    sure = [company for company in data.pool_test if not company.is_doubtful]
    pool = _predict(classifier, data.pool_test)
    figures = {
        "pool_macro_f1": _macro_f1(data.pool_test, [p.business_model for p in pool], SELLERS),
        "pool_accuracy_without_doubt": _accuracy(sure, _predict(classifier, sure)),
        "pool_calibration_error": _calibration_error(data.pool_test, pool),
        "organisations_accuracy_with_overview": _accuracy(told, _predict(classifier, told)),
        "organisations_accuracy_by_name": _accuracy(by_name, _predict(classifier, by_name)),
    }
    if data.directory_test:
        found = [_business_or_consumer(p) for p in _predict(classifier, data.directory_test)]
        figures["directory_macro_f1"] = _macro_f1(data.directory_test, found, ("b2b", "b2c"))
    return {name: round(figure, 4) for name, figure in figures.items()}


def _shown(
    companies: Sequence[LabelledCompany],
) -> tuple[list[CompanyRecord], NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Return the views of each company that are learned from, with labels, weights, company."""
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
    return records, np.array(labels), np.array(weights), np.array(groups)


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


def _fit(
    matrix: csr_matrix, labels: NDArray[np.int64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  # slow to import

    used = np.unique(matrix.indices)  # A solver is as slow as its columns are many.
    counts = np.bincount(labels, weights=weights, minlength=len(BUSINESS_MODELS))
    # Most of the way to equal labels: `both` must be found, but is not as common as `b2b`.
    balance = (counts.max() / np.maximum(counts, 1)) ** 0.8
    coefficients = np.zeros((len(BUSINESS_MODELS), matrix.shape[1]))
    intercepts = np.full(len(BUSINESS_MODELS), -20.0)
    for label in np.unique(labels):
        # One label against the rest: seconds, where all at once take minutes.
        linear = LogisticRegression(C=STRENGTH, solver="liblinear", tol=1e-2, random_state=SEED)
        linear.fit(matrix[:, used], labels == label, sample_weight=weights * balance[labels])
        coefficients[label, used] = linear.coef_[0]
        intercepts[label] = linear.intercept_[0]
    return coefficients, intercepts


def _out_of_fold(
    matrix: csr_matrix,
    labels: NDArray[np.int64],
    weights: NDArray[np.float64],
    groups: NDArray[np.int64],
) -> NDArray[np.float64]:
    fold_of_company = np.random.default_rng(SEED).integers(N_FOLDS, size=groups.max() + 1)
    folds = fold_of_company[groups]
    logits = np.zeros((matrix.shape[0], len(BUSINESS_MODELS)))
    for fold in range(N_FOLDS):
        kept, out = folds != fold, folds == fold
        coefficients, intercepts = _fit(matrix[kept], labels[kept], weights[kept])
        logits[out] = matrix[out] @ coefficients.T + intercepts
    return logits


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


def _predict(
    classifier: BusinessModelClassifier, companies: Sequence[LabelledCompany]
) -> list[BusinessModelPrediction]:
    return classifier.predict([company.record for company in companies])


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
