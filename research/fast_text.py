"""Fits fastText on the titles that the model of LeadQual learns from, and measures both."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import numpy as np

from classifiers.core import artifacts
from classifiers.core.metrics import accuracy, macro_f1, micro
from classifiers.core.taxonomy import Taxonomy, load_default
from classifiers.core.text import read_table
from classifiers.titles.cascade import TitleCascade, load_cascade
from classifiers.titles.model.network import Floats
from classifiers.titles.model.roles import MAX_FUNCTIONS
from classifiers.titles.recipe import training_titles
from classifiers.titles.text.normalize import normalise
from classifiers.titles.training.dataset import LabelledTitle, read_labelled, read_people
from classifiers.titles.training.frozen_test_set import read_frozen
from research.study import MethodError
from research.title_comparison import (
    ComparedMethod,
    ComparedSet,
    TitleComparison,
    TitleFigures,
    department_confusions,
    department_counts,
)

THRESHOLDS = np.arange(0.1, 0.9, 0.05)
HELD_OUT = 10  # Every tenth real title tunes the threshold.


@dataclass(frozen=True, slots=True)
class TitleAnswer:
    """Functions and level of one title, as slugs."""

    functions: tuple[str, ...]
    level: str


class AnswersTitles(Protocol):
    """Reads titles as they come in."""

    def answers(self, titles: Sequence[str]) -> list[TitleAnswer]:
        """Return the answer for each title, in their order."""
        ...


class ScoresTitles(Protocol):
    """Learns from normalised titles, and scores them."""

    def fit(self, keys: Sequence[str], functions: Floats, levels: Sequence[int]) -> None:
        """Learn; functions of shape (n_titles, n_functions), level -1 where nobody said."""
        ...

    def scores(self, keys: Sequence[str]) -> tuple[Floats, Floats]:
        """Return scores of functions and of levels, shapes (n_titles, n_labels)."""
        ...


class CascadeAnswers:
    """The product.

    Args:
        cascade: dictionary, phrase rules and model, or some of them.
    """

    def __init__(self, cascade: TitleCascade) -> None:
        self.cascade = cascade

    def answers(self, titles: Sequence[str]) -> list[TitleAnswer]:
        """Return the answer for each title, in their order."""
        return [
            TitleAnswer(tuple(label.slug for label in found.functions), found.level.slug)
            for found in self.cascade.predict(titles, explain=False)
        ]


def fit_peer(
    peer: ScoresTitles,
    titles: Sequence[LabelledTitle],
    extra: Iterable[LabelledTitle],
    *,
    taxonomy: Taxonomy,
) -> float:
    """Fit a peer on titles as the cascade spells them, and return its threshold.

    One threshold for all functions, tuned on every tenth real title, which the peer is not fitted
    on.

    Args:
        peer: to be fitted.
        titles: real ones.
        extra: written ones.
        taxonomy: names the columns.
    """
    tuning = titles[::HELD_OUT]
    rest = [title for n, title in enumerate(titles) if n % HELD_OUT]
    learned = [title for title in [*rest, *extra] if normalise(title.title)]
    columns = {function.slug: n for n, function in enumerate(taxonomy.functions)}
    levels = {level.slug: n for n, level in enumerate(taxonomy.levels)}
    functions = np.zeros((len(learned), len(columns)), np.float32)
    for row, title in enumerate(learned):
        functions[row, [columns[slug] for slug in title.functions]] = 1
    peer.fit(
        [normalise(title.title) for title in learned],
        functions,
        [levels[title.level] if title.level else -1 for title in learned],
    )
    scores, _ = peer.scores([normalise(title.title) for title in tuning])
    slugs = [function.slug for function in taxonomy.functions]
    wanted = [title.functions for title in tuning]

    def f1(threshold: float) -> float:
        given = [
            [slugs[n] for n in np.argsort(-row)[:MAX_FUNCTIONS] if row[n] >= threshold]
            for row in scores
        ]
        return micro(given, wanted).f1

    return float(max(THRESHOLDS, key=f1))


SEED = 1
SMALLEST = 0.05  # Scores below count as 0.
FUNCTION, LEVEL = "f", "l"  # Kinds of labels.
_PREFIX = "__label__"
_DEFAULT = "specialist"  # The level where none has a score.


class FastText:
    """Supervised, one-vs-all, bigrams of words and pieces of 3 to 5 letters.

    Args:
        n_functions: columns of functions.
        n_levels: columns of levels.
    """

    def __init__(self, n_functions: int, n_levels: int) -> None:
        self._n_functions, self._n_levels = n_functions, n_levels
        self._model: Any = None

    def fit(self, keys: Sequence[str], functions: Floats, levels: Sequence[int]) -> None:
        """Learn functions and levels as labels of one model."""
        import fasttext  # has no wheel for each Python

        with TemporaryDirectory() as folder:
            path = Path(folder) / "titles.txt"
            with path.open("w", encoding="utf-8") as lines:
                for key, row, level in zip(keys, functions, levels, strict=True):
                    labels = [f"{_PREFIX}{FUNCTION}{n}" for n in np.flatnonzero(row)]
                    labels += [f"{_PREFIX}{LEVEL}{level}"] if level >= 0 else []
                    if labels:
                        lines.write(f"{' '.join(labels)} {key}\n")
            self._model = fasttext.train_supervised(
                str(path), loss="ova", dim=100, epoch=25, lr=0.3, wordNgrams=2, minn=3, maxn=5,
                bucket=500_000, thread=1, seed=SEED, verbose=0,
            )  # fmt: skip

    def answers(self, keys: Sequence[str]) -> list[list[tuple[float, str]]]:
        """Return labels with their scores, best first: what fastText gives, without reshaping."""
        predict = self._model.f.predict
        return [predict(f"{key}\n", -1, SMALLEST, "strict") for key in keys]

    def scores(self, keys: Sequence[str]) -> tuple[Floats, Floats]:
        """Return the labels as arrays; what is below `SMALLEST` is 0."""
        functions = np.zeros((len(keys), self._n_functions), np.float32)
        levels = np.zeros((len(keys), self._n_levels), np.float32)
        for row, found in enumerate(self.answers(keys)):
            for chance, label in found:
                kind, number = parts_of_label(label)
                (functions if kind == FUNCTION else levels)[row, number] = min(1.0, chance)
        return functions, levels

    def megabytes(self) -> float:
        """Return the size of the model as a file."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / "model.bin"
            self._model.save_model(str(path))
            return path.stat().st_size / 1_000_000


class FastTextAnswers:
    """A fitted model that reads titles as they come in.

    Args:
        model: fitted.
        threshold: from which a function is given.
        taxonomy: names the columns.
    """

    def __init__(self, model: FastText, threshold: float, taxonomy: Taxonomy) -> None:
        self._model = model
        self._threshold = threshold
        self._functions = [function.slug for function in taxonomy.functions]
        self._levels = [level.slug for level in taxonomy.levels]

    def answers(self, titles: Sequence[str]) -> list[TitleAnswer]:
        """Return the answer for each title, in their order."""
        return [self._answer(found) for found in self._model.answers(list(map(normalise, titles)))]

    def _answer(self, found: Sequence[tuple[float, str]]) -> TitleAnswer:
        functions: list[str] = []
        level = ""
        for chance, label in found:
            kind, number = parts_of_label(label)
            if kind == LEVEL:
                level = level or self._levels[number]
            elif chance >= self._threshold and len(functions) < MAX_FUNCTIONS:
                functions.append(self._functions[number])
        return TitleAnswer(tuple(functions), level or _DEFAULT)


def parts_of_label(label: str) -> tuple[str, int]:
    """Return kind and column of a label of the model."""
    start = len(_PREFIX)
    return label[start], int(label[start + 1 :])


PRODUCT, FAST_TEXT = "product", "fasttext"
NAMES = {PRODUCT: "LeadQual", FAST_TEXT: "fastText"}
LIBRARY = "fasttext-wheel"
FROZEN = "frozen"  # The only set whose titles come with the product.
CHUNK = 250
N_WARM = 4_000  # Titles that every method reads before it is timed.
MEGABYTE = 1_000_000
DIGITS = 4

Progress = Callable[[int, str], None]
N_STEPS = 4  # Of the progress.


def compare_titles(
    data: Path, *, folder: Path | None = None, progress: Progress = lambda _done, _name: None
) -> TitleComparison:
    """Fit fastText on what the model of the product learns from, and ask both the same titles.

    Args:
        data: folder with `labelled.tsv`, `headlines.tsv` and `frequency.tsv`.
        folder: of the model of the product; None for the one that comes with it.
        progress: called with the number of steps that are done and what is done next.

    Raises:
        MethodError: fastText is not installed.
        ClassifierError: data or model are missing or damaged.
    """
    library = fast_text_version()
    taxonomy = load_default()
    progress(0, "Reading titles")
    titles, extra = training_titles(data)
    sets = _sets(data)
    cascade = load_cascade(folder)
    progress(1, "Fitting fastText")
    model = FastText(len(taxonomy.functions), len(taxonomy.levels))
    started = time.process_time()
    threshold = fit_peer(model, titles, extra, taxonomy=taxonomy)
    seconds = round(time.process_time() - started, 1)
    methods: dict[str, AnswersTitles] = {
        PRODUCT: CascadeAnswers(cascade),
        FAST_TEXT: FastTextAnswers(model, threshold, taxonomy),
    }
    progress(2, "Measuring speed")
    known = {normalise(title.title) for title in [*titles, *extra]}
    rates = titles_per_second(methods, *_timed(data))
    progress(3, "Measuring quality")
    own = _megabytes(folder or artifacts.pretrained("titles"))
    facts = {
        PRODUCT: (cascade.version, own, None),
        FAST_TEXT: (f"{LIBRARY} {library}", model.megabytes(), seconds),
    }
    return TitleComparison(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        n_learned=len(titles) + len(extra),
        methods=tuple(
            ComparedMethod(code, NAMES[code], which, round(size, 1), rates[code], spent)
            for code, (which, size, spent) in facts.items()
        ),
        sets=tuple(
            measured_set(code, name, rows, methods, known=known, taxonomy=taxonomy)
            for code, (name, rows) in sets.items()
        ),
    )


def fast_text_version() -> str:
    """Return the version of fastText.

    Raises:
        MethodError: it is not installed.
    """
    try:
        return version(LIBRARY)
    except PackageNotFoundError as error:
        raise MethodError(
            f"fastText is not installed. Run `pip install {LIBRARY}`; it has wheels for Python "
            "3.11, and 3.12 on Linux."
        ) from error


def measured_set(
    code: str,
    name: str,
    titles: Sequence[LabelledTitle],
    methods: Mapping[str, AnswersTitles],
    *,
    known: frozenset[str] | set[str],
    taxonomy: Taxonomy,
) -> ComparedSet:
    """Ask all methods the titles of one set.

    Args:
        code: of the set; examples are kept of `FROZEN` alone.
        name: of the set.
        titles: whose labels are known.
        methods: code → method.
        known: normalised titles that methods learned from.
        taxonomy: knows the departments.
    """
    unseen = [n for n, title in enumerate(titles) if normalise(title.title) not in known]
    answers = {
        key: method.answers([title.title for title in titles]) for key, method in methods.items()
    }
    return ComparedSet(
        code=code,
        name=name,
        n_titles=len(titles),
        n_unseen=len(unseen),
        departments=department_counts(titles, taxonomy=taxonomy),
        figures={key: _figures(titles, found, unseen, taxonomy) for key, found in answers.items()},
        confusions={
            key: tuple(
                department_confusions(
                    titles,
                    [answer.functions for answer in found],
                    taxonomy=taxonomy,
                    may_show=code == FROZEN,
                )
            )
            for key, found in answers.items()
        },
    )


def titles_per_second(
    methods: Mapping[str, AnswersTitles], titles: Sequence[str], warm: Sequence[str]
) -> dict[str, int]:
    """Return how many titles a second each method reads, from the title as written to its labels.

    Methods take turns, and each reads titles that none has read before, once it has read others.
    Processor time on one core; the median of batches.

    Args:
        methods: code → method.
        titles: distinct.
        warm: what each has read before.
    """
    for method in methods.values():
        method.answers(warm)
    rates: dict[str, list[float]] = {code: [] for code in methods}
    for code, batch in zip(cycle(methods), _batches(titles), strict=False):
        started = time.process_time()
        methods[code].answers(batch)
        rates[code].append(len(batch) / max(time.process_time() - started, 1e-9))
    return {code: round(median(found)) if found else 0 for code, found in rates.items()}


def _batches(titles: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(titles) - CHUNK + 1, CHUNK):
        yield titles[start : start + CHUNK]


def _figures(
    titles: Sequence[LabelledTitle],
    answers: Sequence[TitleAnswer],
    unseen: Sequence[int],
    taxonomy: Taxonomy,
) -> TitleFigures:
    wanted = [title.functions for title in titles]
    given = [answer.functions for answer in answers]
    ranked = [n for n, title in enumerate(titles) if title.level is not None]
    departments = micro(
        [taxonomy.departments_of(slugs) for slugs in given],
        [taxonomy.departments_of(slugs) for slugs in wanted],
    )
    return TitleFigures(
        micro_f1=round(micro(given, wanted).f1, DIGITS),
        macro_f1=round(macro_f1(given, wanted), DIGITS),
        unseen_micro_f1=round(
            micro([given[n] for n in unseen], [wanted[n] for n in unseen]).f1, DIGITS
        ),
        departments=round(departments.f1, DIGITS),
        level=round(
            accuracy([answers[n].level for n in ranked], [titles[n].level for n in ranked]), DIGITS
        ),
    )


def _sets(data: Path) -> dict[str, tuple[str, list[LabelledTitle]]]:
    return {
        FROZEN: ("Written titles", read_frozen()),
        "real": ("Real titles", read_labelled(data, split="dev")),
        "headlines": ("Real headlines", read_people(data, split="dev")),
    }


def _timed(data: Path) -> tuple[list[str], list[str]]:
    """Return real titles to be timed on, and others that every method has read before."""
    seen = [title.title for title in read_labelled(data, split="train")]
    rows = read_table(data / "frequency.tsv")
    known = set(seen)
    new = [title for title in dict.fromkeys(row["title"] for row in rows) if title not in known]
    return new[N_WARM:], [*seen, *new[:N_WARM]]


def _megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.iterdir()) / MEGABYTE
