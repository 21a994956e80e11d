"""Filters about answers on record."""

from collections.abc import Mapping

from leadqual.core.pages.templates import Library

register = Library()


@register.filter
def named(slug: str, names: Mapping[str, str]) -> str:
    """Return the name of a function by its slug; the slug where it has none anymore."""
    return names.get(slug, slug)
