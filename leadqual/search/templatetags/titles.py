"""Filters that say why a title is what it is."""

from leadqual.core.pages.templates import Library
from leadqual.search import title_explanations

register = Library()

register.filter("why_other", title_explanations.why_other)
register.filter("source_of_title", title_explanations.source_of_title)
