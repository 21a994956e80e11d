"""Functions and levels by the names that people know, where others read slugs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from classifiers.titles.training.metric_drops import FUNCTION
from leadqual.core.errors import LeadqualError
from leadqual.labeling.corrections.services import CorrectionPreview
from leadqual.labeling.learned_functions.function_preview import FunctionPreview
from leadqual.labeling.metric_drop_texts import label_names, name_drops, with_names
from leadqual.labeling.models.learned import LearnedFunction
from leadqual.labeling.quality_gate import MetricDropError, WorseTitle
from leadqual.taxonomy.selectors import function_names


def name_preview(found: CorrectionPreview) -> CorrectionPreview:
    """Return what a correction would change, with names in place of slugs; two queries."""
    kinds = label_names()
    names = kinds[FUNCTION]

    def named(slug: str) -> str:
        return names.get(slug, slug)

    titles = tuple(
        replace(title, functions=tuple(map(named, title.functions))) for title in found.titles
    )
    return CorrectionPreview(
        titles,
        falls=with_names(found.falls, kinds),
        teaches=tuple(
            replace(each, function=named(each.function), falls=with_names(each.falls, kinds))
            for each in found.teaches
        ),
        cautions=tuple(replace(each, function=named(each.function)) for each in found.cautions),
        touched=found.touched,
        worse=tuple(_with_function_names(each, named) for each in found.worse),
    )


def name_function_preview(found: Iterable[FunctionPreview]) -> list[FunctionPreview]:
    """Return what functions would take, with names in place of slugs; two queries."""
    kinds = label_names()

    def named(slugs: Iterable[str]) -> tuple[str, ...]:
        return tuple(kinds[FUNCTION].get(slug, slug) for slug in slugs)

    return [
        replace(
            each,
            function=kinds[FUNCTION].get(each.function, each.function),
            changes=tuple(
                replace(change, now=named(change.now), then=named(change.then))
                for change in each.changes
            ),
            falls=with_names(each.falls, kinds),
        )
        for each in found
    ]


def name_learned_functions(rows: Iterable[LearnedFunction]) -> list[LearnedFunction]:
    """Return what was learned, to be shown: names in place of slugs; two queries."""
    kinds = label_names()
    shown = list(rows)
    for row in shown:
        row.falls = [
            {**drop, "label": kinds[drop["kind"]].get(drop["label"], drop["label"])}
            for drop in row.falls
        ]
        row.displaces = [kinds[FUNCTION].get(slug, slug) for slug in row.displaces]
    return shown


def name_functions_after(then: Mapping[int, Iterable[str]]) -> dict[int, tuple[str, ...]]:
    """Return what titles would be, with names in place of slugs; one query."""
    names = function_names()
    return {key: tuple(names.get(slug, slug) for slug in slugs) for key, slugs in then.items()}


def name_worse_titles(changed: Iterable[WorseTitle]) -> list[WorseTitle]:
    """Return titles of the test set that would go wrong, in names; one query."""
    names = function_names()
    return [_with_function_names(each, lambda slug: names.get(slug, slug)) for each in changed]


def _with_function_names(changed: WorseTitle, named: Callable[[str], str]) -> WorseTitle:
    labels = (changed.wanted, changed.before, changed.after)
    return WorseTitle(changed.title, *(tuple(map(named, slugs)) for slugs in labels))


def message_of(error: LeadqualError) -> str:
    """Return what is told to people; names in place of slugs."""
    if isinstance(error, MetricDropError):
        return MetricDropError(name_drops(error.falls), advice=error.advice).message
    return error.message
