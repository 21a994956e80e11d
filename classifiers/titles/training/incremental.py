"""The live title model learns further from titles that people corrected.

The vectors of words and the hidden layers stay; what is read out of them moves. So a candidate
takes some seconds, and needs none of the data that the live model was fitted on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from classifiers.core.array_types import Doubles, Floats
from classifiers.core.incremental import minimize_loss, sample_indexes
from classifiers.core.probabilities import sigmoid, softmax
from classifiers.titles.model.network import TitleModel
from classifiers.titles.text.normalize import normalize
from classifiers.titles.training.dataset import LabeledTitle

CORRECTED_WEIGHT = 2.0
"""Of a title that a person corrected, against one that was written to learn from."""
WEAK_WEIGHT = 1.0
"""Of a stored title of which the dictionary, a rule or the live model is sure."""
MAX_REPLAYED = 4_000
MAX_WEAK = 3_000
PENALTY = 20.0


def learn_further(
    live: TitleModel,
    corrected: Sequence[LabeledTitle],
    *,
    taught: Sequence[LabeledTitle],
    weak: Sequence[LabeledTitle] = (),
    now: Mapping[str, str],
    version: str,
    progress: Callable[[float], None] = lambda _: None,
) -> TitleModel:
    """Return a model that follows the corrections, and the live one otherwise.

    Args:
        live: is not changed.
        corrected: titles with the corrections of people.
        taught: titles that the live one learned from; some are asked again, so that it does not
            forget them.
        weak: stored titles with what the dictionary or a rule says of them.
        now: former slug → the slug that a function has now.
        version: of the new model.
        progress: called with the share that is done, 0 to 1.
    """
    model = live.plain or live
    drawn_taught = [taught[index] for index in sample_indexes(len(taught), MAX_REPLAYED)]
    drawn_weak = [weak[index] for index in sample_indexes(len(weak), MAX_WEAK)]
    weighed = [
        *((title, CORRECTED_WEIGHT * title.weight) for title in corrected),
        *((title, title.weight) for title in drawn_taught),
        *((title, WEAK_WEIGHT * title.weight) for title in drawn_weak),
    ]
    columns = _columns(model, now)
    known = [
        (title, weight)
        for title, weight in weighed
        if all(slug in columns for slug in title.functions) and normalize(title.title)
    ]
    inner = model.inner([normalize(title.title) for title, _ in known])
    progress(0.2)
    titles = [title for title, _ in known]
    weights = np.array([weight for _, weight in known], dtype=np.float32)
    change = _fit(
        model,
        inner,
        titles,
        weights,
        columns,
        progress=lambda done: progress(0.2 + 0.8 * done),
    )
    return _moved(model, change, version=version)


def _columns(model: TitleModel, now: Mapping[str, str]) -> dict[str, int]:
    """Return slug of a function now → its column; where several were merged, that of its name."""
    found: dict[str, int] = {}
    for column, slug in enumerate(model.functions):
        living = now.get(slug, slug)
        if living not in found or slug == living:
            found[living] = column
    return found


def _fit(
    model: TitleModel,
    inner: Floats,
    titles: Sequence[LabeledTitle],
    weights: Floats,
    columns: Mapping[str, int],
    *,
    progress: Callable[[float], None],
) -> Floats:
    """Return what is added to the weights of what is read out, the biases last."""
    functions = np.zeros((len(titles), len(model.functions)), dtype=np.float32)
    for row, title in enumerate(titles):
        functions[row, [columns[slug] for slug in title.functions]] = 1
    choices = np.column_stack([functions, functions.sum(axis=1) == 0]).astype(np.float32)
    choices /= choices.sum(axis=1, keepdims=True)
    indexes = {slug: index for index, slug in enumerate(model.levels)}
    levels = np.zeros((len(titles), len(indexes)), dtype=np.float32)
    for row, title in enumerate(titles):
        if title.level in indexes:
            levels[row, indexes[title.level]] = 1
    with_bias = np.column_stack([inner, np.ones(len(inner), dtype=np.float32)])
    start = with_bias @ model.readout
    n_functions, n_levels = len(model.functions), len(model.levels)
    ends = (n_functions, n_functions + n_levels)
    of_levels = slice(*ends)
    shape = (with_bias.shape[1], start.shape[1])
    each = weights[:, None]

    def loss(point: Doubles) -> tuple[float, Doubles]:
        scores = start + with_bias @ point.reshape(shape).astype(np.float32)
        own, none = scores[:, :n_functions], scores[:, -1:]
        among, ranks = softmax(np.hstack([own, none])), softmax(scores[:, of_levels])
        alone = np.logaddexp(0, own) - functions * own
        error = float((each * alone).sum())
        error -= float((each * choices * np.log(np.maximum(among, 1e-12))).sum())
        error -= float((each * levels * np.log(np.maximum(ranks, 1e-12))).sum())
        miss = np.zeros_like(scores)
        miss[:, :n_functions] = sigmoid(own) - functions + among[:, :-1] - choices[:, :-1]
        miss[:, -1] = among[:, -1] - choices[:, -1]
        miss[:, of_levels] = levels.sum(axis=1, keepdims=True) * ranks - levels
        slope = (with_bias.T @ (each * miss)).astype(np.float64).ravel()
        return error + 0.5 * PENALTY * float(point @ point), slope + PENALTY * point

    found = minimize_loss(loss, shape[0] * shape[1], progress)
    return found.reshape(shape).astype(np.float32)


def _moved(model: TitleModel, change: NDArray[np.float32], *, version: str) -> TitleModel:
    n_dimensions = len(model.heads)
    return replace(
        model,
        version=version,
        heads=model.heads + change[:n_dimensions],
        outer=model.outer + change[n_dimensions:-1].reshape(model.outer.shape),
        biases=model.biases + change[-1],
    )
