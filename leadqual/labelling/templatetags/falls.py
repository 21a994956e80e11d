"""Filters about learned functions and what falls on the frozen test set."""

from collections.abc import Mapping

from django import template

from leadqual.labelling import falls
from leadqual.labelling.deciding import standing

register = template.Library()
register.filter("stored_falls", falls.stored_falls)
register.filter("deep_falls", falls.deep_falls)
register.filter("standing", standing)
register.filter("fall_words", falls.in_words)
register.filter("fall_short", falls.in_short)
register.filter("fall_figures", falls.figures)


@register.filter
def of_title(then: Mapping[int, object] | None, key: int) -> object | None:
    """Return what is known of a title by its key; None where that is nothing."""
    return then.get(key) if then else None
