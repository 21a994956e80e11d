"""Labelled titles → a calibrated model with one threshold per function."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from classifiers.taxonomy import Taxonomy
from classifiers.titles.dataset import LabelledTitle
from classifiers.titles.fitting import Settings, fit, targets
from classifiers.titles.model import Calibration, Floats, TitleModel
from classifiers.titles.normalise import normalise, split
from classifiers.titles.thresholds import fit_platt, fit_temperature, fit_thresholds

N_PARTS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """Where a training stands.

    Args:
        number: steps before this one.
        name: what is being done.
        done: share of this step, 0 to 1.
    """

    number: int
    name: str
    done: float


def train(
    titles: Sequence[LabelledTitle],
    *,
    extra: Sequence[LabelledTitle] = (),
    taxonomy: Taxonomy,
    version: str,
    settings: Settings | None = None,
    progress: Callable[[Step], None] = lambda _: None,
) -> TitleModel:
    """Fit a model on all titles; tune it on answers of models that did not see the title.

    The titles are cut into three parts; each part is judged by a model that was fitted on the other
    two and on `extra`. Calibration and thresholds come from those answers, so they are honest, and
    the model itself still learns from every title.

    Args:
        titles: real titles with labels; calibration and thresholds fit what they look like.
        extra: written and weakly labelled titles, for fitting only.
        taxonomy: gives the labels and their order.
        version: kept with the model.
        settings: the defaults where left out.
        progress: called with every step.
    """
    chosen = settings or Settings()
    part_of = np.random.default_rng(chosen.seed).integers(N_PARTS, size=len(titles))
    calibrators = []
    for part in range(N_PARTS):
        rest = [title for title, own in zip(titles, part_of, strict=True) if own != part]
        model = fit(
            [*rest, *extra],
            taxonomy=taxonomy,
            version=version,
            settings=chosen,
            progress=_step(part, f"Fitting for tuning, part {part + 1} of {N_PARTS}", progress),
        )
        calibrators.append(model)
    calibration, thresholds = _tune(calibrators, titles, part_of, taxonomy)
    final = fit(
        [*titles, *extra],
        taxonomy=taxonomy,
        version=version,
        settings=chosen,
        progress=_step(N_PARTS, "Fitting on all titles", progress),
    )
    return replace(final, calibration=calibration, thresholds=thresholds)


def _tune(
    models: Sequence[TitleModel],
    titles: Sequence[LabelledTitle],
    part_of: np.ndarray[tuple[int], np.dtype[np.int64]],
    taxonomy: Taxonomy,
) -> tuple[Calibration, np.ndarray[tuple[int], np.dtype[np.float32]]]:
    """Return calibration and thresholds from answers that every title got from a stranger."""
    order = np.argsort(part_of, kind="stable")
    judged = [
        _logits(model, [titles[n].title for n in order if part_of[n] == part])
        for part, model in enumerate(models)
    ]
    functions, levels, industries = (np.concatenate(heads) for heads in zip(*judged, strict=True))
    truth = targets([titles[n] for n in order], taxonomy)
    right = truth.functions > 0
    slope, shift = fit_platt(functions, right)
    known = truth.levels >= 0
    calibration = Calibration(
        function_slope=slope,
        function_shift=shift,
        level_slope=fit_temperature(levels[known], truth.levels[known]),
        industry_slope=fit_temperature(industries, truth.industries),
    )
    chances = 1 / (1 + np.exp(-np.clip(slope * functions + shift, -30, 30)))
    return calibration, fit_thresholds(chances.astype(np.float32), right)


def _logits(model: TitleModel, titles: Sequence[str]) -> tuple[Floats, Floats, Floats]:
    """Return the scores of titles; of functions the best over the roles, as in the cascade."""
    keys = [normalise(title) for title in titles]
    parts = [split(key) or (key,) for key in keys]
    starts = np.cumsum([0, *(len(part) for part in parts)])[:-1]
    functions, _, _ = model.logits([role for part in parts for role in part])
    _, levels, industries = model.logits(keys)
    return np.maximum.reduceat(functions, starts, axis=0), levels, industries


def _step(number: int, name: str, progress: Callable[[Step], None]) -> Callable[[float], None]:
    return lambda done: progress(Step(number, name, done))
