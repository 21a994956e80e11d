"""How the title model of the product is trained and measured: which data, which figures."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from classifiers.core import artifacts
from classifiers.core.metrics import accuracy, calibration_error, macro_f1, micro, per_label
from classifiers.core.reports import Report
from classifiers.core.taxonomy import load_default
from classifiers.core.text import DATA
from classifiers.core.types import TitlePrediction
from classifiers.titles.cascade import TitleCascade, load_cascade
from classifiers.titles.dictionary import Dictionary, load_dictionary
from classifiers.titles.model.network import TitleModel, compact_model, save_model
from classifiers.titles.phrase_rules import PhraseRules, load_phrases
from classifiers.titles.representative_weights import WEIGHTS, LearnedWeights
from classifiers.titles.training.appended_parts import append_parts
from classifiers.titles.training.dataset import (
    HEADLINES,
    LabeledTitle,
    read_appended_test,
    read_labeled,
    read_parts,
    read_people,
    read_real,
    read_taught,
    read_test,
    read_written,
)
from classifiers.titles.training.headline_fit import empty_parts, read_headlines, single_parts

APPENDED = "test: parts appended"

VERSION = "titles-2026.11.5"  # What `artifacts.save` adds distinguishes trainings.
WRITTEN_WEIGHT = 0.5  # A written title against a real one.
EPOCHS = 8
MAX_FEATURES = 262_000  # A model of 28.4 MB.
N_APPENDED = 14_000  # Written titles that are learned with parts appended, too.
N_EXTENDED = 300  # Titles of the frozen test set to which parts are appended.
HELD_OUT_SEED = 22  # Draws the functions that similarity to representative titles is learned on.
_MEASURED_TEXT = (
    "office_operations enterprise_architecture strategic_communications technical_support design "
    "public_relations talent_management application_development test_engineering "
    "digital_transformation finance real_estate teacher physical_security professor technician "
    "event_marketing product_design business_intelligence mergers_acquisitions medicine "
    "inside_sales it_project_management mechanic"
)
MEASURED = tuple(_MEASURED_TEXT.split())
FITTING = 0.97  # Share of the time; the rest is measuring.


def evaluate(cascade: TitleCascade, titles: Sequence[LabeledTitle], *, name: str) -> Report:
    """Measure a cascade on titles whose labels are known.

    Where no title is Other, there are no figures of Other: a share of nothing says nothing.
    """
    predictions = cascade.predict([title.title for title in titles], explain=False)
    given = [_slugs(prediction) for prediction in predictions]
    wanted = [title.functions for title in titles]
    functions = micro(given, wanted)
    known = [n for n, title in enumerate(titles) if title.level is not None]
    departments = micro(
        [cascade.taxonomy.departments_of(slugs) for slugs in given],
        [cascade.taxonomy.departments_of(slugs) for slugs in wanted],
    )
    others = micro(
        [_labels_or_other(slugs) for slugs in given], [_labels_or_other(slugs) for slugs in wanted]
    )
    industries = micro(
        [(p.industry.slug,) if p.industry else () for p in predictions],
        [(title.industry,) if title.industry else () for title in titles],
    )
    figures = {
        "functions micro-F1": functions.f1,
        "functions precision": functions.precision,
        "functions recall": functions.recall,
        "functions macro-F1": macro_f1(given, wanted),
        "all functions right": accuracy(
            [frozenset(slugs) for slugs in given], [frozenset(slugs) for slugs in wanted]
        ),
        "departments micro-F1": departments.f1,
        "level accuracy": accuracy(
            [predictions[n].level.slug for n in known], [titles[n].level for n in known]
        ),
        "industry micro-F1": industries.f1,
        **(
            {"Other precision": others.precision, "Other recall": others.recall}
            if others.wanted
            else {}
        ),
        "calibration error": _calibration_error(predictions, wanted),
    }
    return Report(name, len(titles), figures, per_label(given, wanted))


def evaluate_appended(
    cascade: TitleCascade, titles: Sequence[LabeledTitle], parts: Sequence[str]
) -> Report:
    """Measure what stays of right answers when a part is appended that changes nothing."""
    texts = [title.title for title in titles]
    plain = cascade.predict(texts, explain=False)
    right = [
        answer
        for answer, title in zip(plain, titles, strict=True)
        if title.functions
        and set(_slugs(answer)) == set(title.functions)
        and answer.level.slug == title.level
    ]
    if not right:
        return Report(APPENDED, 0, {})
    functions, levels = [], []
    for part in parts:
        found = cascade.predict([f"{answer.title} {part}" for answer in right], explain=False)
        pairs = list(zip(found, right, strict=True))
        functions.append(
            accuracy([set(_slugs(a)) for a, _ in pairs], [set(_slugs(b)) for _, b in pairs])
        )
        levels.append(accuracy([a.level.slug for a, _ in pairs], [b.level.slug for _, b in pairs]))
    figures = {
        "functions kept": sum(functions) / len(parts),
        "level kept": sum(levels) / len(parts),
        "functions kept, worst part": min(functions),
        "level kept, worst part": min(levels),
    }
    return Report(APPENDED, len(right) * len(parts), figures)


def _slugs(prediction: TitlePrediction) -> tuple[str, ...]:
    return tuple(label.slug for label in prediction.functions)


def _labels_or_other(slugs: Sequence[str]) -> tuple[str, ...]:
    return () if slugs else ("other",)


def _calibration_error(
    predictions: Sequence[TitlePrediction], wanted: Sequence[Sequence[str]]
) -> float:
    pairs = [
        (label.score, label.slug in slugs)
        for prediction, slugs in zip(predictions, wanted, strict=True)
        for label in prediction.functions
    ]
    return calibration_error([score for score, _ in pairs], [right for _, right in pairs])


def train_product_model(
    data: Path,
    folder: Path,
    *,
    seed: int = 1,
    epochs: int = EPOCHS,
    written: Path = DATA,
    n_processes: int = 1,
    progress: Callable[[float, str], None] = lambda _done, _name: None,
) -> list[Report]:
    """Train on the titles of a folder, write the artifact, and return the figures on `dev`.

    Args:
        data: folder with `labelled.tsv` and `frequency.tsv`.
        folder: where the artifact goes.
        seed: the same seed gives the same model on one machine.
        epochs: how often every title is seen.
        written: folder with the titles that were written and judged for the product.
        n_processes: how many branches are fitted at the same time; the model is the same.
        progress: called with the share that is done, 0 to 1, and what is being done.

    Raises:
        MissingTitlesError: a file is missing; nothing has been written.
    """
    from classifiers.titles.training.calibrated_fit import train
    from classifiers.titles.training.fitting import (  # torch is only for training
        Settings,
        keep_most_common,
    )

    titles, extra = training_titles(data, written=written)
    dev = read_labeled(data, split="dev")
    progress(0, "Fitting")
    fitted = train(
        titles,
        extra=extra,
        blind=[*read_labeled(data, split="train"), *read_people(data, written=written)],
        headlines=read_headlines(written),
        empty_parts=read_parts(written),
        taxonomy=load_default(),
        version=VERSION,
        settings=Settings(seed=seed, epochs=epochs),
        n_processes=n_processes,
        progress=lambda done: progress(FITTING * done, "Fitting"),
    )
    model = keep_most_common(compact_model(fitted), [*titles, *extra], most=MAX_FEATURES)
    progress(FITTING, "Measuring")
    reports = _reports(model, dev)
    progress(1, "Measured")
    save_model(
        folder,
        model,
        report={
            "trained_on": {
                "real titles": len(titles),
                "written titles": len(extra) - len(load_dictionary()),
                "dictionary": len(load_dictionary()),
            },
            "seed": seed,
            "epochs": epochs,
            "evaluations": [report.as_json() for report in reports],
        },
        data_hash=artifacts.hash_of([*titles, *extra]),
    )
    return reports


def training_titles(
    data: Path | None, *, written: Path = DATA
) -> tuple[list[LabeledTitle], list[LabeledTitle]]:
    """Return what the model of the product learns from: real titles with labels, and all others.

    Args:
        data: folder with the real titles; None for those that ship alone, which are all written.
        written: folder with the titles that were written and judged for the product.

    Raises:
        MissingTitlesError: a file is missing.
    """
    headlines = read_headlines(written)
    real = (
        []
        if data is None
        else [*read_real(data, folder=written), *read_people(data, written=written)]
    )
    own = [*read_written(written), *read_taught(weight=WRITTEN_WEIGHT, folder=written)]
    parts = [*empty_parts(headlines), *(text for _, text in read_parts(written))]
    return _without_duplicates([*real, *(headline.title for headline in headlines)]), [
        *own,
        *append_parts(own, parts, count=N_APPENDED, seed=1),
        *single_parts(headlines, read_parts(written), weight=WRITTEN_WEIGHT),
        *dictionary_titles(),
    ]


def fit_product_representatives(
    data: Path,
    *,
    progress: Callable[[float, str], None] = lambda _done, _name: None,
) -> LearnedWeights:
    """Learn how much similarity to representative titles says, and write the weights.

    Args:
        data: folder with `labelled.tsv` and `frequency.tsv`.
        progress: called with the share that is done, 0 to 1, and what is being done.

    Raises:
        MissingTitlesError: a file is missing; nothing has been written.
    """
    from classifiers.titles.training.representative_fit import (  # SciPy
        choose_functions,
        fit_representatives,
        hold_out,
    )

    real, extra = training_titles(data)
    progress(0, "Fitting a model without some functions")
    held = hold_out(real, extra, choose_functions(real, seed=HELD_OUT_SEED, but=MEASURED))
    progress(FITTING, "Comparing titles")
    learned = fit_representatives(held, real)
    text = json.dumps(learned.as_json(), ensure_ascii=False, indent=1)
    WEIGHTS.write_text(text + "\n", "utf-8")
    progress(1, "Written")
    return learned


def count_confirmed(data: Path) -> int:
    """Count how often people confirmed entries and phrases; return how many of them were met.

    Raises:
        MissingTitlesError: a file is missing; nothing has been written.
    """
    from classifiers.titles.training.confirmations import write_confirmed

    return write_confirmed(load_cascade().reader, [*read_real(data), *read_people(data)])


def _without_duplicates(titles: list[LabeledTitle]) -> list[LabeledTitle]:
    return list({title.title: title for title in reversed(titles)}.values())[::-1]


def evaluate_titles(folder: Path | None, data: Path | None) -> list[Report]:
    """Measure an artifact on the frozen test set, group by group, and on the `dev` titles.

    Args:
        folder: of the artifact; None for the one that comes with the product.
        data: with `labelled.tsv`; None leaves `dev` out.
    """
    cascade = load_cascade(folder)
    reports = [] if data is None else _reports(cascade.model, read_labeled(data, split="dev"))
    for name in HEADLINES:
        people = [] if data is None else read_people(data, split="dev", names=(name,))
        if people:
            reports.append(evaluate(cascade, people, name=name.removesuffix(".tsv")))
    tests = read_test()
    return [
        *reports,
        *(evaluate(cascade, titles, name=f"test: {name}") for name, titles in tests.items()),
        evaluate_appended(cascade, tests["functions"][:N_EXTENDED], read_appended_test()),
    ]


def dictionary_titles() -> list[LabeledTitle]:
    return [
        LabeledTitle(title, entry.functions, entry.level, entry.industry or None)
        for title, entry in load_dictionary().items()
    ]


def _reports(model: TitleModel, titles: list[LabeledTitle]) -> list[Report]:
    whole = TitleCascade(
        taxonomy=load_default(),
        model=model,
        dictionary=Dictionary(load_dictionary()),
        phrases=PhraseRules(load_phrases()),
    )
    alone = TitleCascade(
        taxonomy=whole.taxonomy, model=model, dictionary=Dictionary({}), phrases=PhraseRules({})
    )
    reports = [evaluate(whole, titles, name="whole cascade")]
    settled = [title for title in titles if not title.is_open]
    if len(settled) < len(titles):
        reports.append(evaluate(whole, settled, name="without open cases"))
    return [*reports, evaluate(alone, titles, name="model alone")]
