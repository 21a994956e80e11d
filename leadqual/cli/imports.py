"""`leadqual import`: import contacts or companies into a workspace.

Needs the database: the one of the environment, or of what `make run` started in this folder.
Imports stand inside the functions, so that the command line starts quickly.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from leadqual.cli.database import WorkspaceOption, connect, manager_of, workspace_named
from leadqual.cli.tables import FileError

if TYPE_CHECKING:
    from leadqual.accounts.models import Workspace
    from leadqual.imports.models import ImportBatch

N_REFUSED_SHOWN = 10

app = typer.Typer(help="Import contacts or companies into a workspace.", no_args_is_help=True)

FileArgument = Annotated[
    Path, typer.Argument(help="CSV in any encoding, plain or packed with gzip.", show_default=False)
]
MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help='Send a column to a field where the guess is wrong: --map "Ref=external_id". '
        'Without a field the column is left out: --map "Notes=".',
    ),
]
OnlyShowOption = Annotated[
    bool, typer.Option("--dry-mapping", help="Show which column goes where, and stop.")
]
WaitOption = Annotated[
    bool, typer.Option("--wait", help="Stay until titles are classified and companies embedded.")
]


@app.command()
def contacts(
    file: FileArgument,
    workspace: WorkspaceOption = None,
    mapping: MapOption = None,
    *,
    only_show: OnlyShowOption = False,
    wait: WaitOption = False,
) -> None:
    """Import people, with their companies and job titles."""
    _import("contacts", file, workspace, mapping or [], only_show=only_show, wait=wait)


@app.command()
def companies(
    file: FileArgument,
    workspace: WorkspaceOption = None,
    mapping: MapOption = None,
    *,
    only_show: OnlyShowOption = False,
    wait: WaitOption = False,
) -> None:
    """Import companies."""
    _import("companies", file, workspace, mapping or [], only_show=only_show, wait=wait)


def _import(
    kind: str,
    path: Path,
    slug: str | None,
    changes: list[str],
    *,
    only_show: bool,
    wait: bool,
) -> None:
    wanted = dict(map(_change, changes))
    if not path.is_file():
        raise FileError(f"There is no file {path}.")
    connect()
    from django.core.files import File

    from leadqual.core.errors import LeadqualError
    from leadqual.imports import services

    where = workspace_named(slug)
    try:
        with path.open("rb") as raw:
            _show_mapping(kind, raw, wanted)
            if only_show:
                return
            batch = services.start_and_confirm(
                workspace=where,
                author=manager_of(where),
                kind=kind,
                file=File(raw, name=path.name),
                file_name=path.name,
                changes=wanted,
                is_queued=False,
            )
        _run(batch)
        _show_result(batch)
        if batch.status == "done":
            _follow(where, wait=wait)
    except LeadqualError as error:
        raise FileError(error.message) from error
    if batch.status != "done":
        raise typer.Exit(1)


def _change(text: str) -> tuple[str, str]:
    column, equals, field = text.rpartition("=")
    if not equals or not column.strip():
        raise FileError(f"--map needs COLUMN=FIELD, not {text!r}.")
    return column.strip(), field.strip()


def _show_mapping(kind: str, raw: BinaryIO, wanted: dict[str, str]) -> None:
    """Print which column goes to which field, as it will be imported."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from leadqual.imports.columns import fields
    from leadqual.imports.looking import look_at
    from leadqual.imports.shown import layout_words

    found = look_at(kind, raw)
    mapping = found.mapping(wanted)
    labels = fields(kind)
    table = Table(
        "Column",
        "First value",
        "Goes to",
        title=layout_words(found.layout.encoding, found.layout.delimiter),
    )
    for column in found.columns:
        field = mapping.get(column.name, "")
        first = column.values[0][:40] if column.values else ""
        label = labels[field].label if field in labels else field
        table.add_row(escape(column.name), escape(first), label or "[dim]left out[/dim]")
    Console().print(table)


def _run(batch: "ImportBatch") -> None:
    from leadqual.cli.progress import bar
    from leadqual.imports.importing import run_import

    with bar(batch.get_kind_display(), total=batch.n_bytes) as line:

        def show(now: "ImportBatch") -> None:
            line.at(now.n_bytes_read, f"{now.n_rows:,} rows")

        run_import(batch.pk, on_progress=show)
    batch.refresh_from_db()


def _show_result(batch: "ImportBatch") -> None:
    from leadqual.imports.selectors import refused_rows

    typer.echo(
        f"{batch.n_rows:,} rows: {batch.n_created:,} new, {batch.n_updated:,} updated, "
        f"{batch.n_unchanged:,} same as before, {batch.n_refused:,} left out."
    )
    if batch.error:
        typer.echo(f"Error: {batch.error}", err=True)
    for row in refused_rows(batch)[:N_REFUSED_SHOWN]:
        where = f"line {row.number:,}, {row.column}" if row.column else f"line {row.number:,}"
        typer.echo(f"  {where}: {row.value[:60]!r}: {row.reason}")
    if batch.n_refused > N_REFUSED_SHOWN:
        more = batch.n_refused - N_REFUSED_SHOWN
        typer.echo(f"  and {more:,} more; the page of this import has them all.")


def _follow(workspace: "Workspace", *, wait: bool) -> None:
    """Say what the worker will do, or do it here."""
    from leadqual.imports.selectors import waiting_in

    waiting = waiting_in(workspace)
    if not wait:
        if not waiting.is_ready:
            typer.echo(
                f"The worker now classifies {waiting.n_titles:,} titles and reads "
                f"{waiting.n_companies:,} companies. --wait stays until it is done."
            )
        return
    from leadqual.labelling.services import classify_batch
    from leadqual.matching.embedding import embed_batch

    _work("Titles", waiting.n_titles, classify_batch, lambda: waiting_in(workspace).n_titles)
    _work("Companies", waiting.n_companies, embed_batch, lambda: waiting_in(workspace).n_companies)
    after = waiting_in(workspace)
    typer.echo(
        f"{after.n_titles_done:,} titles are classified, {after.n_companies_done:,} companies read."
    )


def _work(name: str, n_waiting: int, take: Callable[[], int], count: Callable[[], int]) -> None:
    """Take batch after batch beside the worker, until nothing of the workspace waits."""
    import time

    from leadqual.cli.progress import bar

    with bar(name, total=n_waiting) as line:
        while left := count():
            line.at(n_waiting - left)
            if not take():
                time.sleep(0.5)  # The worker holds the last ones.
        line.at(n_waiting)
