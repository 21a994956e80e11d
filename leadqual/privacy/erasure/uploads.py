"""Uploaded files of imports that hold an erased person."""

import html
import logging
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from django.db import transaction
from django.utils import timezone

from leadqual.accounts.models import Workspace
from leadqual.imports.columns.column_preview import layout_of
from leadqual.imports.errors import ImportFileError
from leadqual.imports.files.reading import read_rows
from leadqual.imports.models import ImportBatch, ImportCell, ImportRow
from leadqual.privacy.erasure.person import Person
from leadqual.privacy.erasure.traces import (
    Traces,
    is_distinctive,
    traces_near,
    unordered_traces_of,
)

logger = logging.getLogger(__name__)
_BLOCK = 2**20
_ID = "external_id"  # Only there an ID that is a word means the person.
_OVERLAP = 1_000  # Longer than any trace.
_OPEN_STATUSES = (
    *(ImportBatch.Status.MAPPING, ImportBatch.Status.CHECKING, ImportBatch.Status.CHECKED),
    *(ImportBatch.Status.QUEUED, ImportBatch.Status.RUNNING, ImportBatch.Status.PAUSED),
)
_STOPPED_MESSAGE = (
    "Stopped: someone in this file was erased on request, so the file was deleted. "
    "Rows imported so far are kept. Upload the file again without this person."
)


def uploads_of(workspace: Workspace, person: Person, traces: Traces) -> Iterator[ImportBatch]:
    """Yield the imports whose uploaded file is still there and holds the person.

    A file that cannot be read to its end counts: nothing else would be certain.
    """
    batches = ImportBatch.objects.filter(workspace=workspace).order_by("pk")
    for batch in batches:
        name = str(batch.file.name)
        is_stored = batch.file and batch.file.storage.exists(name)
        if traces.are_in(f"{batch.file_name} {name}") or (
            is_stored and _names_person(batch, person, traces)
        ):
            yield batch


def _names_person(batch: ImportBatch, person: Person, traces: Traces) -> bool:
    try:
        with batch.file.open("rb") as opened:
            file = cast("BinaryIO", opened)  # A file of Django reads like a file.
            if zipfile.is_zipfile(file) and _is_in_workbook(file, traces):
                return True
            file.seek(0)
            return _is_in_rows(batch, file, person, traces)
    except FileNotFoundError:
        return False
    except (ImportFileError, OSError, ValueError, LookupError, zipfile.BadZipFile):
        logger.warning("upload cannot be searched", extra={"batch": batch.pk})
        return True


def _is_in_rows(batch: ImportBatch, file: BinaryIO, person: Person, traces: Traces) -> bool:
    ids = frozenset(one for one in person.known_ids if is_distinctive(one, person))
    names = [(first.casefold(), last.casefold()) for first, last in person.names if first and last]
    scattered = unordered_traces_of(person)
    layout, all_ids = layout_of(batch), frozenset(person.external_ids)
    id_at = [at for at, name in enumerate(layout.header) if batch.mapping.get(name) == _ID]
    for row in read_rows(file, layout, skip=0):
        values = list(row.values or [])
        if any(values[at].strip() in all_ids for at in id_at if at < len(values)):
            return True
        text = " ".join([*values, row.text])
        if not ids.isdisjoint(values) or traces.are_in(text):
            return True
        if not any(last in text.casefold() for _, last in names):
            continue
        cells = {value.strip().casefold() for value in values}
        if any({*name} <= cells for name in names):  # In columns that are not adjacent.
            return True
        if any(map(scattered.are_in, values)):
            return True
    return False


def _is_in_workbook(file: BinaryIO, traces: Traces) -> bool:
    """Search all parts of a workbook: the import reads one sheet, the file has others too."""
    with zipfile.ZipFile(file) as archive:
        for part in archive.infolist():
            if not part.filename.endswith((".xml", ".rels")):
                continue
            with archive.open(part) as raw:
                before = ""
                while block := raw.read(_BLOCK):
                    text = before + html.unescape(block.decode(errors="replace"))
                    if traces.are_in(text):
                        return True
                    before = text[-_OVERLAP:]
    return False


def delete_uploads(workspace: Workspace, person: Person, traces: Traces) -> int:
    """Delete the uploaded files that hold a person; an import that is not done stops.

    Undoing an import reads tables alone, so it still works. Returns how many files went.
    """
    n_files, near = 0, traces_near(person)  # Samples hold single names.
    for batch in uploads_of(workspace, person, traces):
        with transaction.atomic():
            locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
            if locked.status in _OPEN_STATUSES:
                locked.status = ImportBatch.Status.STOPPED
                locked.error = _STOPPED_MESSAGE
                locked.finished_at = timezone.now()
                locked.save(update_fields=["status", "error", "finished_at"])
        batch.file.storage.delete(str(batch.file.name))
        ImportBatch.objects.filter(pk=batch.pk).update(
            file=f"imports/erased-{batch.pk}",
            file_name=near.redact(batch.file_name),
            columns=near.redact(batch.columns),
        )
        _redact_values(batch, near)
        n_files += 1
    return n_files


def _redact_values(batch: ImportBatch, near: Traces) -> None:
    """Take single names out of the rejected values of an import that holds the person."""
    if not near.pattern:
        return
    for rows in (ImportRow.objects.exclude(value=""), ImportCell.objects.all()):
        for row in rows.filter(batch=batch, value__iregex=near.pattern):
            row.value = near.redact(row.value)
            row.save(update_fields=["value"])
