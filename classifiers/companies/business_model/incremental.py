"""The live business model classifier learns further from companies that people corrected."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from classifiers.companies.business_model.classifier import (
    BusinessModelClassifier,
    LinearModel,
    hash_of,
)
from classifiers.companies.business_model.features import company_tokens
from classifiers.companies.business_model.training import (
    MIN_COMPANIES,
    TrainingViews,
    count_matrix,
    training_views,
)
from classifiers.companies.company_text import company_text
from classifiers.companies.datasets import LabeledCompany
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core.array_types import Floats
from classifiers.core.incremental import fit_update, sample_indexes

CORRECTION_WEIGHT = 2.0
"""Of a company that a person corrected, against one that was written to learn from."""
MAX_REPLAYED_EXAMPLES = 1_000
PENALTY = 2.0


def learn_further(
    live: BusinessModelClassifier,
    corrected: Sequence[LabeledCompany],
    *,
    taught: Sequence[LabeledCompany],
    encoder: CompanyEncoder,
    version: str,
    progress: Callable[[float], None] = lambda _: None,
) -> BusinessModelClassifier:
    """Return a classifier that follows the corrections, and the live one otherwise.

    Args:
        live: is not changed.
        corrected: companies with the corrections of people.
        taught: companies that the live one learned from; some of them are asked again, so that it
            does not forget them.
        encoder: gives the vectors; those of another one than that of the model are passed over.
        version: of the new classifier.
        progress: called with the share that is done, 0 to 1.
    """
    replayed = [taught[index] for index in sample_indexes(len(taught), MAX_REPLAYED_EXAMPLES)]
    views = training_views([*corrected, *replayed])
    weights = views.weights * np.where(views.companies < len(corrected), CORRECTION_WEIGHT, 1.0)
    n_corrected = int((views.companies < len(corrected)).sum())
    vectors = np.zeros((len(views.records), live.model.directions.shape[1]), dtype=np.float32)
    if live.reads(encoder.version):
        vectors = encoder.encode([company_text(record) for record in views.records])
    progress(0.5)
    columns, rarity = _extend_vocabulary(live, views, n_corrected)
    weights_32 = weights.astype(np.float32)
    full_model = _update_model(live, live.model, (columns, rarity), views, vectors, weights_32)
    progress(0.8)
    words_only = _update_model(
        live, live.words_only, (columns, rarity), views, vectors[:, :0], weights_32
    )
    progress(1.0)
    return BusinessModelClassifier(
        full_model,
        words_only=words_only,
        patterns=live.patterns,
        version=version,
        encoder=live.encoder,
    )


def _extend_vocabulary(
    live: BusinessModelClassifier, views: TrainingViews, n_corrected: int
) -> tuple[Mapping[int, int], Floats]:
    """Return the words of the live model, then those that several corrections share."""
    companies_by_hash: dict[int, set[int]] = {}
    for index in range(n_corrected):
        for token in company_tokens(views.records[index], live.patterns):
            companies_by_hash.setdefault(hash_of(token), set()).add(int(views.companies[index]))
    counts = Counter({each: len(companies) for each, companies in companies_by_hash.items()})
    new = sorted(
        each
        for each, count in counts.items()
        if count >= MIN_COMPANIES and each not in live.model.columns
    )
    columns = {**live.model.columns}
    columns.update({each: len(columns) + index for index, each in enumerate(new)})
    max_rarity = live.model.rarity.max(initial=1.0)
    return columns, np.append(live.model.rarity, np.full(len(new), max_rarity, dtype=np.float32))


def _update_model(
    live: BusinessModelClassifier,
    model: LinearModel,
    vocabulary: tuple[Mapping[int, int], Floats],
    views: TrainingViews,
    vectors: Floats,
    weights: Floats,
) -> LinearModel:
    """Return one of the two models with updated weights; names alone keep their scale."""
    columns, rarity = vocabulary
    n_new = len(columns) - model.coefficients.shape[1]
    coefficients = np.pad(model.coefficients, ((0, 0), (0, n_new)))
    extended = replace(model, columns=columns, rarity=rarity, coefficients=coefficients)
    scales = np.where(views.are_names, model.name_scale, 1.0).astype(np.float32)
    words = (diags(scales) @ count_matrix(views.records, extended, live.patterns)).tocsr()
    words = words.astype(np.float32)
    used_columns = np.flatnonzero(words.getnnz(axis=0))
    scaled_vectors = vectors * scales[:, None]
    base = _logits(extended, words, scaled_vectors, are_names=views.are_names)
    change = fit_update(
        csr_matrix(words[:, used_columns]),
        np.hstack([scaled_vectors, np.ones((len(scaled_vectors), 1), dtype=np.float32)]),
        base=base,
        labels=views.labels,
        weights=weights,
        penalty=PENALTY,
    )
    coefficients[:, used_columns] += change.words.T
    return replace(
        extended,
        coefficients=coefficients,
        intercepts=model.intercepts + change.vectors[-1],
        name_intercepts=model.name_intercepts + change.vectors[-1],
        directions=model.directions + change.vectors[:-1].T,
    )


def _logits(
    model: LinearModel, words: csr_matrix, vectors: Floats, *, are_names: NDArray[np.bool_]
) -> Floats:
    logits = words @ model.coefficients.T + vectors @ model.directions.T
    logits += np.where(are_names[:, None], model.name_intercepts, model.intercepts)
    companies_by_hash: Floats = np.asarray(logits, dtype=np.float32)
    return companies_by_hash
