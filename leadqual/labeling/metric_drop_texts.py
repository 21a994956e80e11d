"""Metric drops on the frozen test set as text and with names of labels."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from classifiers.titles.training.metric_drops import (
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
    return [drop for drop in stored_drops(rows) if drop.is_above_margin]


def name_of(drop: MetricDrop) -> str:
    """Return the label, with its kind where it is no function."""
    return drop.label if drop.kind == FUNCTION else f"{drop.kind} {drop.label}"


def drop_text(drop: MetricDrop) -> str:
    """Return what gets worse, by how many titles, by how much, and how much is allowed."""
    text = f"This would make {name_of(drop)} worse on the test set"
    if changed := _changed_titles(drop):
        text = f"{text}: {changed}"
    return f"{text}. {figures(drop)}"


def plain_drop_text(drop: MetricDrop) -> str:
    """Return which titles with known labels would go wrong, without figures of the field."""
    lost = f"{drop.n_lost} of {drop.n_titles} would no longer get it" if drop.n_lost else ""
    others = "1 other would" if drop.n_wrong == 1 else f"{drop.n_wrong} others would"
    wrong = f"{others} get it by mistake" if drop.n_wrong else ""
    text = " and ".join(filter(None, (lost, wrong)))
    return f"{name_of(drop)}: {text or 'fewer would be right'}."


def figures(drop: MetricDrop) -> str:
    """Return what was found before and after, and how far that is from what is allowed; F1."""
    return (
        f"F1 {drop.before:.3f} → {drop.after:.3f}. All corrections together lower it by "
        f"{_depth(drop):.3f}; up to {drop.margin:.3f} is allowed."
    )


def short_drop_text(drop: MetricDrop) -> str:
    """Return what was found before and after."""
    name = name_of(drop)
    return f"{name[:1].upper()}{name[1:]} {drop.before:.3f} → {drop.after:.3f}"


def _changed_titles(drop: MetricDrop) -> str:
    lost = f"{drop.n_lost} of {drop.n_titles} would become wrong" if drop.n_lost else ""
    others = "other title" if drop.n_wrong == 1 else "other titles"
    wrong = f"{drop.n_wrong} {others} would wrongly get it" if drop.n_wrong else ""
    return ", and ".join(filter(None, (lost, wrong)))


def _depth(drop: MetricDrop) -> float:
    """Return how far it falls in all; rounded so that too much never looks allowed."""
    return (
        math.ceil(round(drop.depth * 1000, 6)) / 1000
        if drop.is_above_margin
        else max(drop.depth, 0.0)
    )


def name_drops(falls: Iterable[MetricDrop]) -> tuple[MetricDrop, ...]:
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
        replace(drop, label=kinds[drop.kind].get(drop.label, drop.label)) for drop in falls
    )
