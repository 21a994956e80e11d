"""Old records of predictions and suggestions, deleted in parts."""

import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from leadqual.core import clock
from leadqual.labeling.models.predictions import ShownPrediction
from leadqual.labeling.models.suggestions import Suggestion, waiting

SLICE_SECONDS = 20.0
_PART = 5_000


def delete_old_records(*, seconds: float = SLICE_SECONDS) -> int:
    """Delete what is older, or more, than settings keep; the schedule comes again for the rest.

    Returns:
        How many rows were deleted.
    """
    until, count = time.monotonic() + seconds, 0
    answers = chain(_in_parts(_old_answers()), *map(_in_parts, _excess_predictions()))
    for deleted in chain(answers, _in_parts(_old_suggestions())):
        count += deleted
        if time.monotonic() > until:
            break
    return count


def _old_answers() -> QuerySet[ShownPrediction]:
    since = clock.now() - timedelta(days=settings.SHOWN_DAYS)
    return ShownPrediction.objects.filter(last_at__lt=since).order_by("last_at")


def _excess_predictions() -> Iterator[QuerySet[ShownPrediction]]:
    """Yield, for each workspace with too many, those that were shown before all that are kept."""
    counts = ShownPrediction.objects.order_by().values_list("workspace").annotate(Count("pk"))
    for workspace_id, count in list(counts):
        if count > settings.SHOWN_MOST:
            mine = ShownPrediction.objects.filter(workspace=workspace_id)
            newest_first = mine.order_by("-last_at", "-pk").values_list("last_at", "pk")
            last_at, pk = newest_first[settings.SHOWN_MOST]
            over = Q(last_at__lt=last_at) | Q(last_at=last_at, pk__lte=pk)
            yield mine.filter(over).order_by("pk")


def _old_suggestions() -> QuerySet[Suggestion]:
    """Return those that were decided or withdrawn long ago; examples to train with stay.

    What was accepted and then undone is no example: it would wait again, once a later word of the
    same person is gone.
    """
    since = clock.now() - timedelta(days=settings.SUGGESTIONS_DAYS)
    is_accepted = Q(state=Suggestion.State.ACCEPTED, business_model_correction__undone_at=None)
    is_example = is_accepted & ~Q(kind=Suggestion.Kind.TITLE)
    settled = Suggestion.objects.exclude(state=Suggestion.State.SUGGESTED).exclude(is_example)
    old = settled.filter(updated_at__lt=since).filter(
        Q(reviewed_at=None) | Q(reviewed_at__lt=since)
    )
    waits = Suggestion.objects.filter(waiting()).values("pk")
    return old.exclude(pk__in=waits).order_by("pk")  # A later word goes last.


def _in_parts(rows: QuerySet[ShownPrediction] | QuerySet[Suggestion]) -> Iterator[int]:
    while keys := list(rows.values_list("pk", flat=True)[:_PART]):
        deleted, _ = rows.model.objects.filter(pk__in=keys).delete()
        yield deleted
