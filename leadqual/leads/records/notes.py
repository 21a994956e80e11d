"""Notes on contacts and companies: written, edited and deleted by their authors."""

from django.db import transaction
from django.db.models import QuerySet

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import NotAllowedError, WrongValue
from leadqual.leads.errors import EmptyNoteError
from leadqual.leads.models import Note
from leadqual.leads.records.changes import kind_of, locked
from leadqual.leads.records.record_values import (
    Record,
)

LONGEST_NOTE = 10_000
MAX_NOTES = 100
"""Notes of one record that its page shows; the timeline has all of them."""


def notes_of(workspace: Workspace) -> QuerySet[Note]:
    """Return the notes of a workspace with their authors, the newest first."""
    return Note.objects.filter(workspace=workspace, deleted_at=None).select_related("author")


def notes_on(record: Record) -> list[Note]:
    """Return the last notes on a record, newest first; one query."""
    rows = record.notes.filter(deleted_at=None).select_related("author")
    return list(rows[:MAX_NOTES])


@transaction.atomic
def add_note(*, record: Record, text: str, author: User) -> Note:
    """Write a note on a contact or company; it counts as activity.

    Raises:
        EmptyNoteError: there is no text, or too much of it; nothing has been written.
        RecordGoneError: the record was deleted; nothing has been written.
    """
    clean = _clean_text(text)
    row = locked(record)
    note = Note.objects.create(
        workspace_id=row.workspace_id, **{kind_of(row): row}, text=clean, author=author
    )
    type(row)._default_manager.filter(pk=row.pk).update(last_activity_at=note.created_at)
    return note


def edit_note(*, note: Note, text: str, author: User) -> None:
    """Change the text of a note.

    Raises:
        NotAllowedError: somebody else wrote it.
        EmptyNoteError: there is no text, or too much of it.
    """
    _require_author(note, author)
    note.text, note.edited_at = _clean_text(text), clock.now()
    note.save(update_fields=["text", "edited_at"])


def delete_note(*, note: Note, author: User) -> None:
    """Delete a note; `restore_note` undoes it.

    Raises:
        NotAllowedError: somebody else wrote it.
    """
    _require_author(note, author)
    note.deleted_at = clock.now()
    note.save(update_fields=["deleted_at"])


def restore_note(*, note: Note, author: User) -> None:
    """Restore a deleted note.

    Raises:
        NotAllowedError: somebody else wrote it.
    """
    _require_author(note, author)
    note.deleted_at = None
    note.save(update_fields=["deleted_at"])


def _require_author(note: Note, author: User) -> None:
    if note.author_id != author.pk:
        raise NotAllowedError("Only its author can change a note. Nothing was changed.")


def _clean_text(text: str) -> str:
    clean = text.replace("\0", "").strip()
    if not clean:
        raise EmptyNoteError("Enter the text of the note.", WrongValue("text"))
    if len(clean) > LONGEST_NOTE:
        raise EmptyNoteError(
            f"A note has up to {LONGEST_NOTE:,} characters. Nothing was saved.", WrongValue("text")
        )
    return clean
