"""Labeled titles → a calibrated model with one threshold per function."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from classifiers.core.taxonomy import Taxonomy
from classifiers.titles.model.network import (
    Calibration,
    Floats,
    TitleModel,
    choice_log_odds,
    sigmoid,
)
from classifiers.titles.text.normalize import normalise
from classifiers.titles.training.dataset import LabelledTitle
from classifiers.titles.training.fitting import Settings, fit_each, targets
from classifiers.titles.training.headline_fit import WrittenHeadline, fit_headline_model

# Calibration and one threshold per label, tuned on titles that the model was not fitted on.

GRID = np.arange(0.10, 0.91, 0.02)
CERTAIN = 12.0  # Scores beyond are certain and only slow the calibration down.
PRIOR_POSITIVES = 100.0  # A label with fewer titles than this leans on the curve of all labels.

Scores = NDArray[np.float32]
Bools = NDArray[np.bool_]

N_PARTS = 3


def fit_platt(scores: Sequence[Scores], truth: Bools) -> tuple[float, ...]:
    """Return a slope for each kind of score, and a shift, that make their sum log-odds.

    Args:
        scores: arrays of one shape, e.g. (n_titles, n_labels).
        truth: whether the label is right, same shape.
    """
    columns = np.stack([kind.ravel() for kind in scores]).astype(float)
    wanted = truth.ravel()
    close = (np.abs(columns) < CERTAIN).all(axis=0) | wanted
    columns, wanted = columns[:, close], wanted[close]

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = parameters[:-1] @ columns + parameters[-1]
        miss = 1 / (1 + np.exp(-np.clip(z, -30, 30))) - wanted
        value = float(np.mean(np.logaddexp(0, z) - wanted * z))
        return value, np.append(columns @ miss, miss.sum()) / len(wanted)

    start = np.append(np.full(len(scores), 1 / len(scores)), 0.0)
    from scipy.optimize import minimize  # loads for seconds; only fits need it

    found = minimize(loss, start, jac=True, method="L-BFGS-B")
    return tuple(float(number) for number in found.x)


def fit_temperature(logits: Scores, truth: NDArray[np.int64]) -> float:
    """Return the slope with which `softmax(slope * logits)` gives honest probabilities."""

    def loss(slope: float) -> float:
        z = slope * logits.astype(float)
        z -= z.max(axis=1, keepdims=True)
        return float((np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), truth]).sum())

    from scipy.optimize import minimize_scalar

    return float(minimize_scalar(loss, bounds=(0.05, 5.0), method="bounded").x)


def fit_thresholds(probabilities: Scores, truth: Bools) -> Scores:
    """Return the threshold of each label with the best F1, rare labels drawn towards that of all.

    Args:
        probabilities: calibrated, shape (n_titles, n_labels).
        truth: whether the label is right, shape (n_titles, n_labels).
    """
    hits = np.stack([((probabilities >= t) & truth).sum(axis=0) for t in GRID]).astype(float)
    given = np.stack([(probabilities >= t).sum(axis=0) for t in GRID]).astype(float)
    positives = truth.sum(axis=0).astype(float)
    share = PRIOR_POSITIVES / max(1.0, positives.sum())
    hits += hits.sum(axis=1, keepdims=True) * share
    given += given.sum(axis=1, keepdims=True) * share
    f1 = 2 * hits / (given + positives + PRIOR_POSITIVES)
    return cast("Scores", GRID[f1.argmax(axis=0)].astype(np.float32))


def train(
    titles: Sequence[LabelledTitle],
    *,
    extra: Sequence[LabelledTitle] = (),
    blind: Sequence[LabelledTitle] | None = None,
    headlines: Sequence[WrittenHeadline] = (),
    empty_parts: Sequence[tuple[str, str]] = (),
    taxonomy: Taxonomy,
    version: str,
    settings: Settings | None = None,
    n_processes: int = 1,
    progress: Callable[[float], None] = lambda _: None,
) -> TitleModel:
    """Fit a model on all titles; tune it on answers of models that did not see the title.

    The titles are cut into three parts; each part is judged by a model that was fitted on the other
    two and on `extra`. Calibration and thresholds come from those answers, so they are honest, and
    the model itself still learns from every title.

    Args:
        titles: real titles with labels; calibration and thresholds fit what they look like.
        blind: those of them to tune on, with labels that were given without sight of a model's
            answer: a label that was settled between a reader and a model makes a model look surer
            than it is. All titles where left out.
        headlines: those of the titles that were written part by part; they teach how the parts of
            a headline are weighed.
        empty_parts: role and text of parts of headlines that say nothing beside a job.
        extra: written and weakly labeled titles, for fitting only.
        taxonomy: gives the labels and their order.
        version: kept with the model.
        settings: the defaults where left out.
        n_processes: how many fit at the same time; the model is the same.
        progress: called with the share that is done, 0 to 1.
    """
    chosen = settings or Settings()
    part_of = _parts_of(titles, seed=chosen.seed)
    strangers = [
        [title for title, own in zip(titles, part_of, strict=True) if own != part]
        for part in range(N_PARTS)
    ]
    *calibrators, final = fit_each(
        [[*some, *extra] for some in (*strangers, titles)],
        taxonomy=taxonomy,
        version=version,
        settings=chosen,
        n_processes=n_processes,
        progress=progress,
    )
    parts = dict(zip((title.title for title in titles), part_of.tolist(), strict=True))
    calibration, thresholds = _tune(
        calibrators, titles if blind is None else blind, parts=parts, taxonomy=taxonomy
    )
    weighing = fit_headline_model(
        [replace(model, calibration=calibration) for model in calibrators],
        [[t for t in titles if parts[t.title] == part] for part in range(N_PARTS)],
        headlines,
        empty_parts,
        seed=chosen.seed,
    )
    return replace(final, calibration=calibration, thresholds=thresholds, headlines=weighing)


def _parts_of(titles: Sequence[LabelledTitle], *, seed: int) -> NDArray[np.int64]:
    """Return the part of each title; the titles of one list are in one part.

    A model knows the wording of a list it learned from, and would look surer of that list than of
    any other.
    """
    random = np.random.default_rng(seed)
    parts = random.integers(N_PARTS, size=len(titles))
    sources = sorted({title.source for title in titles if title.source})
    of_source = dict(zip(sources, random.permutation(len(sources)) % N_PARTS, strict=True))
    own = [of_source.get(title.source, part) for title, part in zip(titles, parts, strict=True)]
    return np.array(own, dtype=np.int64)


def _tune(
    models: Sequence[TitleModel],
    titles: Sequence[LabelledTitle],
    *,
    parts: Mapping[str, int],
    taxonomy: Taxonomy,
) -> tuple[Calibration, Floats]:
    """Return calibration and thresholds from answers that every title got from a stranger."""
    by_part = [[t for t in titles if parts[t.title] == part] for part in range(len(models))]
    judged = [
        _scores(model, [title.title for title in own])
        for model, own in zip(models, by_part, strict=True)
    ]
    functions, choices, levels, industries = (
        np.concatenate(heads) for heads in zip(*judged, strict=True)
    )
    truth = targets([title for own in by_part for title in own], taxonomy)
    right = truth.functions > 0
    slope, choice_slope, shift = fit_platt([functions, choices], right)
    known = truth.levels >= 0
    calibration = Calibration(
        function_slope=slope,
        choice_slope=choice_slope,
        function_shift=shift,
        level_slope=fit_temperature(levels[known], truth.levels[known]),
        industry_slope=fit_temperature(industries, truth.industries),
    )
    chances = sigmoid(calibration.log_odds(functions, choices))
    return calibration, fit_thresholds(chances, right)


def _scores(model: TitleModel, titles: Sequence[str]) -> tuple[Floats, Floats, Floats, Floats]:
    """Return what the model says about whole titles."""
    raw = model.raw_scores([normalise(title) for title in titles])
    return raw.functions, choice_log_odds(raw), raw.levels, raw.industries
