"""Commands of `leadqual import` about an import that ran: take it back, get what stayed out.

Needs the database: the one of the environment, or of what `make run` started in this folder.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.installation.database import (
    WorkspaceOption,
    connect,
    manager_of,
    workspace_named,
)

if TYPE_CHECKING:
    from leadqual.accounts.models import Workspace
    from leadqual.imports.models import ImportBatch

NumberArgument = Annotated[int, typer.Argument(help="ID of the import.", show_default=False)]


def undo(
    number: NumberArgument,
    workspace: WorkspaceOption = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
) -> None:
    """Take a whole import back; what somebody changed since stays."""
    connect()
    from leadqual.imports import control
    from leadqual.imports.pages.progress import undone_of
    from leadqual.imports.undo.undo_job import undo_import
    from leadqual.imports.undo.undo_preview import undo_preview

    where = workspace_named(workspace)
    batch = _numbered(where, number)
    control.require_undoable(batch)
    will = undo_preview(batch)
    typer.echo(
        f"{will.n_deleted:,} will be deleted, {will.n_restored:,} restored; "
        f"{will.n_kept:,} were changed or used since and "
        "are kept."
    )
    if will.n_lifted:
        typer.echo(f"{will.n_lifted:,} will no longer be marked Do not contact.")
    if not yes and not typer.confirm("Undo this import?"):
        raise typer.Exit(1)
    control.start_undo(batch=batch, author=manager_of(where), is_queued=False)
    undo_import(batch.pk)
    batch.refresh_from_db()
    for count in undone_of(batch):
        typer.echo(f"{count.words}: {count.number:,}")


def rejected(
    number: NumberArgument,
    file: Annotated[Path, typer.Argument(help="CSV file to write.", show_default=False)],
    workspace: WorkspaceOption = None,
) -> None:
    """Write the rows that stayed out into a file: mend it and import it again."""
    connect()
    from leadqual.imports.validation.rejected_rows import lines_to_fix

    batch = _numbered(workspace_named(workspace), number)
    try:
        lines = lines_to_fix(batch)
        with file.open("w", encoding="utf-8", newline="") as target:
            target.writelines(lines)
    except OSError as error:
        raise FileError(f"{file} could not be written: {error.strerror}.") from error
    typer.echo(f"Wrote the rejected rows with reasons to {file}.")


def _numbered(workspace: "Workspace", number: int) -> "ImportBatch":
    from leadqual.imports.selectors import batches_of

    batch = batches_of(workspace).filter(pk=number).first()
    if batch is None:
        raise FileError(f"There is no import {number} in this workspace.")
    return batch
