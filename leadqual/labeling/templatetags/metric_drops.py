"""Filters about learned functions, metric drops and predictions on record."""

from collections.abc import Mapping

from leadqual.core.pages.templates import Library
from leadqual.labeling import metric_drop_texts

register = Library()
register.filter("stored_falls", metric_drop_texts.stored_drops)
register.filter("deep_falls", metric_drop_texts.large_drops)
register.filter("fall_words", metric_drop_texts.in_words)
register.filter("fall_plainly", metric_drop_texts.in_plain_words)
register.filter("fall_short", metric_drop_texts.in_short)
register.filter("fall_figures", metric_drop_texts.figures)


@register.filter
def of_title(then: Mapping[int, object] | None, key: int) -> object | None:
    """Return what is known of a title by its key; None where that is nothing."""
    return then.get(key) if then else None


@register.filter
def named(slug: str, names: Mapping[str, str]) -> str:
    """Return the name of a function by its slug; the slug where it has none anymore."""
    return names.get(slug, slug)
