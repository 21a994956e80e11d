"""Fits the title model with torch; serving needs NumPy alone.

Each function is learned twice from the same scores: on its own (binary cross-entropy) and against
all others and none (cross-entropy of a softmax). The first knows how many functions a title has,
the second which one is likeliest.

A model has several branches. Each is fitted on its own, from another beginning and in another
order, and their scores are averaged: what one gets wrong by chance the others do not (Breiman 1996,
"Bagging predictors").
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import NamedTuple, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from classifiers.core.array_types import Floats
from classifiers.core.taxonomy import Taxonomy
from classifiers.titles.model.features import N_BUCKETS, Features, extract
from classifiers.titles.model.network import TitleModel
from classifiers.titles.text.normalize import normalize
from classifiers.titles.training.dataset import LabeledTitle

BATCH = 256
COUNT_BATCH = 20_000  # Titles whose features are counted at once.
RARE = -5.0  # Most functions are wrong: log-odds of a function to begin with.

Progress = Callable[[float], None]
_Tensors = list[torch.Tensor]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a fit depends on apart from its titles.

    Args:
        seed: the same seed and titles give the same model on one machine.
        rate: step size of the vectors and heads at the start; it falls to zero.
        dropout: share of the features that are left out at each step.
        least_count: a feature that fewer titles have is not kept.
    """

    seed: int = 1
    branches: int = 3
    dimensions: int = 64
    hidden: int = 256
    epochs: int = 8
    rate: float = 0.005
    dropout: float = 0.2
    pair_dropout: float = 0.15
    hidden_dropout: float = 0.2
    least_count: int = 2


@dataclass(frozen=True, slots=True)
class Targets:
    """Labels as arrays; -1 where there is no label.

    Args:
        functions: shape (n_titles, n_functions), 0 or 1.
        choices: a share for each function and, last, for none; a row adds up to 1; shape
            (n_titles, n_functions + 1).
        levels: column of the level, shape (n_titles,).
        industries: 0 for none, else 1 + column of the industry, shape (n_titles,).
        weights: shape (n_titles,).
    """

    functions: Floats
    choices: Floats
    levels: NDArray[np.int64]
    industries: NDArray[np.int64]
    weights: Floats


def targets(titles: Sequence[LabeledTitle], taxonomy: Taxonomy) -> Targets:
    """Turn labels into arrays, in the order of the taxonomy."""
    columns = {function.slug: n for n, function in enumerate(taxonomy.functions)}
    levels = {level.slug: n for n, level in enumerate(taxonomy.levels)}
    industries = {slug: n + 1 for n, slug in enumerate(taxonomy.industries)}
    functions = np.zeros((len(titles), len(columns)), dtype=np.float32)
    for row, title in enumerate(titles):
        functions[row, [columns[slug] for slug in title.functions]] = 1
    choices = np.column_stack([functions, functions.sum(axis=1) == 0]).astype(np.float32)
    return Targets(
        functions=functions,
        choices=choices / choices.sum(axis=1, keepdims=True),
        levels=np.array([levels[t.level] if t.level else -1 for t in titles], dtype=np.int64),
        industries=np.array(
            [industries[t.industry] if t.industry else 0 for t in titles], dtype=np.int64
        ),
        weights=np.array([title.weight for title in titles], dtype=np.float32),
    )


def keep_most_common(model: TitleModel, titles: Sequence[LabeledTitle], *, most: int) -> TitleModel:
    """Return a model that knows fewer features: those that most titles have.

    Of features that are equally common, those with the longest vectors stay. Length alone is no
    guide: what every title has, such as its number of words, has a short vector that counts often.
    """
    counts = np.zeros(N_BUCKETS, np.int64)
    for start in range(0, len(titles), COUNT_BATCH):
        keys = [normalize(title.title) for title in titles[start : start + COUNT_BATCH]]
        counts += np.bincount(extract(keys).buckets, minlength=N_BUCKETS)
    known = np.flatnonzero(model.rows)
    of_row = np.zeros(len(model.vectors), np.int64)
    of_row[model.rows[known]] = counts[known]
    lengths = np.linalg.norm(model.vectors.astype(np.float32), axis=1) * model.scales
    kept = np.sort(np.lexsort((-lengths[1:], -of_row[1:]))[:most] + 1)
    indexes = np.zeros(len(model.vectors), np.int32)
    indexes[kept] = np.arange(1, len(kept) + 1)
    stay = np.concatenate([[0], kept])  # Row 0 is that of unknown features.
    return replace(
        model, rows=indexes[model.rows], vectors=model.vectors[stay], scales=model.scales[stay]
    )


class _Branch(NamedTuple):
    """One fitted branch; shapes as in `TitleModel`, without those of the other branches."""

    rows: NDArray[np.int32]
    vectors: Floats
    heads: Floats
    biases: Floats
    hidden: Floats
    hidden_biases: Floats
    outer: Floats


class _Job(NamedTuple):
    """What one branch is fitted on."""

    titles: Sequence[LabeledTitle]
    taxonomy: Taxonomy
    settings: Settings
    number: int


def fit(
    titles: Sequence[LabeledTitle],
    *,
    taxonomy: Taxonomy,
    version: str,
) -> TitleModel:
    """Fit a model; its thresholds and calibration are still those of an untuned one.

    Args:
        titles: what to learn from, weak labels with a weight below 1.
        taxonomy: gives the labels and their order.
        version: kept with the model.
    """
    (model,) = fit_each([titles], taxonomy=taxonomy, version=version)
    return model


def fit_each(
    sets: Sequence[Sequence[LabeledTitle]],
    *,
    taxonomy: Taxonomy,
    version: str,
    settings: Settings | None = None,
    n_processes: int = 1,
    progress: Progress = lambda _: None,
) -> list[TitleModel]:
    """Fit a model on each set of titles, branch by branch; see `fit`.

    The same settings and titles give the same models, in however many processes.
    """
    chosen = settings or Settings()
    jobs = [
        _Job(titles, taxonomy, chosen, number)
        for titles in sets
        for number in range(chosen.branches)
    ]
    branches = []
    for branch in _fitted(jobs, n_processes):
        branches.append(branch)
        progress(len(branches) / len(jobs))
    starts = range(0, len(jobs), chosen.branches)
    return [
        _joined(branches[start : start + chosen.branches], taxonomy=taxonomy, version=version)
        for start in starts
    ]


def _fitted(jobs: Sequence[_Job], n_processes: int) -> Iterator[_Branch]:
    if n_processes == 1:
        yield from map(_fit_branch, jobs)
        return
    with ProcessPoolExecutor(
        n_processes, mp_context=get_context("spawn"), initializer=_end_with_parent
    ) as pool:
        yield from pool.map(_fit_branch, jobs)


def _end_with_parent() -> None:
    """End this process as soon as the one that started it is gone, whatever it is doing."""
    parent = parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    Thread(target=wait, daemon=True).start()


def _fit_branch(job: _Job) -> _Branch:
    features = extract([normalize(title.title) for title in job.titles])
    rows = _known_rows(features, job.settings.least_count)
    labels = targets(job.titles, job.taxonomy)
    wanted = [
        torch.from_numpy(array)
        for array in (
            labels.functions,
            labels.choices,
            labels.levels,
            labels.industries,
            labels.weights,
        )
    ]
    torch.set_num_threads(1)  # More threads add up in another order: other last digits.
    seed = job.settings.seed * job.settings.branches + job.number
    net = _Net(int(rows.max()) + 1, job.taxonomy, job.settings, seed=seed)
    _train(_Batches(features, rows, job.settings, seed=seed), net, wanted, job.settings, seed=seed)
    vectors = net.bag.weight.detach().numpy()
    vectors[0] = 0  # Unknown features say nothing.
    return _Branch(
        rows=rows,
        vectors=vectors,
        heads=_columns(net.heads.weight),
        biases=(net.heads.bias + net.outer.bias).detach().numpy(),
        hidden=_columns(net.hidden.weight),
        hidden_biases=net.hidden.bias.detach().numpy(),
        outer=_columns(net.outer.weight),
    )


def _joined(branches: Sequence[_Branch], *, taxonomy: Taxonomy, version: str) -> TitleModel:
    """Return a model whose scores are the mean of those of its branches."""
    share = np.float32(1 / len(branches))
    return TitleModel(
        version=version,
        functions=tuple(function.slug for function in taxonomy.functions),
        levels=tuple(level.slug for level in taxonomy.levels),
        industries=tuple(taxonomy.industries),
        rows=branches[0].rows,
        vectors=np.concatenate([branch.vectors for branch in branches], axis=1),
        scales=np.ones(len(branches[0].vectors), dtype=np.float32),
        heads=share * np.concatenate([branch.heads for branch in branches]),
        biases=share * np.sum([branch.biases for branch in branches], axis=0),
        hidden=np.stack([branch.hidden for branch in branches]),
        hidden_biases=np.stack([branch.hidden_biases for branch in branches]),
        outer=share * np.stack([branch.outer for branch in branches]),
        thresholds=np.full(len(taxonomy.functions), 0.3, dtype=np.float32),
    )


def _columns(weight: torch.Tensor) -> Floats:
    return cast("Floats", weight.detach().numpy().T.copy())


def _known_rows(features: Features, least_count: int) -> NDArray[np.int32]:
    counts = np.bincount(features.buckets, minlength=N_BUCKETS)
    known = np.flatnonzero(counts >= least_count)
    rows = np.zeros(N_BUCKETS, dtype=np.int32)
    rows[known] = np.arange(1, len(known) + 1)
    return rows


class _Net:
    """The vectors, the layers and their optimisers while they are being fitted."""

    def __init__(self, n_rows: int, taxonomy: Taxonomy, settings: Settings, *, seed: int) -> None:
        torch.manual_seed(seed)
        self._n_functions, n_levels = len(taxonomy.functions), len(taxonomy.levels)
        n_columns = self._n_functions + n_levels + 1 + len(taxonomy.industries) + 1
        size, n_hidden = settings.dimensions, settings.hidden
        self.bag = torch.nn.EmbeddingBag(n_rows, size, mode="sum", sparse=True)
        self.heads = torch.nn.Linear(size, n_columns)
        self.hidden = torch.nn.Linear(size, n_hidden)
        self.outer = torch.nn.Linear(n_hidden, n_columns)
        torch.nn.init.normal_(self.bag.weight, 0, 0.05)
        torch.nn.init.normal_(self.heads.weight, 0, size**-0.5)
        for zeros in (self.heads.bias, self.outer.weight, self.outer.bias):
            torch.nn.init.zeros_(zeros)
        torch.nn.init.constant_(self.heads.bias[: self._n_functions], RARE)
        self._ends = (self._n_functions, self._n_functions + n_levels)
        self._dropout = torch.nn.Dropout(settings.hidden_dropout)
        layers = (self.heads, self.hidden, self.outer)
        self._optimisers: tuple[torch.optim.Optimizer, ...] = (
            torch.optim.SparseAdam([self.bag.weight], lr=settings.rate),
            torch.optim.Adam([p for layer in layers for p in layer.parameters()], lr=settings.rate),
        )

    def step(self, inputs: tuple[torch.Tensor, ...], wanted: _Tensors, *, rate: float) -> None:
        """Learn from one batch."""
        rows, starts, values = inputs
        vectors = self.bag(rows, starts, per_sample_weights=values)
        layer = self._dropout(functional.relu(self.hidden(vectors)))
        loss = self._loss(self.heads(vectors) + self.outer(layer), wanted)
        for optimizer in self._optimisers:
            optimizer.param_groups[0]["lr"] = rate
            optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        for optimizer in self._optimisers:
            optimizer.step()

    def _loss(self, scores: torch.Tensor, wanted: _Tensors) -> torch.Tensor:
        functions, choices, levels, industries, weights = wanted
        first, second = self._ends
        own, none = scores[:, :first], scores[:, -1:]
        alone = functional.binary_cross_entropy_with_logits(own, functions, reduction="none")
        among = functional.cross_entropy(torch.cat([own, none], dim=1), choices, reduction="none")
        field = functional.cross_entropy(scores[:, second:-1], industries, reduction="none")
        loss = ((alone.sum(dim=1) + among + field) * weights).mean()
        known = levels >= 0
        if bool(known.any()):
            loss = loss + functional.cross_entropy(scores[known, first:second], levels[known])
        return loss


class _Batches:
    """Cuts batches out of the features, each time without a random share of them."""

    def __init__(
        self, features: Features, rows: NDArray[np.int32], settings: Settings, *, seed: int
    ) -> None:
        self._counts = np.diff(np.append(features.starts, len(features.buckets)))
        self._rows = rows[features.buckets].astype(np.int64)
        self._values = np.where(self._rows == 0, np.float32(0), features.values)
        self._starts = features.starts
        self._are_pairs = features.are_pairs
        self._kept = 1 - settings.dropout
        self._without_pairs = settings.pair_dropout
        self._random = np.random.default_rng(seed)

    def take(self, indexes: NDArray[np.int64]) -> tuple[torch.Tensor, ...]:
        """Return rows, starts and values of the features of some titles."""
        counts = self._counts[indexes]
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        places = np.arange(counts.sum()) + np.repeat(self._starts[indexes] - starts, counts)
        kept = self._random.random(len(places), dtype=np.float32) < self._kept
        alone = self._random.random(len(indexes)) < self._without_pairs
        kept &= ~(np.repeat(alone, counts) & self._are_pairs[places])
        values = self._values[places] * kept / np.float32(self._kept)
        return tuple(map(torch.from_numpy, (self._rows[places], starts, values)))


def _train(
    batches: _Batches, net: _Net, wanted: _Tensors, settings: Settings, *, seed: int
) -> None:
    n_titles = len(wanted[0])
    order = np.random.default_rng(seed)
    steps = [
        indexes
        for _ in range(settings.epochs)
        for indexes in np.array_split(order.permutation(n_titles), max(1, n_titles // BATCH))
    ]
    for done, indexes in enumerate(steps):
        rate = settings.rate * (1 - done / len(steps))
        net.step(batches.take(indexes), [part[indexes] for part in wanted], rate=rate)
