"""Labels of titles as they are drawn, and why a title is what it is."""

from typing import Any

from leadqual.core.pages.templates import Library
from leadqual.leads.models import TitleLabel
from leadqual.search import title_explanations

register = Library()

register.filter("why_other", title_explanations.why_other)
register.filter("source_of_title", title_explanations.source_of_title)


@register.inclusion_tag("components/label.html")
def label_chip(
    name: str, score: float | None = None, *, is_person: bool = False, follows: str = ""
) -> dict[str, Any]:
    """Draw a function that a title carries: solid sure, dashed unsure, filled a person's word.

    Args:
        name: what is shown; empty means unclassified.
        score: probability, 0 to 1; below `TitleLabel.SURE_FROM` the label is dashed.
        is_person: a person said so; the score is left out.
        follows: the title of which the person said so, where it is a like one.
    """
    if not name:
        kind = "other"
    elif is_person:
        kind = "person"
    else:
        kind = "unsure" if score is not None and score < TitleLabel.SURE_FROM else ""
    shown = None if kind == "other" else score
    return {"name": name or "Unclassified", "kind": kind, "score": shown, "follows": follows}
