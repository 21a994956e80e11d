"""Measures fastText beside the product: fitted on the same titles, asked the same titles."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import cycle
from pathlib import Path
from statistics import median

from classifiers.core import artifacts
from classifiers.core.metrics import accuracy, macro_f1, micro
from classifiers.core.taxonomy import Taxonomy, load_default
from classifiers.core.text import read_table
from classifiers.lab.methods import MethodError
from classifiers.lab.peers.department_confusions import department_confusions, department_counts
from classifiers.lab.peers.fast_text import FastText, FastTextAnswers
from classifiers.lab.peers.title_answers import (
    AnswersTitles,
    CascadeAnswers,
    TitleAnswer,
    fit_peer,
)
from classifiers.lab.peers.title_comparison import (
    ComparedMethod,
    ComparedSet,
    TitleComparison,
    TitleFigures,
)
from classifiers.titles.cascade import load_cascade
from classifiers.titles.recipe import training_titles
from classifiers.titles.text.normalize import normalise
from classifiers.titles.training.dataset import LabelledTitle, read_labelled, read_people
from classifiers.titles.training.frozen_test_set import read_frozen

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
