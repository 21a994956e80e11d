"""Quality of answers about titles, the same figures for the product and its peers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from classifiers.core.metrics import accuracy, calibration_error, micro
from classifiers.core.taxonomy import Taxonomy
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.text.normalize import normalize
from classifiers.titles.training.dataset import LabeledTitle, read_labeled, read_test
from research.title_peers import Given

MIN_TITLES = 20  # A set with fewer titles says nothing.
OTHER_SET = "kinds noise and hard"


Answering = Callable[[Sequence[str]], list[Given]]


def sets_to_measure(data: Path, learned: Sequence[LabeledTitle]) -> dict[str, list[LabeledTitle]]:
    """Return the titles to measure on: `dev`, and the test titles by kind and by language.

    Beside each set stand those of its titles that are not learned from in any spelling, unless
    these are all or too few.

    Args:
        data: folder with the labelled titles.
        learned: what the model and its peers learn from.
    """
    dev = read_labeled(data, split="dev")
    test = read_test(groups=_groups)
    sets = {"dev": dev, "dev without open": [title for title in dev if not title.is_open], **test}
    known = {normalize(title.title) for title in learned}
    found = {}
    for name, titles in sets.items():
        found[name] = titles
        fresh = [title for title in titles if normalize(title.title) not in known]
        if len(fresh) < len(titles):
            found[f"{name}, never learned"] = fresh
    return {name: titles for name, titles in found.items() if len(titles) >= MIN_TITLES}


def _groups(row: Mapping[str, str]) -> Iterator[str]:
    """Name the sets of a test title; a language is measured on titles of jobs in it alone."""
    yield f"kind {row['kind']}"
    if row["kind"] == "language":
        yield f"language {row['language']}"
    if row["kind"] in {"noise", "hard"}:  # Noise alone cannot show a title wrongly called Other.
        yield OTHER_SET


def figures(
    answering: Answering, titles: Sequence[LabeledTitle], *, taxonomy: Taxonomy
) -> dict[str, float]:
    """Measure answers on titles whose labels are known."""
    found = answering([title.title for title in titles])
    given = [tuple(slug for slug, _ in answer.functions) for answer in found]
    wanted = [title.functions for title in titles]
    departments = micro(
        [taxonomy.departments_of(slugs) for slugs in given],
        [taxonomy.departments_of(slugs) for slugs in wanted],
    )
    other = micro(*([() if slugs else ("other",) for slugs in side] for side in (given, wanted)))
    known = [n for n, title in enumerate(titles) if title.level is not None]
    levels = [(found[n].level, titles[n].level) for n in known]
    named = [
        (score, slug in right)
        for answer, right in zip(found, wanted, strict=True)
        for slug, score in answer.functions
    ]
    values = {
        "titles": float(len(titles)),
        "functions micro-F1": micro(given, wanted).f1,
        "departments micro-F1": departments.f1,
        "level accuracy": accuracy([got for (got, _), _ in levels], [right for _, right in levels]),
        "Other precision": other.precision,
        "Other recall": other.recall,
        "functions calibration error": calibration_error(*_columns(named)),
        "level calibration error": calibration_error(
            *_columns([(score, got == right) for (got, score), right in levels])
        ),
    }
    return {name: round(value, 4) for name, value in values.items()}


def of_cascade(cascade: TitleCascade) -> Answering:
    """Return what a cascade answers."""
    return lambda titles: [
        Given(
            tuple((label.slug, label.score) for label in answer.functions),
            (answer.level.slug, answer.level.score),
        )
        for answer in cascade.predict(titles, explain=False)
    ]


def _columns(pairs: Sequence[tuple[float, bool]]) -> tuple[list[float], list[bool]]:
    return [score for score, _ in pairs], [right for _, right in pairs]
