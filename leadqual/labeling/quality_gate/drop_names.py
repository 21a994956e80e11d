"""Labels of metric drops by the names that people know."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from classifiers.titles.training.frozen_test_set import FUNCTION, LEVEL, MetricDrop
from leadqual.taxonomy.selectors import function_names, level_names

LabelNames = Mapping[str, Mapping[str, str]]
"""Kind of label → slug → name."""


def named_drops(falls: Iterable[MetricDrop]) -> tuple[MetricDrop, ...]:
    """Return falls with names in place of slugs; two queries."""
    return with_names(falls, label_names())


def label_names() -> LabelNames:
    """Return kind of label → slug → name, of functions and levels; two queries."""
    return {FUNCTION: function_names(), LEVEL: level_names()}


def with_names(falls: Iterable[MetricDrop], kinds: LabelNames) -> tuple[MetricDrop, ...]:
    """Return falls with names in place of slugs.

    Args:
        falls: with slugs.
        kinds: kind of label → slug → name.
    """
    return tuple(
        replace(fall, label=kinds[fall.kind].get(fall.label, fall.label)) for fall in falls
    )
