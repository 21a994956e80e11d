"""Metric drops on the frozen test set as text and with names of labels."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from classifiers.titles.training.frozen_test_set import (
    FUNCTION,
    LEVEL,
    MetricDrop,
)
from leadqual.taxonomy.selectors import function_names, level_names

LabelNames = Mapping[str, Mapping[str, str]]


def stored_drops(rows: Iterable[Mapping[str, Any]]) -> list[MetricDrop]:
    """Return falls that were stored, as values."""
    return [MetricDrop(**row) for row in rows]


def large_drops(rows: Iterable[Mapping[str, Any]]) -> list[MetricDrop]:
    return [fall for fall in stored_drops(rows) if fall.is_above_margin]


def name_of(fall: MetricDrop) -> str:
    """Return the label, with its kind where it is no function."""
    return fall.label if fall.kind == FUNCTION else f"{fall.kind} {fall.label}"


def in_words(fall: MetricDrop) -> str:
    """Return what gets worse, by how many titles, by how much, and how much is allowed."""
    text = f"This would make {name_of(fall)} worse on the test set"
    if changed := _changed_titles(fall):
        text = f"{text}: {changed}"
    return f"{text}. {figures(fall)}"


def in_plain_words(fall: MetricDrop) -> str:
    """Return which titles with known labels would go wrong, without figures of the field."""
    lost = f"{fall.n_lost} of {fall.n_titles} would no longer get it" if fall.n_lost else ""
    others = "1 other would" if fall.n_wrong == 1 else f"{fall.n_wrong} others would"
    wrong = f"{others} get it by mistake" if fall.n_wrong else ""
    text = " and ".join(filter(None, (lost, wrong)))
    return f"{name_of(fall)}: {text or 'fewer would be right'}."


def figures(fall: MetricDrop) -> str:
    """Return what was found before and after, and how far that is from what is allowed; F1."""
    return (
        f"F1 {fall.before:.3f} → {fall.after:.3f}. All corrections together lower it by "
        f"{_depth(fall):.3f}; up to {fall.margin:.3f} is allowed."
    )


def in_short(fall: MetricDrop) -> str:
    """Return what was found before and after."""
    name = name_of(fall)
    return f"{name[:1].upper()}{name[1:]} {fall.before:.3f} → {fall.after:.3f}"


def _changed_titles(fall: MetricDrop) -> str:
    lost = f"{fall.n_lost} of {fall.n_titles} would become wrong" if fall.n_lost else ""
    others = "other title" if fall.n_wrong == 1 else "other titles"
    wrong = f"{fall.n_wrong} {others} would wrongly get it" if fall.n_wrong else ""
    return ", and ".join(filter(None, (lost, wrong)))


def _depth(fall: MetricDrop) -> float:
    """Return how far it falls in all; rounded so that too much never looks allowed."""
    return (
        math.ceil(round(fall.depth * 1000, 6)) / 1000
        if fall.is_above_margin
        else max(fall.depth, 0.0)
    )


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
