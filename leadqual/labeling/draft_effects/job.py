"""A job classifies all titles twice, live and with a draft of the taxonomy, and keeps what differs.

It goes chunk by chunk and writes down how far it is, so that it goes on where it was killed; the
draft is looked at before each write, and one that was edited meanwhile ends the run.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from classifiers.core.types import TitlePrediction
from classifiers.titles.model.network import BATCH
from leadqual.accounts.models import Workspace
from leadqual.accounts.services import active_workspaces
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.labeling.corrections.downstream_impact import (
    campaigns_about,
    searches_about,
)
from leadqual.labeling.draft_effects.cascades import DraftedCascade
from leadqual.labeling.draft_effects.quality_figures import figures_of
from leadqual.labeling.draft_effects.title_changes import add_changes
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.document.changes import ChangeKind
from leadqual.taxonomy.document.diff import changes
from leadqual.taxonomy.drafts.services import draft_document
from leadqual.taxonomy.models import DraftEffect, DraftEffectPart
from leadqual.taxonomy.versions import document_of

CHUNK = 10_000
_ELSEWHERE = {ChangeKind.MOVED, ChangeKind.MERGED, ChangeKind.RETIRED, ChangeKind.SPLIT}


def waiting_drafts() -> list[int]:
    """Return the keys of the drafts of which somebody waits to see what they would change."""
    return list(_wanted().order_by("asked_at").values_list("pk", flat=True))


def give_up(draft_id: int) -> None:
    """Note that it could not be worked out; the page of the draft says so."""
    DraftEffect.objects.filter(pk=draft_id, finished_at=None).update(
        problem="Computing the impact failed; see the log."
    )


def _wanted() -> QuerySet[DraftEffect]:
    """Return what waits, of drafts that are as they were when it was asked for."""
    return DraftEffect.objects.filter(
        finished_at=None,
        problem="",
        draft__edits=F("edits"),
        draft__archived_at=None,
        draft__published_as=None,
    )


def compute_effect(draft_id: int, *, until: float) -> bool:
    """Go on working out what a draft would change.

    Args:
        draft_id: key of the draft.
        until: seconds of `time.monotonic` at which it stops, at the end of its first chunk or of
            a later one.

    Returns:
        Whether nothing is left to do: it is worked out, refused, or about a former edit.
    """
    effect = _wanted().select_related("draft__base").filter(pk=draft_id).first()
    if effect is None:
        return True
    try:
        run = _Run(effect)
    except LeadqualError as error:  # No model is live.
        DraftEffect.objects.filter(pk=effect.pk).update(problem=error.message[:200])
        return True
    is_wanted = run.has_progress or run.begin()
    while is_wanted and (part := effect.parts.filter(is_done=False).order_by("workspace").first()):
        is_wanted = run.compare_chunk(part)
        if is_wanted and time.monotonic() > until:  # One chunk each time: to begin takes a while.
            return False
    with run.still_wanted() as is_wanted:
        if is_wanted:
            effect.finished_at = clock.now()
            effect.save(update_fields=["finished_at"])
    return True


class _Run:
    """One draft that is worked out, as far as a slice of the job comes.

    Raises:
        NoModelError: no model of titles is live.
    """

    def __init__(self, effect: DraftEffect) -> None:
        self._effect = effect
        self._old, self._new = document_of(effect.draft.base), draft_document(effect.draft)
        self._drafted = DraftedCascade(self._old, self._new)
        self._changes = changes(self._old, self._new)
        self._workspace_id = 0

    @property
    def has_progress(self) -> bool:
        """Return whether part of it was worked out with the model that is live."""
        return self._effect.model_version == self._drafted.model.version

    def begin(self) -> bool:
        """Ask the frozen test set, and note what there is to look at; see `compare_chunk`.

        What another model said before is forgotten.
        """
        figures = figures_of(self._drafted, self._new, self._changes)
        with self.still_wanted() as is_wanted:
            if is_wanted:
                self._effect.total = JobTitle.objects.count()
                self._effect.judged, self._effect.model_version = figures, figures["model"]
                self._effect.done = 0
                self._effect.save(update_fields=["total", "judged", "model_version", "done"])
                self._effect.parts.all().delete()
                DraftEffectPart.objects.bulk_create(
                    DraftEffectPart(effect=self._effect, workspace=workspace)
                    for workspace in active_workspaces().order_by("pk")
                )
        return is_wanted

    def compare_chunk(self, part: DraftEffectPart) -> bool:
        """Classify the next titles of a workspace twice; False where nobody wants it anymore."""
        if part.workspace_id != self._workspace_id:
            self._workspace_id = part.workspace_id
            self._before, self._after = self._drafted.workspace(part.workspace_id)
        rows = JobTitle.objects.filter(workspace=part.workspace_id, pk__gt=part.after)
        titles = list(rows.order_by("pk").values_list("pk", "title", "n_contacts")[:CHUNK])
        texts = [text for _, text, _ in titles]
        before: list[TitlePrediction] = []
        after: list[TitlePrediction] = []
        for start in range(0, len(texts), BATCH):  # The model remembers no more than a few batches.
            batch = texts[start : start + BATCH]
            before += self._before.predict(batch, explain=False)
            after += self._after.predict(batch, explain=False)
        found = add_changes(part.found, titles, before=before, after=after, drafted=self._drafted)
        if is_done := len(titles) < CHUNK:
            found |= self._downstream_impact(part.workspace, found)
        with self.still_wanted() as is_wanted:
            if is_wanted:
                self._effect.parts.filter(pk=part.pk).update(
                    found=found, after=titles[-1][0] if titles else part.after, is_done=is_done
                )
                self._effect.done += len(titles)
                self._effect.save(update_fields=["done"])
        return is_wanted

    @contextmanager
    def still_wanted(self) -> Iterator[bool]:
        """Open a transaction in which nobody asks again; False where somebody has."""
        with transaction.atomic():
            rows = _wanted().select_for_update(of=("self",))
            row = rows.filter(pk=self._effect.pk, asked_at=self._effect.asked_at).first()
            yield row is not None

    def _downstream_impact(self, workspace: Workspace, found: dict[str, Any]) -> dict[str, Any]:
        """Return saved searches that ask for what changes, and campaigns about its people."""
        moved = [change for change in self._changes if change.kind in _ELSEWHERE]
        named = {slug for change in moved for slug in change.functions} | set(found["functions"])
        departments = {change.key.split(":")[1] for change in moved if change.is_about_department}
        for document in (self._old, self._new):
            departments |= {row.department for row in document.functions if row.slug in named}
        return {
            "top": [],  # Only asked for here.
            "searches": searches_about(
                workspace,
                functions=set(map(self._drafted.live_slug, named)),
                departments=departments,
                levels=found["levels"],
                has_other=bool(found["n_to_other"] or found["n_from_other"]),
            ),
            "campaigns": campaigns_about(workspace, [pk for _, pk in found["top"]]),
        }
