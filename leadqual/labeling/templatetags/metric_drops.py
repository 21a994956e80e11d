"""Filters about learned functions and what falls on the frozen test set."""

from collections.abc import Mapping

from leadqual.core.pages.templates import Library
from leadqual.labeling.quality_gate import metric_drops

register = Library()
register.filter("stored_falls", metric_drops.stored_drops)
register.filter("deep_falls", metric_drops.large_drops)
register.filter("fall_words", metric_drops.in_words)
register.filter("fall_plainly", metric_drops.in_plain_words)
register.filter("fall_short", metric_drops.in_short)
register.filter("fall_figures", metric_drops.figures)


@register.filter
def of_title(then: Mapping[int, object] | None, key: int) -> object | None:
    """Return what is known of a title by its key; None where that is nothing."""
    return then.get(key) if then else None
