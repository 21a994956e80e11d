"""Evidence against the labels of titles, with what could be said instead."""

from collections.abc import Iterable, Sequence
from typing import Any

from leadqual.labeling.models.queues import (
    LabelConflict,
)
from leadqual.taxonomy.models import Function

_WORDS = {
    LabelConflict.Kind.DICTIONARY: "The model disagrees with the dictionary",
    LabelConflict.Kind.SUSPECT: "Labels of other titles suggest an error",
    LabelConflict.Kind.SIMILAR: "A similar title has different labels",
}


def conflict_evidence(doubts: Iterable[LabelConflict]) -> dict[int, dict[str, Any]]:
    """Return key of each title → what speaks against its labels; one query next to the titles.

    Args:
        doubts: of titles with their labels, and with the titles similar to them.

    Returns:
        `words`; `rather`, names of the functions that it would have instead, or Other; `score`,
        how strongly, 0 to 1; `beside`, the similar title with these labels, if any; `proposals`,
        as it is and as it would be: the `key` on the keyboard, `words` and `functions`.
    """
    found = list(doubts)
    slugs = {slug for doubt in found for slug in doubt.functions}
    living = Function.objects.filter(slug__in=slugs, retired_at=None)
    rows = {row.slug: row for row in living}
    return {doubt.job_title_id: _evidence_against(doubt, rows) for doubt in found}


def _evidence_against(doubt: LabelConflict, rows: dict[str, Function]) -> dict[str, Any]:
    now = tuple(label.function for label in doubt.job_title.labels.all())
    rather = tuple(rows[slug] for slug in doubt.functions if slug in rows)
    return {
        "words": _WORDS[LabelConflict.Kind(doubt.kind)],
        "rather": _names(rather),
        "score": doubt.score,
        "beside": doubt.beside,
        "proposals": [
            {"key": "1", "words": f"Keep {_names(now)}", "functions": now},
            {"key": "2", "words": f"Use {_names(rather)}", "functions": rather},
        ],
    }


def _names(functions: Sequence[Function]) -> str:
    return ", ".join(function.name for function in functions) or "Unclassified"
