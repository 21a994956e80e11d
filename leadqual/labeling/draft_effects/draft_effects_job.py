"""A job works out what a draft of the taxonomy would change on the titles of all workspaces.

It goes chunk by chunk and writes down how far it is, so that it goes on where it was killed; the
draft is looked at before each write, and one that was edited meanwhile ends the run.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.accounts.selectors import active_workspaces
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.labeling.corrections.downstream_impact import (
    SavedSearchSlugs,
    campaigns_about,
    searches_about,
)
from leadqual.labeling.draft_effects.comparison import DraftedCascade, DraftedWorkspace
from leadqual.labeling.draft_effects.effect_counts import ChangedRow, WorkspaceCounts
from leadqual.labeling.draft_effects.frozen_test_figures import judged
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.document.diff import changes
from leadqual.taxonomy.document.document_changes import ChangeKind
from leadqual.taxonomy.drafts.services import draft_document
from leadqual.taxonomy.models import DraftEffect, DraftEffectPart
from leadqual.taxonomy.versions import document_of

CHUNK = 10_000
_ELSEWHERE = {ChangeKind.MOVED, ChangeKind.MERGED, ChangeKind.RETIRED, ChangeKind.SPLIT}
_READ = """
SELECT id, title, normalised, n_contacts FROM leads_jobtitle
WHERE workspace_id = %s AND id > %s ORDER BY id LIMIT %s
"""


def waiting_drafts() -> list[int]:
    """Return the keys of the drafts of which somebody waits to see what they would change."""
    rows = _wanted().order_by("asked_at")
    return list(rows.values_list("pk", flat=True))


def work_out(draft_id: int, *, until: float) -> bool:
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
    is_wanted = run.is_begun or run.begin()
    while is_wanted and (part := run.next_part()) is not None:
        is_wanted = run.look_on(part)
        if is_wanted and time.monotonic() > until:  # One chunk each time: to begin takes a while.
            return False
    if is_wanted:
        run.end()
    return True


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
        draft__put_away_at=None,
        draft__published_as=None,
    )


class _Run:
    """One draft that is worked out, as far as a slice of the job comes.

    Args:
        effect: what was asked for.

    Raises:
        NoModelError: no model of titles is live.
    """

    def __init__(self, effect: DraftEffect) -> None:
        self._effect = effect
        self._old, self._new = document_of(effect.draft.base), draft_document(effect.draft)
        self._drafted = DraftedCascade(self._old, self._new)
        self._found = changes(self._old, self._new)
        self._taught: tuple[int, DraftedWorkspace] | None = None

    @property
    def is_begun(self) -> bool:
        """Say whether part of it was worked out with the model that is live."""
        return self._effect.model_version == self._drafted.model.version

    def begin(self) -> bool:
        """Ask the frozen test set, and note what there is to look at; see `look_on`.

        What another model said before is forgotten.
        """
        figures = judged(self._drafted, self._new, self._found)
        with self._still_wanted() as is_wanted:
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

    def next_part(self) -> DraftEffectPart | None:
        """Return the workspace that comes next; None where all titles were looked at."""
        parts = self._effect.parts.filter(is_done=False).select_related("workspace")
        return parts.order_by("workspace").first()

    def look_on(self, part: DraftEffectPart) -> bool:
        """Look at the next titles of a workspace; False where nobody wants it as it is any more."""
        with connection.cursor() as cursor:
            cursor.execute(_READ, [part.workspace_id, part.after, CHUNK])
            rows = cursor.fetchall()
        turned = self._workspace(part.workspace_id).turned(
            [row[1] for row in rows], [row[2] for row in rows]
        )
        tally = WorkspaceCounts.of_json(part.found)
        changed = ((rows[one.place], one) for one in turned)
        tally.add((ChangedRow(row[0], row[1], row[3], one) for row, one in changed), self._drafted)
        found, is_done = tally.as_json(), len(rows) < CHUNK
        if is_done:
            found |= self._touched(part.workspace, tally)
        with self._still_wanted() as is_wanted:
            if is_wanted:
                self._effect.parts.filter(pk=part.pk).update(
                    found=found, after=rows[-1][0] if rows else part.after, is_done=is_done
                )
                self._effect.done += len(rows)
                self._effect.save(update_fields=["done"])
        return is_wanted

    def end(self) -> None:
        """Note that all is worked out."""
        with self._still_wanted() as is_wanted:
            if is_wanted:
                self._effect.finished_at = clock.now()
                self._effect.save(update_fields=["finished_at"])

    @contextmanager
    def _still_wanted(self) -> Iterator[bool]:
        """Open a transaction in which nobody asks anew; False where somebody has."""
        with transaction.atomic():
            rows = _wanted().select_for_update(of=("self",))
            row = rows.filter(pk=self._effect.pk, asked_at=self._effect.asked_at).first()
            yield row is not None

    def _workspace(self, workspace_id: int) -> DraftedWorkspace:
        """Return both cascades with what a workspace taught when it was come to."""
        if self._taught is None or self._taught[0] != workspace_id:
            self._taught = (workspace_id, self._drafted.workspace(workspace_id))
        return self._taught[1]

    def _touched(self, workspace: Workspace, tally: WorkspaceCounts) -> dict[str, Any]:
        """Return saved searches that ask for what changes, and campaigns about its people."""
        moved = [change for change in self._found if change.kind in _ELSEWHERE]
        named = {slug for change in moved for slug in change.functions} | set(tally.functions)
        functions = {self._drafted.live(slug) for slug in named}
        departments = {change.key.split(":")[1] for change in moved if change.is_about_department}
        for document in (self._old, self._new):
            departments |= {row.department for row in document.functions if row.slug in named}
        asked = SavedSearchSlugs(
            functions=functions,
            departments=departments,
            levels=tally.levels,
            has_other=bool(tally.n_to_other or tally.n_from_other),
        )
        return {
            "top": [],  # Only asked for here.
            "searches": searches_about(workspace, asked),
            "campaigns": campaigns_about(workspace, [pk for _, pk in tally.top]),
        }
