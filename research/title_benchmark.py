"""LeadQual and its peers on the written test sets that ship: the table of `docs/benchmark.md`."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from classifiers.core.metrics import accuracy, macro_f1, micro
from classifiers.core.reports import Report
from classifiers.core.taxonomy import Taxonomy, load_default
from classifiers.core.text import DATA
from classifiers.evaluation.frozen_test_sets import title_labels
from classifiers.evaluation.headline import NAME
from classifiers.titles.cascade import load_cascade
from classifiers.titles.recipe import training_titles
from classifiers.titles.text.normalize import normalize
from classifiers.titles.training.dataset import (
    LabeledTitle,
    read_appended_test,
    read_headlines_test,
    read_test,
)
from research.fast_text import CascadeAnswers, TitleAnswer, fast_text_version
from research.study import MethodError, ResultsError

OWN, FAST_TEXT = "leadqual", "fasttext"
PEERS: Mapping[str, str] = {
    FAST_TEXT: "fastText",
    "tf-idf": "TF-IDF, logistic regression",
    "minilm": "MiniLM, nearest title",
}
"""As it is typed → its name among the peers."""
METHODS = (OWN, *PEERS)
FUNCTIONS = "functions"  # The group of the frozen test set that has all of them.
PREDICTION_COLUMNS = ("title", "functions", "level")
FIGURES = (
    NAME,
    "functions F1",
    "level accuracy",
    "headlines F1",
    "tails F1",
    "languages F1",
    "languages not learned F1",
)
"""Columns of the table; the figures of each language stand behind them."""

Answers = Mapping[str, TitleAnswer]
"""Title as it is written → its answer."""
Progress = Callable[[int, str], None]


@dataclass(frozen=True)
class BenchmarkSets:
    """The written titles that are measured on.

    Args:
        groups: of the frozen test set: a language, `functions` (English), and others.
        headlines: of several parts, as people write them about themselves.
        parts: that change nothing, each with the separator before it.
    """

    groups: Mapping[str, Sequence[LabeledTitle]]
    headlines: Sequence[LabeledTitle]
    parts: Sequence[str]

    @property
    def languages(self) -> dict[str, Sequence[LabeledTitle]]:
        """Return the titles of each language but English, by its code."""
        return {name: self.groups[name] for name in sorted(self.groups) if len(name) == 2}

    @cached_property
    def frozen(self) -> list[LabeledTitle]:
        """Return the whole frozen test set."""
        return [title for titles in self.groups.values() for title in titles]

    @cached_property
    def tails(self) -> list[LabeledTitle]:
        """Return the titles of `functions`, each with one of the parts appended, in turn."""
        return [
            replace(title, title=f"{title.title} {self.parts[number % len(self.parts)]}")
            for number, title in enumerate(self.groups[FUNCTIONS])
        ]

    @cached_property
    def texts(self) -> list[str]:
        """Return all titles as they are written, each once."""
        titles = (*self.frozen, *self.headlines, *self.tails)
        return list(dict.fromkeys(title.title for title in titles))


def read_benchmark(folder: Path = DATA) -> BenchmarkSets:
    """Read the test sets that ship; no model learns from them."""
    return BenchmarkSets(read_test(folder), read_headlines_test(folder), read_appended_test(folder))


def chosen_methods(names: Sequence[str]) -> list[str]:
    """Return the named methods, or all that are installed where none is named.

    Raises:
        MethodError: there is none of such a name, or fastText is named and not installed.
    """
    if unknown := [name for name in names if name not in METHODS]:
        raise MethodError(f"There is no method {unknown[0]}. There are {', '.join(METHODS)}.")
    if FAST_TEXT in names:
        fast_text_version()
    has_fast_text = find_spec("fasttext") is not None
    return list(names) or [name for name in METHODS if name != FAST_TEXT or has_fast_text]


def measure_methods(
    methods: Sequence[str],
    sets: BenchmarkSets,
    *,
    predictions: Sequence[tuple[str, Answers]] = (),
    model: Path | None = None,
    progress: Progress = lambda _done, _name: None,
) -> list[Report]:
    """Measure methods and predictions of others, each one report.

    Peers learn from the written titles that ship, the same for each, every tenth of which tunes
    their threshold.

    Args:
        methods: as they are typed, see `METHODS`.
        sets: to measure on.
        predictions: names of further lines with their answers.
        model: folder of the model of LeadQual; None for the one that ships.
        progress: called with the number of methods that are done and what is done next.

    Raises:
        ClassifierError: the model is missing or damaged.
    """
    taxonomy = load_default()
    titles, extra = training_titles(None)
    learned = [*titles, *extra]
    known = {normalize(title.title) for title in learned}
    reports = []
    for done, method in enumerate(methods):
        progress(done, PEERS.get(method, "LeadQual"))
        name, answers = (
            _own_answers(sets.texts, model)
            if method == OWN
            else (PEERS[method], _peer_answers(PEERS[method], learned, sets.texts, taxonomy))
        )
        reports.append(report_of(name, answers, sets, known=known))
    reports += [report_of(name, answers, sets, known=known) for name, answers in predictions]
    progress(len(methods), "Measured")
    return reports


def report_of(
    name: str, answers: Answers, sets: BenchmarkSets, *, known: Collection[str]
) -> Report:
    """Return the figures of one line, all from 0 to 1, those of each language last.

    Args:
        name: of the line.
        answers: for all titles of the test sets.
        sets: measured on.
        known: normalised titles that ship to learn from.
    """
    languages = [title for titles in sets.languages.values() for title in titles]
    given = [answers[title.title] for title in sets.frozen]
    values = (
        macro_f1(
            [title_labels(answer.functions, answer.level) for answer in given],
            [title_labels(title.functions, title.level or "") for title in sets.frozen],
        ),
        _f1(answers, sets.groups[FUNCTIONS]),
        accuracy([answer.level for answer in given], [title.level for title in sets.frozen]),
        _f1(answers, sets.headlines),
        _f1(answers, sets.tails),
        _f1(answers, languages),
        _f1(answers, [title for title in languages if normalize(title.title) not in known]),
    )
    figures = dict(zip(FIGURES, values, strict=True))
    of_languages = {f"{code} F1": _f1(answers, titles) for code, titles in sets.languages.items()}
    return Report(name, len(sets.texts), figures | of_languages)


def read_predictions(
    rows: Iterable[Mapping[str, object]], sets: BenchmarkSets, *, file: str
) -> Answers:
    """Read the answers of another method.

    Args:
        rows: of the file: title, functions (slugs, separated by semicolons; a score behind a colon
            is not read) and level (slug).
        sets: whose titles have to be there; others are not read.
        file: its name, for errors.

    Raises:
        ResultsError: a title is missing, or a function or level is none of the taxonomy.
    """
    taxonomy = load_default()
    functions = {function.slug for function in taxonomy.functions}
    levels = {level.slug for level in taxonomy.levels}
    wanted = set(sets.texts)
    found: dict[str, TitleAnswer] = {}
    for number, row in enumerate(rows, start=1):
        title = str(row["title"] or "")
        if title not in wanted:
            continue
        parts = str(row["functions"] or "").split(";")
        slugs = tuple(filter(None, (part.partition(":")[0].strip() for part in parts)))
        level = str(row["level"] or "").strip()
        unknown = [slug for slug in slugs if slug not in functions]
        unknown += [level] if level not in levels else []
        if unknown:
            raise ResultsError(
                f"{file}, row {number} ({title!r}): there is no function or level {unknown[0]!r}. "
                "Use the slugs of the taxonomy, e.g. sales_operations;sales and manager."
            )
        found[title] = TitleAnswer(slugs, level)
    if missing := [text for text in sets.texts if text not in found]:
        raise ResultsError(
            f"{file} lacks {len(missing):,} of {len(wanted):,} titles, e.g. {missing[0]!r}. "
            "A title without functions needs a row, too. `--titles-out` writes all titles."
        )
    return found


def _own_answers(texts: Sequence[str], model: Path | None) -> tuple[str, Answers]:
    cascade = load_cascade(model)
    answers = CascadeAnswers(cascade).answers(texts)
    return f"LeadQual {cascade.version}", dict(zip(texts, answers, strict=True))


def _peer_answers(
    name: str, learned: Sequence[LabeledTitle], texts: Sequence[str], taxonomy: Taxonomy
) -> Answers:
    from research.fast_text import fit_peer
    from research.title_peers import PeerAnswers, make_peers  # torch, scikit-learn

    peer = make_peers(taxonomy)[name]
    threshold = fit_peer(peer, learned, (), taxonomy=taxonomy)
    return dict(zip(texts, PeerAnswers(peer, threshold, taxonomy).answers(texts), strict=True))


def _f1(answers: Answers, titles: Sequence[LabeledTitle]) -> float:
    """Return the micro-F1 of functions."""
    return micro(
        [answers[title.title].functions for title in titles],
        [title.functions for title in titles],
    ).f1
