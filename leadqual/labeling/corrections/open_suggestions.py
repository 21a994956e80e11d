"""Suggestions next to corrections: what they ask for, and those that a correction settles."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q

from leadqual.accounts.models import User
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.suggestions import Suggestion, waiting
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.selectors import function_names, levels, slugs_now


class Meaning(NamedTuple):
    """What one or several people say that something should be.

    Args:
        functions: as they are called now; None where they say only that it is wrong.
        label: business model or intent.
        level: slug; "" where it stays as it is.
        industry: slug; "" means none, or that it stays with the level.
    """

    functions: frozenset[str] | None
    label: str
    level: str
    industry: str


def meaning_of_suggestion(row: Suggestion, now: Mapping[str, str]) -> Meaning:
    """Return what somebody suggests, with the functions as they are called now."""
    return Meaning(functions_of_suggestion(row, now), row.label, row.level, row.industry)


def is_same_word(
    row: Suggestion, now: Mapping[str, str], correction_input: CorrectionInput
) -> bool:
    """Return whether a suggestion asks for just what a correction says.

    A suggestion that names no level agrees with any.
    """
    if functions_of_suggestion(row, now) != frozenset(correction_input.functions):
        return False
    return not row.level or (row.level, row.industry) == (
        correction_input.level,
        correction_input.industry or "",
    )


def functions_of_suggestion(row: Suggestion, now: Mapping[str, str]) -> frozenset[str] | None:
    """Return the functions that somebody means, as they are called now.

    Args:
        row: what they said.
        now: slug → what it leads to, as `slugs_now` gives it; others stay as they were said.

    Returns:
        Empty for Other, None where they say only that it is wrong.
    """
    if row.functions is None:
        return None
    return frozenset(now.get(slug, slug) for slug in row.functions)


def open_suggestions_of(title: JobTitle) -> list[dict[str, Any]]:
    """Return the suggestions in review about a title, the oldest first; six queries at most.

    Each has its `key`; its `author`, "" for an anonymous visitor; `labels`, names of functions and
    level, empty where it only says that the labels are wrong; and `is_same`.
    """
    rows = Suggestion.objects.filter(waiting(), job_title=title).select_related("author")
    found = list(rows.order_by("pk"))
    if not found:
        return []
    now = slugs_now({slug for row in found for slug in row.functions or ()})
    names, level_names = function_names(), {each.slug: each.name for each in levels()}
    correction_input = CorrectionInput(
        tuple(label.function.slug for label in title.labels.all()),
        title.level.slug if title.level else "",
        title.industry.slug if title.industry else None,
    )
    return [
        {
            "key": row.pk,
            "author": str(row.author or ""),
            "labels": _labels(row, now, names, level_names),
            "is_same": is_same_word(row, now, correction_input),
        }
        for row in found
    ]


def _labels(
    row: Suggestion,
    now: Mapping[str, str],
    names: Mapping[str, str],
    level_names: Mapping[str, str],
) -> tuple[str, ...]:
    if row.functions is None:
        return ()
    slugs = dict.fromkeys(now.get(slug, slug) for slug in row.functions)
    functions = [names.get(slug, slug) for slug in slugs] or ["None fits"]
    level = level_names.get(row.level, "")
    return (*functions, *filter(None, [level]))


def settle_suggestions(
    corrections: Mapping[Correction, CorrectionInput], *, reviewer: User, at: datetime
) -> None:
    """Accept the suggestions that ask for just what corrections say; others stay open.

    A second label of the reviewer stays: nobody decides about their own half of a pair. What
    somebody else decides about at this moment is left to them.

    Args:
        corrections: the active ones, with their labels.
        reviewer: who corrected or approved.
        at: when.
    """
    by_title = {row.job_title_id: row for row in corrections}
    rows = Suggestion.objects.filter(waiting(), job_title__in=list(by_title))
    rows = rows.exclude(author=reviewer, is_second=True)
    found = list(rows.order_by("pk").select_for_update(of=("self",), skip_locked=True))
    now = slugs_now({slug for row in found for slug in row.functions or ()})
    settled = []
    for row in found:
        correction = by_title.get(row.job_title_id or 0)
        if correction is None or not is_same_word(row, now, corrections[correction]):
            continue
        row.state, row.answer, row.correction = Suggestion.State.ACCEPTED, "", correction
        row.reviewer, row.reviewed_at = reviewer, at
        row.business_model_correction = None
        settled.append(row)
    names = ["state", "answer", "correction", "business_model_correction", "reviewer"]
    Suggestion.objects.bulk_update(settled, [*names, "reviewed_at"])


def reopen_suggestions(correction: Correction) -> None:
    """Let suggestions wait again that the approval of a correction accepted."""
    same = {name: OuterRef(name) for name in ("workspace", "kind", "key", "visitor")}
    newer = Suggestion.objects.filter(**same, pk__gt=OuterRef("pk")).filter(
        Q(author=OuterRef("author")) | Q(author=None, visitor__gt="")
    )
    rows = Suggestion.objects.filter(
        correction=correction,
        state=Suggestion.State.ACCEPTED,
        reviewer=correction.approved_by,
        reviewed_at=correction.approved_at,
    )
    rows.exclude(Exists(newer)).update(
        state=Suggestion.State.SUGGESTED, correction=None, reviewer=None, reviewed_at=None
    )
