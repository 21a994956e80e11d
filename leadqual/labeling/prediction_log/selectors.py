"""Reads of predictions that were shown and not stored."""

from datetime import datetime

from django.db.models import QuerySet

from leadqual.accounts.models import Workspace
from leadqual.labeling.models.prediction_log import ShownPrediction
from leadqual.labeling.prediction_log.writing import text_hash


def predictions_about(
    workspace: Workspace, kind: str, text: str, *, at: datetime | None = None, model: str = ""
) -> QuerySet[ShownPrediction]:
    """Return the answers that were shown for a text, the last one first.

    Args:
        workspace: to whose members they were shown; those shown to the public are there too.
        kind: one of `Suggestion.Kind`.
        text: as it was typed; spaces and capitals make no difference.
        at: only what was shown then.
        model: only answers of this version.
    """
    shown = ShownPrediction.objects.filter(kind=kind, text_hash=text_hash(kind, text))
    if at is not None:
        shown = shown.filter(first_at__lte=at, last_at__gte=at)
    if model:
        shown = shown.filter(model_version=model)
    found = shown.filter(workspace=workspace) | shown.filter(workspace=None)
    return found.order_by("-last_at", "-pk")
