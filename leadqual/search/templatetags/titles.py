"""Render labels of titles, and explanations."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from leadqual.core.pages.templates import Library
from leadqual.core.templatetags.formats import probability
from leadqual.leads.models import TitleLabel
from leadqual.search import title_explanations

register = Library()

register.filter("why_other", title_explanations.why_other)
register.filter("source_of_title", title_explanations.source_of_title)


@register.simple_tag
def scored(
    text: str, score: float | None, *, sure_from: float = TitleLabel.SURE_FROM
) -> SafeString:
    """Render what a model says; its score, 0 to 1, below a threshold, else on hover."""
    if score is None:
        return format_html("{}", text)
    shown = format_html('<span title="Score {}">{}</span>', probability(score), text)
    is_sure = score >= sure_from
    return shown if is_sure else format_html("{} <b>{}</b>", shown, probability(score))


@register.inclusion_tag("components/label.html")
def label_chip(
    name: str, score: float | None = None, *, is_person: bool = False, follows: str = ""
) -> dict[str, Any]:
    """Render a function of a title: solid if sure, dashed if unsure, filled if corrected.

    Args:
        name: text; empty means unclassified.
        score: probability, 0 to 1; below `TitleLabel.SURE_FROM` the label is dashed and shows it,
            else it is shown on hover.
        is_person: from a correction; the score is left out.
        follows: the corrected title, if the label was propagated from it.
    """
    if not name:
        kind = "other"
    elif is_person:
        kind = "person"
    else:
        kind = "unsure" if score is not None and score < TitleLabel.SURE_FROM else ""
    shown = None if kind == "other" else score
    return {"name": name or "Unclassified", "kind": kind, "score": shown, "follows": follows}
