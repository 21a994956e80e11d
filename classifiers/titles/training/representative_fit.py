"""Learns once for all functions how much similarity to representative titles says.

Some functions are held out: a model is fitted on titles that do not carry them, so that it knows as
little of them as of a function that somebody adds tomorrow. They get a few representative titles,
and titles that the model has not seen show how similar one must be to have the function. For
functions that the model knows, the same is learned of titles that staff add to them.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sklearn.linear_model import LogisticRegression

from classifiers.core.array_types import Bools, Doubles
from classifiers.core.taxonomy import load_default
from classifiers.core.text import words
from classifiers.titles.dictionary import load_dictionary
from classifiers.titles.model.network import TitleModel, compact_model, load_model
from classifiers.titles.representative_space import RepresentativeSpace, Similarities, WordWeights
from classifiers.titles.representative_weights import FeatureWeights, LearnedWeights
from classifiers.titles.text.normalize import normalize
from classifiers.titles.text.signature import signature
from classifiers.titles.training.dataset import LabeledTitle

N_HELD_OUT = 36
MIN_TITLES = 5  # Of a function that is held out.
MAX_TITLES = 1_100
SHARE_UNSEEN = 0.15  # Of the real titles with other functions.
COUNTS = (3, 4, 5, 6, 6, 6, 8, 10)  # Representative titles of a function.
N_ADDED = 3  # Titles that staff add to a function that the model knows.
ENOUGH = 60  # Titles from which on a function counts no more than others.
COMMON = 10  # Titles with a word from which on it has a weight of its own.
SMOOTHING = 20
N_FOLDS = 3
PENALTY = 1.0
STEPS = tuple(n / 20 for n in range(2, 13))
SAME = 1e-6  # Features that vary less say nothing.
SHARE_OF_OTHERS = 0.15  # Of the titles without a function; they stand for all.


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A model and what it has not seen."""

    model: TitleModel
    functions: tuple[str, ...]
    titles: Sequence[LabeledTitle]


@dataclass(frozen=True, slots=True)
class TrainingExamples:
    """Titles compared with representative ones.

    Args:
        right: whether a title has a function, shape (n_titles, n_functions).
        asked: whether it is no representative title itself, same shape.
        weights: how many titles one stands for, shape (n_titles,).
    """

    compared: Similarities
    right: Bools
    asked: Bools
    weights: Doubles


def choose_functions(
    titles: Sequence[LabeledTitle], *, seed: int, but: Sequence[str] = ()
) -> tuple[str, ...]:
    """Draw functions to hold out, rare ones and common ones."""
    counts = Counter(slug for title in titles for slug in title.functions)
    found = [
        function.slug
        for function in load_default().functions
        if MIN_TITLES <= counts[function.slug] <= MAX_TITLES and function.slug not in but
    ]
    random.Random(seed).shuffle(found)
    return tuple(found[:N_HELD_OUT])


def hold_out(
    real: Sequence[LabeledTitle],
    extra: Sequence[LabeledTitle],
    functions: Sequence[str],
) -> HeldOut:
    """Fit a model without some functions; minutes."""
    from classifiers.titles.training.fitting import fit  # loads torch

    drawn = np.random.default_rng(3).random(len(real)) < SHARE_UNSEEN
    names = set(functions)
    carry = [not names.isdisjoint(title.functions) for title in real]
    kept = [
        t for t, is_drawn, other in zip(real, drawn, carry, strict=True) if not (is_drawn or other)
    ]
    others = [title for title in extra if names.isdisjoint(title.functions)]
    shipped = load_model()
    model = replace(
        compact_model(fit([*kept, *others], taxonomy=load_default(), version="held-out")),
        calibration=shipped.calibration,
        thresholds=shipped.thresholds,
    )
    unseen = [t for t, is_drawn, other in zip(real, drawn, carry, strict=True) if is_drawn or other]
    return HeldOut(model, tuple(functions), unseen)


def fit_representatives(held: HeldOut, titles: Sequence[LabeledTitle]) -> LearnedWeights:
    """Fit the weights of words and of features, and the thresholds."""
    weights = word_weights(titles)
    new = [new_functions(held, weights, seed=1 + n, counts=COUNTS) for n in range(N_FOLDS)]
    known = [_known_functions(held, weights, seed=1 + n) for n in range(N_FOLDS)]
    return LearnedWeights(weights, _fitted(new), _fitted(known))


def word_weights(titles: Sequence[LabeledTitle]) -> WordWeights:
    """Return the weight of words: the rarer, the more."""
    keys = [normalize(title.title) for title in titles]
    counts = Counter(word for key in keys for word in set(words(signature(key)) or [key]))

    def weight(count: int) -> float:
        return round(float(np.log1p(len(keys) / (count + SMOOTHING))), 3)

    own = {word: weight(count) for word, count in counts.items() if count >= COMMON}
    return WordWeights(own, weight(0))


def new_functions(
    held: HeldOut, weights: WordWeights, *, seed: int, counts: Sequence[int]
) -> TrainingExamples:
    """Yield each function that is held out representative titles, as if it were new."""
    drawn = random.Random(seed)
    chosen = {slug: representatives(slug, drawn.choice(counts), drawn) for slug in held.functions}
    columns = [n for n, slug in enumerate(held.model.functions) if slug not in chosen]
    return _training_examples(held, chosen, weights, others=columns)


def representatives(slug: str, count: int, drawn: random.Random) -> list[str]:
    """Return titles that somebody might name for a function: its own, then of the dictionary."""
    own = [normalize(title) for title in load_default().by_slug[slug].titles]
    entries = load_dictionary().items()
    more = [normalize(title) for title, entry in entries if entry.functions == (slug,)]
    drawn.shuffle(more)
    by_signature: dict[str, str] = {}
    for key in (*own, *more):
        by_signature.setdefault(signature(key), key)
    return list(by_signature.values())[:count]


def _known_functions(held: HeldOut, weights: WordWeights, *, seed: int) -> TrainingExamples:
    """Give functions that the model knows titles that it has not seen with them."""
    drawn = random.Random(seed)
    by_slug: dict[str, list[str]] = {}
    for title in held.titles:
        for slug in title.functions:
            if slug not in held.functions and (key := normalize(title.title)):
                by_slug.setdefault(slug, []).append(key)
    chosen = {
        slug: drawn.sample(sorted(set(keys)), N_ADDED)
        for slug, keys in sorted(by_slug.items())
        if len(set(keys)) > 2 * N_ADDED
    }
    return _training_examples(held, chosen, weights, others=range(len(held.model.functions)))


def _training_examples(
    held: HeldOut,
    chosen: Mapping[str, Sequence[str]],
    weights: WordWeights,
    *,
    others: Sequence[int],
) -> TrainingExamples:
    """Compare titles with representative ones; `others` are the columns that the model knows."""
    by_key = {key: title for title in held.titles if (key := normalize(title.title))}
    keys, names = list(by_key), list(chosen)
    flat = [key for titles in chosen.values() for key in titles]
    starts = np.cumsum([0, *(len(titles) for titles in chosen.values())])[:-1].tolist()
    space = RepresentativeSpace(flat, starts, held.model.predict(flat).vectors, weights)
    scores = held.model.predict(keys)
    indexes = {slug: n for n, slug in enumerate(held.model.functions)}
    known = np.array([[indexes[slug] in set(others) for slug in names]])
    compared = space.compare(
        keys,
        scores.vectors,
        np.where(known, scores.functions[:, [indexes[slug] for slug in names]], 0),
        scores.functions[:, list(others)].max(axis=1),
    )
    held_out = set(held.functions)
    return TrainingExamples(
        compared=compared,
        right=np.array([[slug in by_key[key].functions for slug in names] for key in keys]),
        asked=np.array([[key not in chosen[slug] for slug in names] for key in keys]),
        weights=np.array(
            [
                1.0 if not held_out.isdisjoint(by_key[key].functions) else 1 / SHARE_UNSEEN
                for key in keys
            ]
        ),
    )


def _fitted(examples: Sequence[TrainingExamples]) -> FeatureWeights:
    """Fit a regression on all functions, and a threshold on functions that a fit has not seen."""
    out_of_fold = [np.zeros(training_examples.right.shape) for training_examples in examples]
    for fold in range(N_FOLDS):
        held = [
            np.arange(training_examples.right.shape[1]) % N_FOLDS == fold
            for training_examples in examples
        ]
        weights = _regression(examples, [~own for own in held])
        for training_examples, chances, own in zip(examples, out_of_fold, held, strict=True):
            chances[:, own] = weights.chances(training_examples.compared.features[:, own])
    everything = [
        np.ones(training_examples.right.shape[1], np.bool_) for training_examples in examples
    ]
    best = max(
        STEPS,
        key=lambda step: np.mean(
            [f1_of(*pair, step) for pair in zip(examples, out_of_fold, strict=True)]
        ),
    )
    return replace(_regression(examples, everything), threshold=best)


def f1_of(training_examples: TrainingExamples, chances: Doubles, threshold: float) -> float:
    """Return the mean of the F1 of functions at a threshold."""
    return float(np.mean(figures_of(training_examples, chances, threshold)[2]))


def figures_of(
    training_examples: TrainingExamples, chances: Doubles, threshold: float
) -> tuple[Doubles, Doubles, Doubles]:
    """Return precision, recall and F1 of each function, on titles that are not representative."""
    given = (chances >= threshold) & training_examples.asked
    right = training_examples.right & training_examples.asked
    sums = [training_examples.weights @ mask for mask in (given & right, given, right)]
    precision = sums[0] / np.maximum(sums[1], 1e-9)
    recall = sums[0] / np.maximum(sums[2], 1e-9)
    return precision, recall, 2 * precision * recall / np.maximum(precision + recall, 1e-9)


def _regression(examples: Sequence[TrainingExamples], functions: Sequence[Bools]) -> FeatureWeights:
    """Fit a logistic regression on some functions of each lesson; each counts about as much."""
    drawn = np.random.default_rng(0)
    rows, wanted, weights = [], [], []
    for training_examples, own in zip(examples, functions, strict=True):
        some = training_examples.right | (
            drawn.random(training_examples.right.shape) < SHARE_OF_OTHERS
        )
        taken = training_examples.asked & some & own
        share = np.minimum(1, ENOUGH / np.maximum(training_examples.right.sum(axis=0), 1))
        each = (
            np.where(training_examples.right, 1, 1 / SHARE_OF_OTHERS)
            * training_examples.weights[:, None]
            * share
        )
        rows.append(training_examples.compared.features[taken])
        wanted.append(training_examples.right[taken])
        weights.append(each[taken])
    features = np.concatenate(rows)
    spread = features.std(axis=0)
    scale = np.where(spread > SAME, spread, 1.0)
    fitted = LogisticRegression(C=1 / PENALTY, max_iter=1_000).fit(
        features / scale, np.concatenate(wanted), sample_weight=np.concatenate(weights)
    )
    return FeatureWeights(fitted.coef_[0] / scale, float(fitted.intercept_[0]), 0.5)
