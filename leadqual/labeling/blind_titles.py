"""A title as the second labeler sees it: nothing of what the first one said."""

from dataclasses import asdict
from typing import Any

from classifiers.core.types import Label, TitlePrediction
from classifiers.titles.prediction_json import as_json
from classifiers.titles.workspace_cascade import WorkspaceCascade
from leadqual.labeling.classification import load_online
from leadqual.labeling.corrections.recording import Change, current_corrections
from leadqual.labeling.double_labeling import is_awaiting
from leadqual.leads.models import JobTitle
from leadqual.search.level_explanations import sentences_about_level
from leadqual.search.title_explanations import (
    LabelReason,
    mark_title,
    sentences_about,
    sentences_about_other,
)
from leadqual.taxonomy.library_values import load_knowledge
from leadqual.taxonomy.selectors import living_functions


def blind_title(title: JobTitle, reader: int) -> dict[str, Any] | None:
    """Return a title as the second person sees it; None where this person is not to be the second.

    Args:
        title: with its workspace.
        reader: key of who looks at it.

    Returns:
        `reasons`, labels with what speaks for them, of the dictionary, the rules and the model;
        `why_other`, why it has none; `spoken`, the title as it is read with the words that decided
        marked; `level_reason`; and `kept`, with what the form opens, see
        `partials/corrections/form.html`: functions are offered and none is ticked, so that nobody
        agrees unread.
    """
    if not is_awaiting(title, reader):
        return None
    answer = without_correction(title)
    why = [asdict(reason) for reason in answer.why]
    slugs = [label.slug for label in answer.functions]
    rows = {row.slug: row for row in living_functions().filter(slug__in=slugs)}
    labels = [label for label in answer.functions if label.slug in rows]
    level = load_knowledge().taxonomy.level_names[answer.level.slug]
    level_why = [asdict(reason) for reason in answer.level_why]
    return {
        "reasons": [
            _reason(label, rows[label.slug].name, sentences_about(label.slug, why))
            for label in labels
        ],
        "why_other": "" if labels else sentences_about_other(why),
        "spoken": mark_title(title.normalised, why),
        "level_reason": _reason(answer.level, level, sentences_about_level(level_why, name=level)),
        "kept": {
            "functions": [],
            "chosen": (),
            "offered": [rows[label.slug] for label in labels],
            "other": False,
            "was_other": False,
            "level": answer.level.slug,
            "industry": answer.industry.slug if answer.industry else "",
        },
    }


def _reason(label: Label, name: str, sentences: str) -> LabelReason:
    return LabelReason(
        slug=label.slug,
        name=name,
        score=label.score,
        threshold=None,
        is_person=False,
        sentences=sentences,
    )


def to_record(title: JobTitle) -> dict[str, object]:
    """Return the same in the shape of the API; see `classifiers.titles.workspace_cascade`."""
    return as_json(without_correction(title), load_knowledge().taxonomy)


def without_correction(title: JobTitle) -> TitlePrediction:
    """Return what a title would be without corrections; similar titles are listed as reasons."""
    online = load_online(title.workspace)
    book = Change({}, current_corrections([title])).memory(online.memory)
    (answer,) = WorkspaceCascade(online.cascade, book, online.heads).predict([title.title])
    return answer
