"""`leadqual suppress`: import a suppression list, or undo one."""

from pathlib import Path
from typing import Annotated

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.installation.database import WorkspaceOption, connect, manager_of, workspace_named

_MAX_SHOWN = 20


def suppress(
    file: Annotated[
        Path | None, typer.Argument(help="CSV or Excel file of addresses, domains or customers.")
    ] = None,
    workspace: WorkspaceOption = None,
    name: Annotated[str, typer.Option(help="Name of the list; default: the file name.")] = "",
    origin: Annotated[
        str, typer.Option(help="Origin of the file, e.g. the tool it was exported from.")
    ] = "",
    kind: Annotated[
        str, typer.Option(help="email, domain, phone, linkedin or customer; detected if omitted.")
    ] = "",
    column: Annotated[str, typer.Option(help="Column to read; detected if omitted.")] = "",
    undo: Annotated[int | None, typer.Option(help="ID of a list to undo.")] = None,
) -> None:
    """Mark everyone in a file Do not contact. You can undo it with --undo."""
    if (file is None) == (undo is None):
        raise FileError("Name a file to import, or a list to undo with --undo.")
    connect()
    from django.core.files import File

    from leadqual.imports import suppression, suppression_job
    from leadqual.imports.selectors import suppression_lists_of

    place = workspace_named(workspace)
    if file is None:
        row = suppression_lists_of(place).filter(pk=undo or 0).first()
        if row is None:
            raise FileError(f"There is no suppression list {undo}. Nothing was changed.")
        n = suppression.undo_suppression(suppression_list=row, author=manager_of(place))
        typer.echo(f"Undid “{row.name}”; {n:,} people can be contacted again.")
        return
    if not file.is_file():
        raise FileError(f"{file} does not exist. Nothing was imported.")
    with file.open("rb") as opened:
        row = suppression.start_suppression(
            workspace=place,
            author=manager_of(place),
            file=File(opened, name=file.name),
            file_name=file.name,
            details=suppression.SuppressionListDetails(name or file.stem, origin, kind, column),
            is_queued=False,
        )
    suppression_job.import_suppression(row.pk)
    row.refresh_from_db()
    if row.error:
        raise FileError(row.error)
    typer.echo(
        f"List {row.pk} “{row.name}”: {row.n_entries:,} entries from {row.n_lines:,} "
        f"lines ({row.n_repeated:,} duplicates, {row.n_rejected:,} invalid); "
        f"{row.n_people:,} contacts are marked Do not contact."
    )
    for line in row.rejected_lines.order_by("number")[:_MAX_SHOWN]:
        typer.echo(f"  line {line.number}: {line.value}: {line.reason}")
    typer.echo(f"Undo it with `leadqual suppress --undo {row.pk}`.")
