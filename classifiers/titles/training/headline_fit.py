"""Fits how the parts of headlines are weighed, on answers of models that had not seen them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from classifiers.core.array_types import Floats
from classifiers.core.text import DATA
from classifiers.titles.dictionary import Dictionary, load_dictionary
from classifiers.titles.model.boosted_trees import BoostedTrees
from classifiers.titles.model.headline_candidates import HeadlineBatch, candidates, log_odds
from classifiers.titles.model.headline_model import HeadlineModel
from classifiers.titles.model.network import TitleModel
from classifiers.titles.model.roles import RoleReader
from classifiers.titles.phrase_rules import PhraseRules, load_phrases
from classifiers.titles.text.normalize import normalize
from classifiers.titles.text.parts import parts_of
from classifiers.titles.training.appended_parts import append_parts
from classifiers.titles.training.dataset import LabeledTitle

if TYPE_CHECKING:
    from sklearn.ensemble import GradientBoostingClassifier

HEADLINES = "titles/headlines.jsonl"
JOBS = frozenset(("job", "rank"))
UNSURE = frozenset(("field", "sep"))  # A field may be all that there is.
NO_JOB_ALONE = frozenset(("employer", "slogan", "personal", "award", "place"))
N_TREES, DEPTH, RATE, SHARE, MIN_LEAF = 120, 4, 0.1, 0.7, 15
REGULARIZATION = 0.01
OPEN_WEIGHT = 0.5  # Of a title about which careful readers differ.
SHARE_APPENDED = 0.3  # Of the titles: they are read again with parts appended that say nothing.
MIN_HEADLINES = 30  # Fewer teach trees nothing.

_PartExamples = tuple[Floats, NDArray[np.bool_]]  # What a model says of parts; which are jobs.
_Examples = tuple[Floats, NDArray[np.bool_], Floats]  # Features, whether right, weights.


@dataclass(frozen=True, slots=True)
class WrittenHeadline:
    """A headline that was written for the product, part by part.

    Args:
        parts: role of a part (`job`, `employer`, `slogan` …) and its text, with those between.
    """

    title: LabeledTitle
    parts: tuple[tuple[str, str], ...]


def read_headlines(folder: Path = DATA) -> list[WrittenHeadline]:
    """Read the headlines that were written for the product; none where there is no such file."""
    path = folder / HEADLINES
    if not path.is_file():
        return []
    with path.open(encoding="utf-8") as lines:
        return [_headline(json.loads(line)) for line in lines]


def fit_headline_model(
    models: Sequence[TitleModel],
    titles: Sequence[Sequence[LabeledTitle]],
    written: Sequence[WrittenHeadline],
    parts: Sequence[tuple[str, str]] = (),
    *,
    seed: int,
) -> HeadlineModel | None:
    """Fit on titles with several roles; None where there are too few of them."""
    examples = [
        _part_examples(model, _of_writers(written, own), parts[index :: len(models)], own)
        for index, (model, own) in enumerate(zip(models, titles, strict=True))
    ]
    functions: list[_Examples] = []
    levels: list[_Examples] = []
    n_headlines = 0
    for index, (model, own) in enumerate(zip(models, titles, strict=True)):
        others = [some for other, some in enumerate(examples) if other != index]
        relevance = _fit_relevance(others, len(model.functions))
        if relevance is None:
            return None
        mine = parts[index :: len(models)]
        empty = [*empty_parts(_of_writers(written, own)), *(text for _, text in mine)]
        count = int(SHARE_APPENDED * len(own))
        judged = [*own, *append_parts(own, empty, count=count, seed=seed)]
        reader = RoleReader(
            Dictionary(load_dictionary()),
            replace(model, headlines=relevance),
            PhraseRules(load_phrases()),
        )
        batch, asked = _batch(reader, judged)
        n_headlines += len(asked)
        if asked:
            functions.append(_examples(batch, asked, model.functions, levels=False))
            levels.append(_examples(batch, asked, model.levels, levels=True))
    relevance = _fit_relevance(examples, len(models[0].functions))
    if n_headlines < MIN_HEADLINES or relevance is None:
        return None
    of_functions, _ = fit_trees(*_joined(functions), seed=seed)
    of_levels, _ = fit_trees(*_joined(levels), seed=seed)
    return replace(relevance, functions=of_functions, levels=of_levels)


def empty_parts(written: Sequence[WrittenHeadline]) -> list[str]:
    return [
        text.strip()
        for headline in written
        if any(role in JOBS for role, _ in headline.parts)
        for role, text in headline.parts
        if role not in JOBS | UNSURE
    ]


def single_parts(
    written: Sequence[WrittenHeadline], parts: Sequence[tuple[str, str]], *, weight: float
) -> list[LabeledTitle]:
    """Return parts as titles of their own, where they say nothing about a job either way."""
    examples = [part for headline in written for part in headline.parts]
    texts = [text.strip() for role, text in [*examples, *parts] if role in NO_JOB_ALONE]
    return [
        LabeledTitle(text, (), "other", None, weight=weight)
        for text in dict.fromkeys(texts)
        if text
    ]


def _of_writers(
    written: Sequence[WrittenHeadline], titles: Sequence[LabeledTitle]
) -> list[WrittenHeadline]:
    named = {title.title for title in titles}
    return [headline for headline in written if headline.title.title in named]


def _headline(row: Mapping[str, Any]) -> WrittenHeadline:
    parts = tuple((str(role), str(text)) for role, text in row["parts"])
    return WrittenHeadline(
        LabeledTitle(
            title="".join(text for _, text in parts),
            functions=tuple(row["functions"]),
            level=row["level"] or None,
            industry=row["industry"] or None,
            is_open=bool(row.get("open")),
        ),
        parts,
    )


def _batch(
    reader: RoleReader, titles: Sequence[LabeledTitle]
) -> tuple[HeadlineBatch, list[LabeledTitle]]:
    """Return those of the titles that have several roles, ready to be weighed."""
    keys = [normalize(title.title) for title in titles]
    roles = [reader.roles(key, {}) for key in keys]
    several = [index for index, title in enumerate(roles) if len(title) > 1]
    kept = [roles[index] for index in several]
    return reader.batch_of([keys[index] for index in several], kept), [
        titles[index] for index in several
    ]


def _examples(
    batch: HeadlineBatch, titles: Sequence[LabeledTitle], slugs: Sequence[str], *, levels: bool
) -> _Examples:
    found = candidates(batch, levels=levels)
    pairs = zip(found.headlines.tolist(), found.columns.tolist(), strict=True)
    right = [
        slugs[column] == titles[row].level if levels else slugs[column] in titles[row].functions
        for row, column in pairs
    ]
    weights = np.array(
        [title.weight * (OPEN_WEIGHT if title.is_open else 1) for title in titles], np.float32
    )
    return found.features, np.array(right, dtype=np.bool_), weights[found.headlines]


def fit_trees(
    rows: Floats, right: NDArray[np.bool_], weights: Floats, *, seed: int
) -> tuple[BoostedTrees, "GradientBoostingClassifier"]:
    """Fit trees; return them as they are served, and as the library has them.

    Args:
        rows: features, shape (n_rows, n_features).
        right: whether the label holds, shape (n_rows,); both cases are there.
        weights: shape (n_rows,).
        seed: the same seed gives the same trees.
    """
    from sklearn.ensemble import GradientBoostingClassifier  # loads for seconds

    fitted = GradientBoostingClassifier(
        n_estimators=N_TREES,
        max_depth=DEPTH,
        learning_rate=RATE,
        subsample=SHARE,
        min_samples_leaf=MIN_LEAF,
        random_state=seed,
    ).fit(rows, right, sample_weight=weights)
    trees = [tree.tree_ for tree in fitted.estimators_[:, 0]]
    size = max(tree.node_count for tree in trees)
    share = float(np.average(right, weights=weights))
    served = BoostedTrees(
        start=float(np.log(share / (1 - share))),
        depth=DEPTH,
        features=_padded([np.maximum(tree.feature, 0) for tree in trees], size, np.int16),
        thresholds=_padded([tree.threshold for tree in trees], size, np.float32),
        left=_padded([_children_or_self(tree.children_left) for tree in trees], size, np.int16),
        right=_padded([_children_or_self(tree.children_right) for tree in trees], size, np.int16),
        values=_padded([RATE * tree.value[:, 0, 0] for tree in trees], size, np.float32),
    )
    return served, fitted


def _joined(examples: Sequence[_Examples]) -> _Examples:
    rows, right, weights = (np.concatenate(arrays) for arrays in zip(*examples, strict=True))
    return rows, right, weights


def _children_or_self(children: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.where(children < 0, np.arange(len(children)), children)


def _padded(rows: Sequence[NDArray[Any]], size: int, kind: type) -> NDArray[Any]:
    found: NDArray[Any] = np.zeros((len(rows), size), kind)
    for index, row in enumerate(rows):
        found[index, : len(row)] = row
    return found


def _part_examples(
    model: TitleModel,
    written: Sequence[WrittenHeadline],
    empty: Sequence[tuple[str, str]],
    titles: Sequence[LabeledTitle],
) -> _PartExamples:
    """Return parts as a model reads them, each alone, and which are a job that is held now.

    Parts of written headlines teach both sides, titles of one part with a function the one.

    Args:
        model: calibrated; it was fitted on none of these headlines and titles.
        written: headlines whose parts have roles.
        empty: role and text of parts that say nothing next to a job.
        titles: with labels.
    """
    examples = [part for headline in written for part in _parts(headline)]
    examples += [(key, False) for _, text in empty if (key := normalize(text))]
    keys = (normalize(title.title) for title in titles if title.functions)
    jobs = [(key, True) for key in keys if len(parts_of(key)) == 1]
    examples += jobs[: len(examples) // 2]
    scores = model.predict([text for text, _ in examples])
    rows = np.hstack([log_odds(scores.functions), log_odds(scores.levels)])
    return rows, np.array([is_job for _, is_job in examples], np.bool_)


def _fit_relevance(examples: Sequence[_PartExamples], n_functions: int) -> HeadlineModel | None:
    """Fit which parts are a job that is held now; the trees come later.

    None where all of them are, or none is.
    """
    from sklearn.linear_model import LogisticRegression  # loads for seconds

    if not examples:
        return None
    rows, are_jobs = (np.concatenate(arrays) for arrays in zip(*examples, strict=True))
    if are_jobs.all() or not are_jobs.any():
        return None
    fitted = LogisticRegression(C=REGULARIZATION, max_iter=500).fit(rows, are_jobs)
    weights = fitted.coef_[0].astype(np.float32)
    return HeadlineModel(
        function_weights=weights[:n_functions],
        level_weights=weights[n_functions:],
        shift=float(fitted.intercept_[0]),
        functions=BoostedTrees.none(),
        levels=BoostedTrees.none(),
    )


def _parts(headline: WrittenHeadline) -> Iterator[tuple[str, bool]]:
    """Return the parts that certainly are a job, or none, normalized."""
    has_job = any(role in JOBS for role, _ in headline.parts)
    for role, text in headline.parts:
        key = normalize(text)
        if key and role not in UNSURE and (has_job or role in JOBS):
            yield key, role in JOBS
