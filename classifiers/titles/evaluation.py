"""How good a title cascade is on labelled titles."""

from collections.abc import Sequence

from classifiers.core.metrics import accuracy, calibration_error, macro_f1, micro, per_label
from classifiers.core.report import Report
from classifiers.core.types import TitlePrediction
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.training.dataset import LabelledTitle

APPENDED = "test: parts appended"


def evaluate(cascade: TitleCascade, titles: Sequence[LabelledTitle], *, name: str) -> Report:
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
    others = micro([_other(slugs) for slugs in given], [_other(slugs) for slugs in wanted])
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
    cascade: TitleCascade, titles: Sequence[LabelledTitle], parts: Sequence[str]
) -> Report:
    """Measure what stays of right answers when a part is appended that changes nothing.

    Args:
        cascade: to measure.
        titles: those that it reads right are asked again.
        parts: each is appended to each title.
    """
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


def _other(slugs: Sequence[str]) -> tuple[str, ...]:
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
