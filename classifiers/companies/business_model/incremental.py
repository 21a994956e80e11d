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
    matrix_of,
    training_views,
)
from classifiers.companies.company_text import company_text
from classifiers.companies.datasets import LabelledCompany
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core.arrays import Floats
from classifiers.core.incremental import drawn, fit_update

CORRECTED_WEIGHT = 2.0
"""Of a company that a person corrected, against one that was written to learn from."""
MAX_REPLAYED = 1_000
PENALTY = 2.0


def learn_further(
    live: BusinessModelClassifier,
    corrected: Sequence[LabelledCompany],
    *,
    taught: Sequence[LabelledCompany],
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
    replayed = [taught[index] for index in drawn(len(taught), MAX_REPLAYED)]
    shown = training_views([*corrected, *replayed])
    weights = shown.weights * np.where(shown.companies < len(corrected), CORRECTED_WEIGHT, 1.0)
    n_corrected = int((shown.companies < len(corrected)).sum())
    vectors = np.zeros((len(shown.records), live.model.directions.shape[1]), dtype=np.float32)
    if live.reads(encoder.version):
        vectors = encoder.encode([company_text(record) for record in shown.records])
    progress(0.5)
    columns, rarity = _more_words(live, shown, n_corrected)
    weighed = weights.astype(np.float32)
    both = _moved(live, live.model, (columns, rarity), shown, vectors, weighed)
    progress(0.8)
    words_alone = _moved(live, live.words_alone, (columns, rarity), shown, vectors[:, :0], weighed)
    progress(1.0)
    return BusinessModelClassifier(
        both,
        words_alone=words_alone,
        patterns=live.patterns,
        version=version,
        encoder=live.encoder,
    )


def _more_words(
    live: BusinessModelClassifier, shown: TrainingViews, n_corrected: int
) -> tuple[Mapping[int, int], Floats]:
    """Return the words of the live model and, behind them, those that several corrections share."""
    found: dict[int, set[int]] = {}
    for index in range(n_corrected):
        for token in company_tokens(shown.records[index], live.patterns):
            found.setdefault(hash_of(token), set()).add(int(shown.companies[index]))
    counts = Counter({each: len(companies) for each, companies in found.items()})
    new = sorted(
        each
        for each, count in counts.items()
        if count >= MIN_COMPANIES and each not in live.model.columns
    )
    columns = {**live.model.columns}
    columns.update({each: len(columns) + index for index, each in enumerate(new)})
    rarest = live.model.rarity.max(initial=1.0)
    return columns, np.append(live.model.rarity, np.full(len(new), rarest, dtype=np.float32))


def _moved(
    live: BusinessModelClassifier,
    model: LinearModel,
    vocabulary: tuple[Mapping[int, int], Floats],
    shown: TrainingViews,
    vectors: Floats,
    weights: Floats,
) -> LinearModel:
    """Return one of the two models with its weights moved; a bare name speaks as it does there."""
    columns, rarity = vocabulary
    n_new = len(columns) - model.coefficients.shape[1]
    coefficients = np.pad(model.coefficients, ((0, 0), (0, n_new)))
    wide = replace(model, columns=columns, rarity=rarity, coefficients=coefficients)
    surer = np.where(shown.are_names, model.by_name, 1.0).astype(np.float32)
    words = (diags(surer) @ matrix_of(shown.records, wide, live.patterns)).tocsr()
    words = words.astype(np.float32)
    seen = np.flatnonzero(words.getnnz(axis=0))
    louder = vectors * surer[:, None]
    base = _logits(wide, words, louder, are_names=shown.are_names)
    change = fit_update(
        csr_matrix(words[:, seen]),
        np.hstack([louder, np.ones((len(louder), 1), dtype=np.float32)]),
        base=base,
        labels=shown.labels,
        weights=weights,
        penalty=PENALTY,
    )
    coefficients[:, seen] += change.words.T
    return replace(
        wide,
        coefficients=coefficients,
        intercepts=model.intercepts + change.vectors[-1],
        bare_intercepts=model.bare_intercepts + change.vectors[-1],
        directions=model.directions + change.vectors[:-1].T,
    )


def _logits(
    model: LinearModel, words: csr_matrix, vectors: Floats, *, are_names: NDArray[np.bool_]
) -> Floats:
    logits = words @ model.coefficients.T + vectors @ model.directions.T
    logits += np.where(are_names[:, None], model.bare_intercepts, model.intercepts)
    found: Floats = np.asarray(logits, dtype=np.float32)
    return found
