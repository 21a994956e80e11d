"""Export files that a job writes and keeps for some days, for programs that fetch them later."""

import io
import logging
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from leadqual.accounts.workspaces.workspace_export import export_folder
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.core.files.full_disk import DISK_FULL, is_disk_full
from leadqual.core.files.private_files import open_private
from leadqual.core.files.shared_files import delete_shared, publish
from leadqual.core.jobs import Job, enqueue
from leadqual.core.servers_away import is_temporary
from leadqual.leads.exported_keys import keys_of
from leadqual.leads.models import Export
from leadqual.search.exports.export_columns import ExportColumn
from leadqual.search.exports.export_formats import CRM_FORMATS
from leadqual.search.exports.exported_rows import are_contactable
from leadqual.search.exports.services import (
    ExportOptions,
    ExportSource,
    export_source,
    file_name,
    send_blocks,
)
from leadqual.search.query.query import params_of
from leadqual.search.results.kinds import KINDS

_State = Export.FileState
_FAILED = "The file could not be written. Export again; the server’s log has the details."
logger = logging.getLogger(__name__)


class _WithdrawnError(Exception):
    """A person was erased while the file was written."""


def write_waiting() -> None:
    """Write waiting files, oldest first; one whose job was killed starts over."""
    waiting = Export.objects.filter(
        file_state__in=[_State.QUEUED, _State.RUNNING], workspace__deleted_at=None
    )
    while (export := waiting.select_related("workspace").order_by("pk").first()) is not None:
        _write(export)


def _write(export: Export) -> None:
    """Write one file; a failure does not stop the others."""
    rows, path = Export.objects.filter(pk=export.pk), path_of(export)
    partial_path = path.with_name(f"{path.name}.part")
    export.ranges.all().delete()  # Left over from a killed attempt.
    rows.update(file_state=_State.RUNNING, n_sent=0)
    try:
        columns, source = _find_records(export)
        rows.update(n_people=source.n_found)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open_private(partial_path) as target:
            for block in send_blocks(
                export, columns, source, on_end=lambda: _publish(export, target, partial_path)
            ):
                target.write(block)
    except _WithdrawnError:
        logger.info("export begins again", extra={"export": export.pk})
    except Exception as error:  # Catch everything: one export must not stop the others.
        if is_temporary(error):  # The schedule retries.
            raise
        logger.exception("export failed", extra={"export": export.pk})
        problem = DISK_FULL if is_disk_full(error) else _FAILED
        if isinstance(error, LeadqualError):
            problem = str(error)[:300]
        rows.filter(file_state=_State.RUNNING).update(file_state=_State.FAILED, problem=problem)
    finally:
        partial_path.unlink(missing_ok=True)


def _find_records(export: Export) -> tuple[list[ExportColumn], ExportSource]:
    """Find the current records of an export, without people who must not be contacted."""
    columns = [] if export.format in CRM_FORMATS else export.columns
    options = ExportOptions(export.format, columns, has_stopped=export.has_stopped)
    params = params_of(export.query)
    query, _ = KINDS[export.records].read(params, export.workspace, export.author)
    return export_source(export.workspace, query, options)


def _publish(export: Export, target: io.BufferedWriter, partial_path: Path) -> dict[str, object]:
    """Rename a complete file, in the transaction that marks it complete.

    Raises:
        _WithdrawnError: the export was withdrawn while it was written.
    """
    target.flush()
    running_exports = Export.objects.select_for_update().filter(
        pk=export.pk, file_state=_State.RUNNING
    )
    if not running_exports.exists():
        raise _WithdrawnError
    n_bytes = partial_path.stat().st_size
    publish(partial_path, path_of(export))
    expires_at = clock.now() + timedelta(days=settings.WORKSPACE_EXPORT_DAYS)
    return {"file_state": _State.DONE, "n_bytes": n_bytes, "expires_at": expires_at}


def path_of(export: Export) -> Path:
    """Return the path of the file of an export; it need not exist."""
    suffix = Path(file_name(export)).suffix
    return export_folder(export.workspace_id) / f"{export.records}-{export.pk}{suffix}"


def restart_if_outdated(export: Export) -> bool:
    """Delete a file with people who must not be contacted now, and queue it to be rewritten.

    The same if people are now absent or gone. Returns whether it was outdated.
    """
    is_of_people = export.records == Export.Records.PEOPLE
    if export.has_stopped or not is_of_people or export.file_state != _State.DONE:
        return False
    if all(are_contactable(export.workspace, keys) for keys in keys_of(export)):
        return False
    with transaction.atomic():
        finished = Export.objects.filter(pk=export.pk, file_state=_State.DONE)
        if finished.update(file_state=_State.QUEUED, finished_at=None):
            enqueue(Job.WRITE_EXPORTS)
            delete_shared(path_of(export))
    return True


def delete_expired() -> int:
    """Delete expired files; their exports stay on record. Returns how many."""
    expired = list(Export.objects.filter(file_state=_State.DONE, expires_at__lte=clock.now()))
    for export in expired:
        delete_shared(path_of(export))
    Export.objects.filter(pk__in=[export.pk for export in expired]).update(
        file_state=_State.EXPIRED
    )
    return len(expired)


def withdraw_files(workspace_id: int) -> None:
    """Mark all files of a workspace as deleted, and restart those being written."""
    rows = Export.objects.filter(workspace=workspace_id)
    rows.filter(file_state=_State.RUNNING).update(file_state=_State.QUEUED)
    rows.filter(file_state=_State.DONE).update(file_state=_State.EXPIRED, expires_at=clock.now())
