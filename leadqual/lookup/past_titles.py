"""Predictions of titles on record: by title, time and model, with corrections and suggestions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from leadqual.accounts.models import Workspace
from leadqual.labeling.corrections.selectors import history_of, titles_of
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.predictions import FormerPrediction, ShownPrediction
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.labeling.prediction_log import predictions_about
from leadqual.labeling.suggestions import suggested_about
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.services import normalised


@dataclass(frozen=True, slots=True)
class RecordedPrediction:
    """A prediction that is stored now, or was; `ended_at` is None while it is active."""

    labels: tuple[tuple[str, str, float], ...]  # Slug, source and score.
    level: str
    industry: str  # "" where the title names none.
    source: str
    model: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class TitleRecord:
    """All past predictions of one title, newest first."""

    title: JobTitle | None  # None where no contact has it.
    answers: tuple[RecordedPrediction, ...]
    shown: Sequence[ShownPrediction]
    corrections: Sequence[Correction]
    suggestions: Sequence[Suggestion]


def record_of(
    workspace: Workspace, text: str, *, at: datetime | None = None, model: str = ""
) -> TitleRecord:
    """Look a title up by its text; ten queries at most.

    Args:
        workspace: whose titles; predictions shown to the public are recorded, too.
        text: a title as anybody writes it.
        at: only what was active or shown then.
        model: only answers of this version.
    """
    title = titles_of(workspace).filter(normalised=normalised(text)).first()
    answers = _answers(title, at) if title else []
    shown = predictions_about(workspace, Suggestion.Kind.TITLE, text, at=at, model=model)
    return TitleRecord(
        title=title,
        answers=tuple(answer for answer in answers if model in {"", answer.model}),
        shown=list(shown),
        corrections=list(history_of(title)) if title else [],
        suggestions=list(suggested_about(workspace, Suggestion.Kind.TITLE, text)),
    )


def _answers(title: JobTitle, at: datetime | None) -> list[RecordedPrediction]:
    """Return what is stored and what was, the newest first; only the one active at a time."""
    rows = FormerPrediction.objects.filter(job_title=title).order_by("ended_at", "pk")
    if at is None:
        return [*_current(title), *(_former_answer(row) for row in reversed(rows))]
    active_row = rows.filter(ended_at__gt=at).first()
    return [_former_answer(active_row)] if active_row else _current(title)


def _former_answer(row: FormerPrediction) -> RecordedPrediction:
    return RecordedPrediction(
        labels=tuple((slug, source, score) for slug, source, score in row.labels),
        level=row.level,
        industry=row.industry,
        source=row.source,
        model=row.model_version,
        ended_at=row.ended_at,
    )


def _current(title: JobTitle) -> list[RecordedPrediction]:
    if title.level is None:
        return []
    labels = sorted(title.labels.all(), key=lambda label: -label.score)
    return [
        RecordedPrediction(
            labels=tuple((label.function.slug, label.source, label.score) for label in labels),
            level=title.level.slug,
            industry=title.industry.slug if title.industry else "",
            source=title.source,
            model=title.model_version,
            ended_at=None,
        )
    ]


def former_predictions(
    workspace: Workspace, *, at: datetime | None = None, model: str = ""
) -> QuerySet[FormerPrediction]:
    """Return replaced predictions, newest first.

    Args:
        workspace: whose titles.
        at: only what was replaced later than that.
        model: only answers of this version.
    """
    rows = FormerPrediction.objects.filter(workspace=workspace).select_related("job_title")
    if at is not None:
        rows = rows.filter(ended_at__gt=at)
    if model:
        rows = rows.filter(model_version=model)
    return rows.order_by("-pk")


def model_versions(workspace: Workspace) -> list[str]:
    """Return the versions of models that answers of this workspace are by, stored now or before."""
    titles = JobTitle.objects.filter(workspace=workspace).order_by("-n_contacts")
    newest = set(titles.values_list("model_version", flat=True)[:1_000])
    former = FormerPrediction.objects.filter(workspace=workspace).order_by("-pk")
    return sorted({*newest, *former.values_list("model_version", flat=True)[:10_000]} - {""})
