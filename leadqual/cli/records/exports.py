"""`leadqual export`: people or companies of a workspace into a file.

Needs the database: the one of the environment, or of what `make run` started in this folder.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.files.stores import STANDARD_STREAM
from leadqual.cli.installation.database import (
    WorkspaceOption,
    connect,
    manager_of,
    workspace_named,
)
from leadqual.cli.records.search import read_search

if TYPE_CHECKING:
    from leadqual.accounts.models import Workspace
    from leadqual.leads.models import ContactList

_PEOPLE, _COMPANIES = "people", "companies"


def export(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="[people|companies] FILE",
            help="Output file; its extension sets the format, e.g. .csv. - for standard output. "
            "Without “companies”, people.",
        ),
    ],
    workspace: WorkspaceOption = None,
    search: Annotated[
        str, typer.Option(help='Query string of the search: "country=Germany&function=sales".')
    ] = "",
    people_of: Annotated[
        str | None, typer.Option("--list", help="Name of a list, instead of a search.")
    ] = None,
    saved: Annotated[
        str | None, typer.Option(help="Name of a saved search, instead of a search.")
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="Column code; repeatable; default: common columns.")
    ] = None,
    file_format: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="csv, xlsx, parquet, jsonl, hubspot or salesforce; default: by the extension.",
        ),
    ] = None,
    *,
    include_do_not_contact: Annotated[
        bool,
        typer.Option(
            "--include-do-not-contact",
            help="Include people marked Do not contact, e.g. to exclude them in another "
            "tool. Recorded in the audit log.",
        ),
    ] = False,
) -> None:
    """Take people or companies out of a workspace as a file; who took what stays on record."""
    records, file = _records_and_file(what)
    if records == _COMPANIES and include_do_not_contact:
        raise FileError("Only people can be marked Do not contact. Nothing was exported.")
    if sum(map(bool, (search, people_of, saved))) > 1:
        raise FileError("Use only one of --search, --list and --saved.")
    connect()
    from leadqual.accounts.models import Role
    from leadqual.leads.models import Export
    from leadqual.search.exports.services import (
        ExportOptions,
        ExportRequester,
        start_export,
    )

    kind = _choose_format(file, file_format)
    place = workspace_named(workspace)
    row = _find_list(place, people_of, records) if people_of else None
    asked = _read_saved_search(place, saved, records) if saved else search
    query = read_search(
        place,
        f"list={row.pk}" if row else asked,
        of_companies=records == _COMPANIES,
        outcome="Nothing was exported.",
    )
    requester = ExportRequester(manager_of(place), Role.MANAGER, Export.Way.COMMAND)
    wanted = ExportOptions(kind, column or (), has_stopped=include_do_not_contact)
    sending = start_export(
        workspace=place,
        query=query,
        requester=requester,
        options=wanted,
        contact_list=None if records == _COMPANIES else row,
    )
    if str(file) == STANDARD_STREAM:
        for block in sending.blocks:
            sys.stdout.buffer.write(block)
        sys.stdout.buffer.flush()
        return
    _write_blocks(file, sending.blocks)
    sending.export.refresh_from_db()
    typer.echo(f"Wrote {sending.export.n_sent:,} {records} to {file}.")


def _records_and_file(what: Sequence[str]) -> tuple[str, Path]:
    if len(what) == 1:
        return _PEOPLE, Path(what[0])
    if len(what) == 2 and what[0] in {_PEOPLE, _COMPANIES}:  # what, and the file
        return what[0], Path(what[1])
    raise FileError("Name one file, after “people” or “companies”: leadqual export companies FILE.")


def _choose_format(file: Path, file_format: str | None) -> str:
    """Return the format that is asked for, or else that of the extension; CSV into a pipe."""
    from leadqual.search.exports.export_formats import ALL_FORMATS, DEFAULT_FORMAT, FORMATS

    if file_format and file_format not in ALL_FORMATS:
        raise FileError(f"Unknown format {file_format!r}. Formats: {', '.join(ALL_FORMATS)}.")
    if file_format or str(file) == STANDARD_STREAM:
        return file_format or DEFAULT_FORMAT
    kind = file.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise FileError(f"{file.name} must end in {', '.join(f'.{code}' for code in FORMATS)}.")
    return kind


def _write_blocks(file: Path, blocks: Iterable[bytes]) -> None:
    from leadqual.cli.files.progress import open_bar

    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as target, open_bar("Bytes", total=0) as shown:
            for block in blocks:
                target.write(block)
                shown.at(target.tell())
        part.replace(file)
    except OSError as error:
        raise FileError(f"{file} could not be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def _read_saved_search(place: "Workspace", name: str, records: str) -> str:
    """Return what a saved search asks, as in its address."""
    from leadqual.search.saved_searches import visible_searches_for

    rows = visible_searches_for(place, records)
    found = rows.filter(name=name).first()
    if found is None:
        list_names = ", ".join(rows.values_list("name", flat=True)[:10]) or "none yet"
        raise FileError(f"There is no saved search {name!r}. Saved searches: {list_names}.")
    return found.query


def _find_list(place: "Workspace", name: str, records: str) -> "ContactList":
    from leadqual.search.lists.selectors import all_lists

    lists = all_lists(place).filter(records=records)
    found = lists.filter(name=name).first()
    if found is None:
        list_names = ", ".join(lists.values_list("name", flat=True)[:10]) or "none yet"
        raise FileError(f"There is no list {name!r}. Lists: {list_names}.")
    return found
