"""Many titles are corrected as one step, with its reach shown before; undo restores all of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import LeadqualError, NothingToUndoError, WrongValue
from leadqual.labeling.corrections.correction_input import CorrectionInput, rows_of
from leadqual.labeling.corrections.recording import (
    propagate_pending,
    record_corrections,
    undo_corrections,
)
from leadqual.labeling.corrections.services import CorrectionPreview, preview_of
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.queues import BulkCorrection
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.selectors import levels

MAX_TITLES = 300


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What a step would change.

    Args:
        titles: its own, the most frequent first.
    """

    titles: tuple[JobTitle, ...]
    reach: CorrectionPreview

    @property
    def n_titles(self) -> int:
        """Titles that change, with those that follow."""
        return len(self.titles) + len(self.reach.titles)

    @property
    def n_contacts(self) -> int:
        return sum(title.n_contacts for title in self.titles) + self.reach.n_contacts


def preview_bulk(
    *, workspace: Workspace, title_ids: Collection[int], correction_input: CorrectionInput
) -> BulkPreview:
    """Return what a step would change; nothing is stored.

    Args:
        workspace: whose titles they are.
        title_ids: their keys.
        correction_input: what all of them are; an empty level or industry leaves each
            title its own.

    Raises:
        LeadqualError: `step_size`: no title or too many.
        LeadqualError: `unknown_titles`: one is not of this workspace, or nobody has read it yet.
        UnknownLabelError: a slug is unknown or retired.
        TooManyFunctionsError: more than three functions.
    """
    titles = _titles(workspace, title_ids)
    _check(correction_input)
    found = preview_of(
        {title: _input_for_title(title, correction_input) for title in titles}, workspace=workspace
    )
    return BulkPreview(tuple(sorted(titles, key=lambda title: -title.n_contacts)), found)


@transaction.atomic
def record_step(
    *,
    workspace: Workspace,
    title_ids: Collection[int],
    correction_input: CorrectionInput,
    name: str,
    author: User,
) -> BulkCorrection:
    """Say of many titles what they are, as one step; see `services.record_correction`.

    Args:
        workspace: whose titles they are.
        title_ids: their keys.
        correction_input: what all of them are; an empty level or industry leaves each
            title its own.
        name: of the step, for the list of steps; cut after 200 characters.
        author: kept with the corrections.

    Raises:
        LeadqualError: `step_size`: no title or too many; nothing has been written.
        LeadqualError: `unknown_titles`: one is not of this workspace, or unread; nothing has been
            written.
        UnknownLabelError: a slug is unknown or retired; nothing has been written.
        TooManyFunctionsError: more than three functions; nothing has been written.
        MetricDropError: the frozen test set refuses it; nothing has been written.
    """
    titles = _titles(workspace, title_ids)
    _check(correction_input)
    step = BulkCorrection.objects.create(workspace=workspace, name=name[:200], author=author)
    inputs = {title: _input_for_title(title, correction_input) for title in titles}
    _, n_moved = record_corrections(inputs, workspace=workspace, author=author, step=step)
    record_audit(
        workspace=workspace,
        actor=author,
        action="titles.corrected_together",
        subject=f"correction_step:{step.pk}",
        name=step.name,
        after={"functions": list(correction_input.functions)},
        details={"titles": len(titles), "moved": n_moved},
    )
    return step


@transaction.atomic
def undo_step(*, step: BulkCorrection, author: User) -> int:
    """Undo a whole step with all that followed it.

    Titles that were corrected again since, and those whose correction was undone, stay as they are.

    Returns:
        How many titles are as they were before.

    Raises:
        NothingToUndoError: none of it is active; nothing has changed.
    """
    step = BulkCorrection.objects.select_for_update().get(pk=step.pk)
    if step.undone_at:
        raise NothingToUndoError("This was already undone, so nothing was changed.")
    keys = list(step.corrections.filter(is_current=True).values_list("pk", flat=True))
    undone, n_moved = undo_corrections(keys, workspace=step.workspace, author=author, step=step)
    step.undone_at, step.undone_by = clock.now(), author
    step.save(update_fields=["undone_at", "undone_by"])
    # Those behind a later word on their title must not come back when that is undone.
    step.corrections.filter(undone_at=None).update(undone_at=step.undone_at, undone_by=author)
    record_audit(
        workspace=step.workspace,
        actor=author,
        action="titles.step_undone",
        subject=f"correction_step:{step.pk}",
        name=step.name,
        details={"titles": len(undone), "moved": n_moved},
    )
    return len(undone)


@transaction.atomic
def propagate_bulk(*, step: BulkCorrection) -> int:
    """Move titles that follow a step, or followed it, and were too many for its request.

    Safe to run twice: it looks at what the titles are and at what they should be.

    Returns:
        How many titles were moved; 0 when all are as they should be.
    """
    signatures = Correction.objects.filter(step=step).values_list("signature", flat=True)
    return propagate_pending(step.workspace, list(signatures.distinct()))


def _titles(workspace: Workspace, title_ids: Collection[int]) -> Sequence[JobTitle]:
    wanted = set(title_ids)
    if not 0 < len(wanted) <= MAX_TITLES:
        raise LeadqualError(
            f"You can correct up to {MAX_TITLES} titles at once; {len(wanted):,} were selected. "
            "Nothing was saved. Deselect some and correct them separately."
            if wanted
            else "Select at least one title. Nothing was saved.",
            WrongValue("ids"),
            code="step_size",
            status=422,
        )
    found = JobTitle.objects.filter(workspace=workspace, pk__in=wanted).exclude(level=None)
    rows = list(found.select_related("level", "industry").order_by("pk"))
    if unknown := wanted - {row.pk for row in rows}:
        are = "1 title is" if len(unknown) == 1 else f"{len(unknown):,} titles are"
        raise LeadqualError(
            f"{are} no longer available or still being classified. Nothing was saved. Reload "
            "the page.",
            *(WrongValue("ids", key) for key in sorted(unknown)),
            code="unknown_titles",
            status=422,
        )
    return rows


def _check(correction_input: CorrectionInput) -> None:
    any_level = levels().values_list("slug", flat=True).first()
    rows_of(
        correction_input
        if correction_input.level
        else replace(correction_input, level=any_level or "")
    )


def _input_for_title(title: JobTitle, correction_input: CorrectionInput) -> CorrectionInput:
    """Return the word for one title, with its own level and industry where none is said."""
    own_level = title.level.slug if title.level else ""
    own_industry = title.industry.slug if title.industry else None
    return replace(
        correction_input,
        level=correction_input.level or own_level,
        industry=correction_input.industry or own_industry,
    )
