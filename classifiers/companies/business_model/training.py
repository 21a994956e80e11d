"""Teach the business model classifier.

Two models are fitted on the same companies: one reads words and the vector of the text, the other
words alone, for companies whose vector is not at hand.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from classifiers.companies.business_model.classifier import (
    BusinessModelClassifier,
    LinearModel,
    hash_of,
)
from classifiers.companies.business_model.company_kinds import company_kinds
from classifiers.companies.business_model.features import company_tokens
from classifiers.companies.business_model.organization_names import (
    NamePatterns,
    load_patterns,
)
from classifiers.companies.company_text import company_text
from classifiers.companies.datasets import LabeledCompany
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core.array_types import Doubles, Floats
from classifiers.core.probabilities import fit_temperature, softmax
from classifiers.core.text import without_accents
from classifiers.core.types import BUSINESS_MODELS, CompanyRecord

PENALTY = 0.1  # On the squares of the weights, relative to one for each company of error.
CLASS_BALANCE = 0.5  # 0 takes labels as they are, 1 makes them equally common: `both` is rare.
VECTOR_WEIGHT = 0.5  # How loud vectors of length 1 are compared with words of length 1.
MAX_STEPS = 300
ABSENT_LABEL_PENALTY = 20.0  # Logits by which a label without examples is out of reach.

N_LABELS = len(BUSINESS_MODELS)
B2B, B2C, BOTH = (BUSINESS_MODELS.index(label) for label in ("b2b", "b2c", "both"))


VERSION = "companies-2026.11.6"
FIELD_WEIGHTS: Mapping[str, float] = {
    "overview": 1.0,
    "customers": 1.4,
    "kind": 1.0,
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
MIN_COMPANIES = 2
N_FOLDS = 3
DOUBT_WEIGHT = 0.5
SEED = 0
STEPS = 4
LABEL_SHARING = np.eye(N_LABELS, dtype=np.float32)
LABEL_SHARING[[B2B, B2C], BOTH] = 1
"""What is learned of each label → its logit, shape (n_labels, n_labels).

Evidence for paying businesses and for paying people is, taken together, evidence for `both`; only
what is more than the sum has to be learned from the few companies that are `both`."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of words, of numbers of the vectors, and of each label by itself.

    Args:
        words: shape (n_words, n_labels).
        vectors: shape (n_dimensions, n_labels).
        intercepts: shape (n_labels,).
    """

    words: Floats
    vectors: Floats
    intercepts: Floats

    def logits(self, words: csr_matrix, vectors: Floats) -> Floats:
        """Return logits, shape (n_rows, n_labels)."""
        return np.asarray(words @ self.words + vectors @ self.vectors + self.intercepts)


def fit(words: csr_matrix, vectors: Floats, labels: NDArray[np.int64], weights: Doubles) -> Weights:
    """Return the weights of a regularised multinomial logistic regression (L-BFGS).

    Args:
        words: shape (n_rows, n_words).
        vectors: shape (n_rows, n_dimensions).
        labels: shape (n_rows,).
        weights: how much each row counts, shape (n_rows,).
    """
    n_words, scaled_vectors = words.shape[1], vectors * np.float32(VECTOR_WEIGHT)
    n_rows = n_words + vectors.shape[1]
    counts = np.bincount(labels, weights=weights, minlength=N_LABELS)
    balanced_weights = weights * ((counts.max() / np.maximum(counts, 1)) ** CLASS_BALANCE)[labels]
    balanced_weights = (balanced_weights * (weights.sum() / balanced_weights.sum())).astype(
        np.float32
    )
    targets = np.eye(N_LABELS, dtype=np.float32)[labels]
    transposed = words.T.tocsr()

    def unpack_weights(point: Doubles) -> Weights:
        rows = point[:-N_LABELS].reshape(n_rows, N_LABELS).astype(np.float32) @ LABEL_SHARING
        intercepts = point[-N_LABELS:].astype(np.float32) @ LABEL_SHARING
        return Weights(
            rows[:n_words],
            rows[n_words:],
            np.where(counts > 0, intercepts, np.float32(-ABSENT_LABEL_PENALTY)),
        )

    def loss(point: Doubles) -> tuple[float, Doubles]:
        probabilities = softmax(unpack_weights(point).logits(words, scaled_vectors))
        residuals = (balanced_weights[:, None] * (probabilities - targets)) @ LABEL_SHARING.T
        parts = [
            (transposed @ residuals).ravel(),
            (scaled_vectors.T @ residuals).ravel(),
            residuals.sum(axis=0),
        ]
        gradient = np.concatenate(parts).astype(np.float64)
        gradient[:-N_LABELS] += PENALTY * point[:-N_LABELS]
        true_probabilities = probabilities[np.arange(len(labels)), labels]
        error = -float(balanced_weights @ np.log(np.maximum(true_probabilities, 1e-12)))
        return error + 0.5 * PENALTY * float(point[:-N_LABELS] @ point[:-N_LABELS]), gradient

    start = np.zeros((n_rows + 1) * N_LABELS)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": MAX_STEPS})
    best = unpack_weights(found.x)
    return Weights(best.words, best.vectors * np.float32(VECTOR_WEIGHT), best.intercepts)


def train(
    companies: Sequence[LabeledCompany],
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
    views = training_views(companies)
    empty = np.zeros((len(BUSINESS_MODELS), 0), dtype=np.float32)
    zeros = empty.sum(axis=1)
    untrained = LinearModel(
        *_build_vocabulary(views, patterns), empty, zeros, zeros, FIELD_WEIGHTS, empty, 1.0
    )
    matrix = count_matrix(views.records, untrained, patterns)
    progress(1, "Reading texts as a whole")
    vectors = encoder.encode([company_text(record) for record in views.records])
    progress(2, "Fitting words and vectors")
    full_model = _fit_calibrated(untrained, matrix, vectors, views)
    progress(3, "Fitting words alone")
    words_only = _fit_calibrated(untrained, matrix, vectors[:, :0], views)
    return BusinessModelClassifier(
        full_model,
        words_only=words_only,
        patterns=patterns,
        version=VERSION,
        encoder=encoder.version,
    )


@dataclass(frozen=True, slots=True)
class TrainingViews:
    """The views of companies that are learned from.

    Args:
        labels: index of the label, shape (n_views,).
        weights: how much each counts, shape (n_views,).
        companies: which company each is a view of, shape (n_views,).
        are_names: nothing but the name is shown, shape (n_views,).
        are_bare: nothing but the name is known at all, shape (n_views,).
    """

    records: list[CompanyRecord]
    labels: NDArray[np.int64]
    weights: Doubles
    companies: NDArray[np.int64]
    are_names: NDArray[np.bool_]
    are_bare: NDArray[np.bool_]


def training_views(companies: Sequence[LabeledCompany]) -> TrainingViews:
    """Return the views of companies; those of one company are together.

    The name alone of a start-up that nobody knows is `unknown`, unless it says of what kind it is.
    """
    records, labels, weights, groups, n_views = [], [], [], [], []
    patterns = load_patterns()
    for position, company in enumerate(companies):
        views = _views_of(company.record)
        for record in views:
            records.append(record)
            is_informative = company.is_known_by_name or record != CompanyRecord(record.name)
            is_known = is_informative or _name_has_kind(record.name, patterns)
            labels.append(BUSINESS_MODELS.index(company.label if is_known else "unknown"))
            weights.append((DOUBT_WEIGHT if company.is_doubtful else 1.0) / len(views))
            groups.append(position)
            n_views.append(len(views))
    are_names = np.array([record == CompanyRecord(record.name) for record in records])
    return TrainingViews(
        records,
        np.array(labels),
        np.array(weights),
        np.array(groups),
        are_names,
        are_names & (np.array(n_views) == 1),
    )


def _name_has_kind(name: str, patterns: NamePatterns) -> bool:
    folded = without_accents(name)
    has_kind = next(company_kinds(folded), None) is not None
    return has_kind or not set(BUSINESS_MODELS).isdisjoint(patterns.kinds(folded))


def _views_of(record: CompanyRecord) -> list[CompanyRecord]:
    is_known = replace(record, country=None)  # No word of it is read.
    described = CompanyRecord(record.name, overview=record.overview)
    return list(dict.fromkeys((is_known, described, CompanyRecord(record.name))))


def _build_vocabulary(
    views: TrainingViews, patterns: NamePatterns
) -> tuple[Mapping[int, int], NDArray[np.float32]]:
    """Return columns of words that several companies share, and how rare these are."""
    counts: Counter[int] = Counter()
    company_hashes: set[int] = set()
    for position, record in enumerate(views.records):
        if position and views.companies[position] != views.companies[position - 1]:
            counts.update(company_hashes)
            company_hashes = set()
        company_hashes |= {hash_of(token) for token in company_tokens(record, patterns)}
    counts.update(company_hashes)
    n_companies = int(views.companies.max()) + 1
    is_known = sorted(each for each, count in counts.items() if count >= MIN_COMPANIES)
    rarity = [np.log((1 + n_companies) / (1 + counts[each])) + 1 for each in is_known]
    columns = {each: column for column, each in enumerate(is_known)}
    return columns, np.array(rarity, dtype=np.float32)


def count_matrix(
    records: Sequence[CompanyRecord], model: LinearModel, patterns: NamePatterns
) -> csr_matrix:
    """Return companies as words of a model, shape (n_records, n_columns)."""
    rows, columns, values = [], [], []
    for row, record in enumerate(records):
        _, found, strengths = model.vector(company_tokens(record, patterns))
        rows.append(np.full(len(found), row))
        columns.append(found)
        values.append(strengths)
    stacked = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return csr_matrix(stacked, shape=(len(records), len(model.columns)))


def _fit_calibrated(
    untrained: LinearModel, matrix: csr_matrix, vectors: Floats, views: TrainingViews
) -> LinearModel:
    """Fit a model; its logits are scaled so that probabilities hold for unseen companies."""
    words = matrix.astype(np.float32)
    logits = np.zeros((len(views.records), len(BUSINESS_MODELS)), dtype=np.float32)
    fold_of = np.random.default_rng(SEED).integers(N_FOLDS, size=views.companies.max() + 1)
    folds = fold_of[views.companies]
    for fold in range(N_FOLDS):
        train_rows, test_rows = folds != fold, folds == fold
        weights = fit(
            words[train_rows],
            vectors[train_rows],
            views.labels[train_rows],
            views.weights[train_rows],
        )
        logits[test_rows] = weights.logits(words[test_rows], vectors[test_rows])
    full_temperature = _fit_temperature(logits, views, ~views.are_names)
    name_temperature = _fit_temperature(logits, views, views.are_bare)
    fitted = fit(words, vectors, views.labels, views.weights)
    return replace(
        untrained,
        coefficients=fitted.words.T / np.float32(full_temperature),
        intercepts=fitted.intercepts / np.float32(full_temperature),
        name_intercepts=fitted.intercepts / np.float32(name_temperature),
        directions=fitted.vectors.T / np.float32(full_temperature),
        name_scale=full_temperature / name_temperature,
    )


def _fit_temperature(logits: Floats, views: TrainingViews, rows: NDArray[np.bool_]) -> float:
    """Return the temperature of some views; of all where these are none."""
    if not rows.any():
        rows = np.ones(len(rows), dtype=np.bool_)
    return fit_temperature(logits[rows], views.labels[rows], views.weights[rows])
