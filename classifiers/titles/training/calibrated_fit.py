"""Labeled titles → a calibrated model with one threshold per function."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from classifiers.core.array_types import Floats
from classifiers.core.probabilities import fit_temperature, sigmoid
from classifiers.core.taxonomy import Taxonomy
from classifiers.titles.model.network import Calibration, TitleModel, choice_log_odds
from classifiers.titles.text.normalize import normalize
from classifiers.titles.training.calibration import fit_platt, fit_thresholds
from classifiers.titles.training.dataset import LabeledTitle
from classifiers.titles.training.fitting import Settings, fit_each, targets
from classifiers.titles.training.headline_fit import WrittenHeadline, fit_headline_model

N_PARTS = 3


def train(
    titles: Sequence[LabeledTitle],
    *,
    extra: Sequence[LabeledTitle] = (),
    blind: Sequence[LabeledTitle] | None = None,
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
        empty_parts: role and text of parts of headlines that say nothing next to a job.
        extra: written and weakly labeled titles, for fitting only.
        taxonomy: gives the labels and their order.
        version: kept with the model.
        settings: the defaults where left out.
        n_processes: how many fit at the same time; the model is the same.
        progress: called with the share that is done, 0 to 1.
    """
    chosen = settings or Settings()
    part_of = _parts_of(titles, seed=chosen.seed)
    without_parts = [
        [title for title, own in zip(titles, part_of, strict=True) if own != part]
        for part in range(N_PARTS)
    ]
    *calibrators, final = fit_each(
        [[*some, *extra] for some in (*without_parts, titles)],
        taxonomy=taxonomy,
        version=version,
        settings=chosen,
        n_processes=n_processes,
        progress=progress,
    )
    parts = dict(zip((title.title for title in titles), part_of.tolist(), strict=True))
    calibration, thresholds = _calibrate(
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


def _parts_of(titles: Sequence[LabeledTitle], *, seed: int) -> NDArray[np.int64]:
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


def _calibrate(
    models: Sequence[TitleModel],
    titles: Sequence[LabeledTitle],
    *,
    parts: Mapping[str, int],
    taxonomy: Taxonomy,
) -> tuple[Calibration, Floats]:
    """Return calibration and thresholds from answers of models that did not see the title."""
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
        level_slope=1 / fit_temperature(levels[known], truth.levels[known]),
        industry_slope=1 / fit_temperature(industries, truth.industries),
    )
    chances = sigmoid(calibration.log_odds(functions, choices))
    return calibration, fit_thresholds(chances, right)


def _scores(model: TitleModel, titles: Sequence[str]) -> tuple[Floats, Floats, Floats, Floats]:
    """Return what the model says about whole titles."""
    raw = model.raw_scores([normalize(title) for title in titles])
    return raw.functions, choice_log_odds(raw), raw.levels, raw.industries
