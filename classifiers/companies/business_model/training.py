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
from classifiers.companies.business_model.features import company_tokens
from classifiers.companies.business_model.organization_kinds import company_kinds
from classifiers.companies.business_model.organization_names import (
    NamePatterns,
    load_patterns,
)
from classifiers.companies.company_text import company_text
from classifiers.companies.datasets import LabelledCompany
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core.arrays import Doubles, Floats
from classifiers.core.probabilities import fit_temperature, softmax
from classifiers.core.text import without_accents
from classifiers.core.types import BUSINESS_MODELS, CompanyRecord

PENALTY = 0.1  # On the squares of the weights, relative to one for each company of error.
BALANCE = 0.5  # 0 takes labels as they are, 1 makes them equally common: `both` is rare.
VECTOR_WEIGHT = 0.5  # How loud vectors of length 1 are compared with words of length 1.
MAX_STEPS = 300
ABSENT = 20.0  # Logits by which a label without examples is out of reach.

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
SHARING = np.eye(N_LABELS, dtype=np.float32)
SHARING[[B2B, B2C], BOTH] = 1
"""What is learned of each label → its logit, shape (n_labels, n_labels).

What speaks for businesses that pay and for people who pay speaks, taken together, for `both`; only
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
    n_words, louder = words.shape[1], vectors * np.float32(VECTOR_WEIGHT)
    n_rows = n_words + vectors.shape[1]
    counts = np.bincount(labels, weights=weights, minlength=N_LABELS)
    balanced = weights * ((counts.max() / np.maximum(counts, 1)) ** BALANCE)[labels]
    balanced = (balanced * (weights.sum() / balanced.sum())).astype(np.float32)
    wanted = np.eye(N_LABELS, dtype=np.float32)[labels]
    transposed = words.T.tocsr()

    def shared(point: Doubles) -> Weights:
        rows = point[:-N_LABELS].reshape(n_rows, N_LABELS).astype(np.float32) @ SHARING
        intercepts = point[-N_LABELS:].astype(np.float32) @ SHARING
        return Weights(
            rows[:n_words], rows[n_words:], np.where(counts > 0, intercepts, np.float32(-ABSENT))
        )

    def loss(point: Doubles) -> tuple[float, Doubles]:
        chances = softmax(shared(point).logits(words, louder))
        miss = (balanced[:, None] * (chances - wanted)) @ SHARING.T
        parts = [(transposed @ miss).ravel(), (louder.T @ miss).ravel(), miss.sum(axis=0)]
        slope = np.concatenate(parts).astype(np.float64)
        slope[:-N_LABELS] += PENALTY * point[:-N_LABELS]
        right = chances[np.arange(len(labels)), labels]
        error = -float(balanced @ np.log(np.maximum(right, 1e-12)))
        return error + 0.5 * PENALTY * float(point[:-N_LABELS] @ point[:-N_LABELS]), slope

    start = np.zeros((n_rows + 1) * N_LABELS)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": MAX_STEPS})
    best = shared(found.x)
    return Weights(best.words, best.vectors * np.float32(VECTOR_WEIGHT), best.intercepts)


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
    shown = training_views(companies)
    empty = np.zeros((len(BUSINESS_MODELS), 0), dtype=np.float32)
    nothing = empty.sum(axis=1)
    blank = LinearModel(
        *_vocabulary(shown, patterns), empty, nothing, nothing, FIELD_WEIGHTS, empty, 1.0
    )
    matrix = matrix_of(shown.records, blank, patterns)
    progress(1, "Reading texts as a whole")
    vectors = encoder.encode([company_text(record) for record in shown.records])
    progress(2, "Fitting words and vectors")
    both = _calibrated(blank, matrix, vectors, shown)
    progress(3, "Fitting words alone")
    words_alone = _calibrated(blank, matrix, vectors[:, :0], shown)
    return BusinessModelClassifier(
        both, words_alone=words_alone, patterns=patterns, version=VERSION, encoder=encoder.version
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


def training_views(companies: Sequence[LabelledCompany]) -> TrainingViews:
    """Return the views of companies; those of one company are together.

    The name alone of a start-up that nobody knows is `unknown`, unless it says of what kind it is.
    """
    records, labels, weights, groups, n_views = [], [], [], [], []
    patterns = load_patterns()
    for position, company in enumerate(companies):
        views = _views(company.record)
        for record in views:
            records.append(record)
            tells = company.is_known_by_name or record != CompanyRecord(record.name)
            known = tells or _tells_its_kind(record.name, patterns)
            labels.append(BUSINESS_MODELS.index(company.label if known else "unknown"))
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


def _tells_its_kind(name: str, patterns: NamePatterns) -> bool:
    folded = without_accents(name)
    has_kind = next(company_kinds(folded), None) is not None
    return has_kind or not set(BUSINESS_MODELS).isdisjoint(patterns.kinds(folded))


def _views(record: CompanyRecord) -> list[CompanyRecord]:
    known = replace(record, country=None)  # No word of it is read.
    described = CompanyRecord(record.name, overview=record.overview)
    return list(dict.fromkeys((known, described, CompanyRecord(record.name))))


def _vocabulary(
    shown: TrainingViews, patterns: NamePatterns
) -> tuple[Mapping[int, int], NDArray[np.float32]]:
    """Return columns of words that several companies share, and how rare these are."""
    counts: Counter[int] = Counter()
    of_company: set[int] = set()
    for position, record in enumerate(shown.records):
        if position and shown.companies[position] != shown.companies[position - 1]:
            counts.update(of_company)
            of_company = set()
        of_company |= {hash_of(token) for token in company_tokens(record, patterns)}
    counts.update(of_company)
    n_companies = int(shown.companies.max()) + 1
    known = sorted(each for each, count in counts.items() if count >= MIN_COMPANIES)
    rarity = [np.log((1 + n_companies) / (1 + counts[each])) + 1 for each in known]
    columns = {each: column for column, each in enumerate(known)}
    return columns, np.array(rarity, dtype=np.float32)


def matrix_of(
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


def _calibrated(
    blank: LinearModel, matrix: csr_matrix, vectors: Floats, shown: TrainingViews
) -> LinearModel:
    """Fit a model; its logits are scaled so that probabilities hold for unseen companies."""
    words = matrix.astype(np.float32)
    logits = np.zeros((len(shown.records), len(BUSINESS_MODELS)), dtype=np.float32)
    fold_of = np.random.default_rng(SEED).integers(N_FOLDS, size=shown.companies.max() + 1)
    folds = fold_of[shown.companies]
    for fold in range(N_FOLDS):
        kept, out = folds != fold, folds == fold
        weights = fit(words[kept], vectors[kept], shown.labels[kept], shown.weights[kept])
        logits[out] = weights.logits(words[out], vectors[out])
    full = _temperature(logits, shown, ~shown.are_names)
    bare = _temperature(logits, shown, shown.are_bare)
    fitted = fit(words, vectors, shown.labels, shown.weights)
    return replace(
        blank,
        coefficients=fitted.words.T / np.float32(full),
        intercepts=fitted.intercepts / np.float32(full),
        bare_intercepts=fitted.intercepts / np.float32(bare),
        directions=fitted.vectors.T / np.float32(full),
        by_name=full / bare,
    )


def _temperature(logits: Floats, shown: TrainingViews, rows: NDArray[np.bool_]) -> float:
    """Return the temperature of some views; of all where these are none."""
    if not rows.any():
        rows = np.ones(len(rows), dtype=np.bool_)
    return fit_temperature(logits[rows], shown.labels[rows], shown.weights[rows])
