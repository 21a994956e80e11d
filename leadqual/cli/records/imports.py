"""`leadqual import`: import contacts or companies into a workspace.

Needs the database: the one of the environment, or of what `make run` started in this folder.
"""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, cast

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.installation.database import WorkspaceOption, connect, manager_of, workspace_named
from leadqual.core.texts.plain_texts import format_count

if TYPE_CHECKING:
    from leadqual.accounts.models import Workspace
    from leadqual.imports.models import ImportBatch, SavedMapping

MAX_REJECTED_SHOWN = 10

FileArgument = Annotated[
    Path,
    typer.Argument(
        help="CSV in any encoding, optionally gzipped, or an Excel workbook; or the URL of one.",
        show_default=False,
    ),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help='Map a column to a field: --map "Ref=external_id". Without a field the '
        'column is skipped: --map "Notes=".',
    ),
]
OnlyShowOption = Annotated[
    bool, typer.Option("--dry-mapping", help="Show the column mapping and stop.")
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Dry run: report the result without writing anything.")
]
TemplateOption = Annotated[
    str,
    typer.Option(
        "--template",
        help="Name of a file imported before. Its mapping and options are used, except for "
        "those given here.",
        show_default=False,
    ),
]
ModeOption = Annotated[
    str, typer.Option("--mode", help="both (default), create or update.", show_default=False)
]
MatchByOption = Annotated[
    str,
    typer.Option(
        "--match-by",
        help="Key that identifies existing records: any (default), email, external_id, "
        "domain or linkedin_url.",
        show_default=False,
    ),
]
DuplicatesOption = Annotated[
    str,
    typer.Option(
        "--duplicates",
        help="Which of several duplicate rows counts: last (default), first or refuse.",
        show_default=False,
    ),
]
OnlyEmptyOption = Annotated[
    bool,
    typer.Option("--only-empty", help="Only fill empty fields of existing records."),
]
ListOption = Annotated[
    str,
    typer.Option(
        "--list",
        help="Add the people or companies to this list; it is created if there is none.",
        show_default=False,
    ),
]
TagOption = Annotated[
    list[str] | None,
    typer.Option("--tag", help="Tag all records of the file; repeat it for several tags."),
]
SheetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--sheet",
        help="Read this sheet of a workbook; repeat it for several with the same columns.",
    ),
]
WaitOption = Annotated[
    bool, typer.Option("--wait", help="Wait until titles are classified and companies embedded.")
]

NumberArgument = Annotated[int, typer.Argument(help="ID of the import.", show_default=False)]

app = typer.Typer(help="Import contacts or companies into a workspace.", no_args_is_help=True)


@app.command()
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

    place = workspace_named(workspace)
    batch = _find_import(place, number)
    control.require_undoable(batch)
    preview = undo_preview(batch)
    typer.echo(
        f"{preview.n_deleted:,} will be deleted, {preview.n_restored:,} restored; "
        f"{preview.n_kept:,} were changed or used since and "
        "are kept."
    )
    if preview.n_lifted:
        typer.echo(f"{preview.n_lifted:,} will no longer be marked Do not contact.")
    if not yes and not typer.confirm("Undo this import?"):
        raise typer.Exit(1)
    control.start_undo(batch=batch, author=manager_of(place), is_queued=False)
    undo_import(batch.pk)
    batch.refresh_from_db()
    for count in undone_of(batch):
        typer.echo(f"{count.words}: {count.number:,}")


@app.command()
def rejected(
    number: NumberArgument,
    file: Annotated[Path, typer.Argument(help="CSV file to write.", show_default=False)],
    workspace: WorkspaceOption = None,
) -> None:
    """Write the rejected rows into a file: fix it and import it again."""
    connect()
    from leadqual.imports.validation.rejected_rows import lines_to_fix

    batch = _find_import(workspace_named(workspace), number)
    try:
        lines = lines_to_fix(batch)
        with file.open("w", encoding="utf-8", newline="") as target:
            target.writelines(lines)
    except OSError as error:
        raise FileError(f"{file} could not be written: {error.strerror}.") from error
    typer.echo(f"Wrote the rejected rows with reasons to {file}.")


def import_records(
    context: typer.Context,
    file: FileArgument,
    workspace: WorkspaceOption = None,
    mapping: MapOption = None,
    *,
    only_show: OnlyShowOption = False,
    dry_run: DryRunOption = False,
    template: TemplateOption = "",
    mode: ModeOption = "",
    match_by: MatchByOption = "",
    duplicates: DuplicatesOption = "",
    only_empty: OnlyEmptyOption = False,
    list_name: ListOption = "",
    tag: TagOption = None,
    sheet: SheetOption = None,
    wait: WaitOption = False,
) -> None:
    """Import a file of contacts or companies: the name of the command says which."""
    kind = context.info_name or ""
    wanted = dict(map(_parse_mapping, mapping or []))
    scheme, colon, rest = str(file).partition(":/")
    is_url = colon and scheme.lower() in {"http", "https"}
    url = f"{scheme}://{rest.lstrip('/')}" if is_url else ""
    if not url and not file.is_file():
        raise FileError(f"{file} does not exist.")
    connect()
    from django.core.files import File

    from leadqual.imports import services
    from leadqual.imports.columns.remembered_mappings import find_saved_mapping
    from leadqual.imports.options import Options

    place = workspace_named(workspace)
    more = list_name, tuple(tag or ()), tuple(sheet or ())
    options = Options(mode, match_by, duplicates, dry_run, template, only_empty, *more)
    former = (
        find_saved_mapping(workspace=place, kind=kind, file_name=template) if template else None
    )
    with _open_file(file, url) as raw:
        _show_mapping(place, kind, raw, wanted, former, options.sheets)
        if only_show:
            return
        batch = services.start_and_confirm(
            workspace=place,
            author=manager_of(place),
            kind=kind,
            file=File(raw, name=file.name),
            file_name=file.name,
            changes=wanted,
            options=options,
            is_queued=False,
        )
    _run_import(batch)
    _show_result(batch)
    if batch.status == "checked":
        services.discard_import(batch=batch, author=manager_of(place))
        return
    if batch.status == "done":
        _finish_or_wait(place, wait=wait)
    if batch.status != "done":
        raise typer.Exit(1)


app.command("contacts", help="Import people, with their companies and job titles.")(import_records)
app.command("companies", help="Import companies.")(import_records)


def _find_import(workspace: "Workspace", number: int) -> "ImportBatch":
    from leadqual.imports.selectors import batches_of

    batch = batches_of(workspace).filter(pk=number).first()
    if batch is None:
        raise FileError(f"There is no import {number} in this workspace.")
    return batch


def _open_file(path: Path, url: str) -> BinaryIO:
    from leadqual.imports.files.url_files import fetch_file

    return cast("BinaryIO", fetch_file(url).file) if url else path.open("rb")


def _parse_mapping(text: str) -> tuple[str, str]:
    column, equals, field = text.rpartition("=")
    if not equals or not column.strip():
        raise FileError(f"--map needs COLUMN=FIELD, not {text!r}.")
    return column.strip(), field.strip()


def _show_mapping(
    workspace: "Workspace",
    kind: str,
    raw: BinaryIO,
    wanted: dict[str, str],
    former: "SavedMapping | None",
    sheets: tuple[str, ...],
) -> None:
    """Print which column goes to which field, as it will be imported."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from leadqual.imports.columns.column_fields import fields
    from leadqual.imports.columns.column_preview import (
        preview_file,
        uncertain_columns,
        unused_opt_outs,
    )
    from leadqual.imports.columns.custom_columns import custom_fields
    from leadqual.imports.columns.remembered_mappings import apply_mapping
    from leadqual.imports.columns.sheet_choice import choose_sheets, sheet_numbers
    from leadqual.imports.pages.progress import layout_words

    custom = custom_fields(workspace, kind)
    numbers = sheet_numbers(raw, sheets) if sheets else None
    found = preview_file(kind, raw, numbers[0] if numbers else None, custom=custom)
    selected_sheets = choose_sheets(raw, found.layout, numbers)
    if found.source:
        typer.echo(f"Recognized: {found.source} export")
    mapping = found.mapping(wanted)
    if former:
        mapping, _ = apply_mapping(kind, list(map(asdict, found.columns)), former, wanted)
    labels = fields(kind, custom)
    table = Table(
        "Column",
        "First value",
        "Field",
        title=layout_words(found.layout.encoding, found.layout.delimiter, len(selected_sheets)),
    )
    for column in found.columns:
        field = mapping.get(column.name, "")
        first = column.values[0][:40] if column.values else ""
        label = labels[field].label if field in labels else field
        table.add_row(escape(column.name), escape(first), label or "[dim]skipped[/dim]")
    Console().print(table)
    columns = list(map(asdict, found.columns))
    if unsure_fields := uncertain_columns(columns, mapping):
        typer.echo(f"Uncertain, check the values: {', '.join(unsure_fields)}.", err=True)
    if skipped := unused_opt_outs(columns, mapping):
        typer.echo(f"Not imported as Do not contact: {', '.join(skipped)}.", err=True)


def _run_import(batch: "ImportBatch") -> None:
    from leadqual.cli.files.progress import open_bar
    from leadqual.imports.merging.import_job import run_import

    with open_bar(batch.get_kind_display(), total=batch.n_bytes) as line:

        def show(now: "ImportBatch") -> None:
            line.at(now.n_bytes_read, f"{now.n_rows:,} rows")

        run_import(batch.pk, on_progress=show)
    batch.refresh_from_db()


def _show_result(batch: "ImportBatch") -> None:
    from leadqual.imports.pages.progress import count_by_field, opt_outs_of
    from leadqual.imports.selectors import rejected_rows

    messages = count_by_field(batch)
    passed = f"{messages['n_skipped']:,} skipped, " if messages["n_skipped"] else ""
    typer.echo(
        f"{messages['n_rows']:,} rows: {messages['n_created']:,} new, {messages['n_updated']:,} "
        f"updated, {messages['n_unchanged']:,} unchanged, {passed}{messages['n_rejected']:,} "
        "rejected."
    )
    if marked := opt_outs_of(batch):
        typer.echo(marked)
    if batch.error:
        typer.echo(f"Error: {batch.error}", err=True)
    for row in rejected_rows(batch)[:MAX_REJECTED_SHOWN]:
        place = _describe_row(batch, row.number) + (f", {row.column}" if row.column else "")
        typer.echo(f"  {place}: {row.value[:60]!r}: {row.reason}")
    if messages["n_rejected"] > MAX_REJECTED_SHOWN:
        more = messages["n_rejected"] - MAX_REJECTED_SHOWN
        typer.echo(f"  and {more:,} more.")
    _show_cells(batch, messages["n_cells"])
    _show_next(batch, messages)


def _show_next(batch: "ImportBatch", messages: dict[str, int]) -> None:
    if batch.status == "checked":
        _show_plan(batch, messages)
    elif batch.status == "paused":
        typer.echo(
            f"Import {batch.pk} is paused. Resume it under Imports in the browser, or by "
            f"POST /api/v1/imports/{batch.pk}/resume. `leadqual import undo {batch.pk}` reverts "
            "its rows so far."
        )
    elif batch.status == "done":
        if batch.contact_list:
            typer.echo(f"The records are in the list {batch.contact_list.name}.")
        typer.echo(f"Import {batch.pk}; `leadqual import undo {batch.pk}` reverts it.")
        if messages["n_rejected"] or messages["n_cells"]:
            typer.echo(
                f"`leadqual import rejected {batch.pk} FILE` writes the rejected rows "
                "to a file you can correct."
            )


def _describe_row(batch: "ImportBatch", number: int) -> str:
    from leadqual.imports.columns.sheet_choice import sheet_and_line_of

    sheet, line = sheet_and_line_of(batch, number)
    return f"{sheet}, line {line:,}" if sheet else f"line {line:,}"


def _show_cells(batch: "ImportBatch", n_cells: int) -> None:
    from leadqual.imports.selectors import skipped_values

    if n_cells:
        typer.echo(f"Skipped {n_cells:,} invalid cells:")
    for cell in batch.cells.order_by("pk")[:MAX_REJECTED_SHOWN]:
        typer.echo(
            f"  {_describe_row(batch, cell.number)}, {cell.column}: {cell.value[:60]!r}: "
            f"{cell.reason}"
        )
    for column in skipped_values(batch) if n_cells else ():
        values = ", ".join(f"{value[:40]!r} ({n:,})" for value, n in column.values)
        typer.echo(f"  {column.n_cells:,} values of {column.column} were not understood: {values}")


def _show_plan(batch: "ImportBatch", messages: dict[str, int]) -> None:
    from leadqual.imports.control import capacity_error

    for outcome in ("created", "updated", "unchanged", "skipped"):
        rows = batch.rows.filter(outcome=outcome).order_by("number")
        shown = rows[:MAX_REJECTED_SHOWN]
        if batch.sheets:
            lines = "; ".join(_describe_row(batch, row.number) for row in shown)
        else:
            lines = "line " + ", ".join(f"{row.number:,}" for row in shown)
        if shown:
            dots = " …" if messages[f"n_{outcome}"] > MAX_REJECTED_SHOWN else ""
            typer.echo(f"  {outcome}: {lines}{dots}")
    if full := capacity_error(batch):
        typer.echo(full.message)
    typer.echo("This was a dry run: nothing was saved.")


def _finish_or_wait(workspace: "Workspace", *, wait: bool) -> None:
    """Say what the worker will do, or do it here."""
    from leadqual.imports.selectors import pending_in_workspace

    waiting = pending_in_workspace(workspace)
    if not wait:
        if not waiting.is_ready:
            typer.echo(
                f"The worker now classifies {format_count(waiting.n_titles, 'title')} and analyzes "
                f"{format_count(waiting.n_companies, 'company', 'companies')}. --wait waits until "
                "it is done."
            )
        return
    from leadqual.campaigns.embedding_job import embed_batch
    from leadqual.labeling.corrections.services import classify_batch

    _run_batches(
        "Titles", waiting.n_titles, classify_batch, lambda: pending_in_workspace(workspace).n_titles
    )
    _run_batches(
        "Companies",
        waiting.n_companies,
        embed_batch,
        lambda: pending_in_workspace(workspace).n_companies,
    )
    after = pending_in_workspace(workspace)
    typer.echo(
        f"{after.n_titles_done:,} titles are classified, {after.n_companies_done:,} "
        "companies analyzed."
    )


def _run_batches(
    name: str, n_waiting: int, take: Callable[[], int], count: Callable[[], int]
) -> None:
    """Take batch after batch next to the worker, until nothing of the workspace waits."""
    import time

    from leadqual.cli.files.progress import open_bar

    with open_bar(name, total=n_waiting) as line:
        while n_left := count():
            line.at(n_waiting - n_left)
            if not take():
                time.sleep(0.5)  # The worker holds the last ones.
        line.at(n_waiting)


# `leadqual suppress`: import a suppression list, or undo one.
