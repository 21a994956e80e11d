"""Filters that say what falls on the frozen test set."""

from django import template

from leadqual.labelling import falls

register = template.Library()
register.filter("stored_falls", falls.stored_falls)
register.filter("deep_falls", falls.deep_falls)
register.filter("fall_words", falls.in_words)
register.filter("fall_short", falls.in_short)
register.filter("fall_figures", falls.figures)
