"""Filters about learned functions and what falls on the frozen test set."""

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
def of_title(then: dict[int, tuple[str, ...]], key: int) -> tuple[str, ...] | None:
    """Return what a title would be, by its key; None where that is not known."""
    return then.get(key)
