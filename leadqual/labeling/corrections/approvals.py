"""A second person looks at a correction: approves it, or returns it with a note to its author.

A correction is active as soon as it is recorded; approval means that two people agree.
"""

from django.db import transaction

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.labeling.corrections.correction_input import input_of_correction
from leadqual.labeling.corrections.open_suggestions import reopen_suggestions, settle_suggestions
from leadqual.labeling.corrections.recording import locked_titles
from leadqual.labeling.corrections.services import undo_correction
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.labeling.prediction_log import key_of


@transaction.atomic
def approve(*, correction: Correction, reviewer: User) -> Correction:
    """Say that what another person said of a title is right; said twice it changes nothing.

    Suggestions that ask for the same labels are accepted with it.

    Raises:
        LeadqualError: `correction_replaced`: it was undone or replaced; nothing has changed.
        LeadqualError: `own_word`: the reviewer said it; nothing has changed.
    """
    row = _reviewed(correction, reviewer)
    if row.approved_by_id is None:
        row.approved_by, row.approved_at = reviewer, clock.now()
        row.save(update_fields=["approved_by", "approved_at"])
        settle_suggestions({row: input_of_correction(row)}, reviewer=reviewer, at=row.approved_at)
        _audit(row, "title.correction_approved", reviewer)
    return row


@transaction.atomic
def withdraw_approval(*, correction: Correction, reviewer: User) -> Correction:
    """Undo an approval; doing it twice changes nothing.

    Raises:
        LeadqualError: `correction_replaced`: the correction was undone or replaced; nothing has
            changed.
        LeadqualError: `own_word`: the reviewer said it; nothing has changed.
    """
    row = _reviewed(correction, reviewer)
    if row.approved_by_id is not None:
        reopen_suggestions(row)
        row.approved_by = row.approved_at = None
        row.save(update_fields=["approved_by", "approved_at"])
        _audit(row, "title.approval_withdrawn", reviewer)
    return row


@transaction.atomic
def return_correction(*, correction: Correction, note: str, reviewer: User) -> Suggestion:
    """Undo a correction and tell its author why; the title is as it was before.

    Returns:
        What its author finds among their suggestions: what they said, and the note.

    Raises:
        LeadqualError: `correction_replaced`: it was undone or replaced; nothing has changed.
        LeadqualError: `own_word`: the reviewer said it: undoing needs no note; nothing has
            changed.
    """
    row = _reviewed(correction, reviewer)
    title = undo_correction(correction=row, author=reviewer)
    row.refresh_from_db(fields=["undone_at"])
    _audit(row, "title.correction_returned", reviewer)
    return Suggestion.objects.create(
        workspace=row.workspace,
        kind=Suggestion.Kind.TITLE,
        text=title.title,
        key=key_of(Suggestion.Kind.TITLE, title.normalised),
        job_title=title,
        functions=[function.slug for function in row.functions.all()],
        note=row.note,
        author=row.author,
        state=Suggestion.State.RETURNED,
        answer=note,
        reviewer=reviewer,
        reviewed_at=row.undone_at,  # By this the history of the title finds the note.
    )


def _reviewed(correction: Correction, reviewer: User) -> Correction:
    """Return a correction that may be reviewed; its title is kept for the transaction.

    In the order of corrections: two who correct a title never deadlock.
    """
    locked_titles([correction.job_title_id])
    row = Correction.objects.select_related("workspace", "author", "job_title").get(
        pk=correction.pk
    )
    if not row.is_current:
        raise LeadqualError(
            "This correction was undone or replaced since you opened the page. Nothing was "
            "changed.",
            code="correction_replaced",
            status=409,
        )
    if row.author_id == reviewer.pk:
        raise LeadqualError(
            "This is your own correction. Someone else has to approve or return it; you can "
            "undo it. Nothing was changed.",
            code="own_word",
            status=409,
        )
    return row


def _audit(row: Correction, action: str, reviewer: User) -> None:
    record_audit(
        workspace=row.workspace,
        actor=reviewer,
        action=action,
        subject=f"job_title:{row.job_title_id}",
        name=row.job_title.title,
        details={"correction": row.pk},
    )
