"""Filters that say why a title is what it is."""

from django import template

from leadqual.leads import why

register = template.Library()

register.filter("why_other", why.why_other)
register.filter("source_of_title", why.source_of_title)
