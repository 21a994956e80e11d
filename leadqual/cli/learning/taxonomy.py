"""`leadqual taxonomy`: the whole taxonomy into a file, and a file into a draft.

Needs the database: the one of the environment, or of what `make run` started in this folder.
"""

from pathlib import Path
from typing import Annotated

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.installation.database import connect, staff_named

MAX_SHOWN = 100

app = typer.Typer(help="Export and import the taxonomy as a YAML file.", no_args_is_help=True)


@app.command(name="export")
def export_taxonomy(
    file: Annotated[Path, typer.Argument(help="Output file; an existing file is replaced.")],
) -> None:
    """Write the taxonomy that is live into a file."""
    connect()
    from leadqual.taxonomy.document.from_tables import read_document
    from leadqual.taxonomy.document.yaml_files import write_yaml

    document = read_document()
    try:
        file.write_text(write_yaml(document), encoding="utf-8")
    except OSError as error:
        raise FileError(f"{file} could not be written: {error.strerror}.") from error
    typer.echo(
        f"{file}: {len(document.functions):,} functions, {len(document.dictionary):,} titles in "
        f"the dictionary, {len(document.phrases):,} phrase rules."
    )


@app.command(name="import")
def import_taxonomy(
    file: Annotated[
        Path, typer.Argument(help="YAML file as written by `leadqual taxonomy export`.")
    ],
    author: Annotated[
        str | None, typer.Option(help="Email address of the staff member who creates the draft.")
    ] = None,
) -> None:
    """Begin a draft that says what a file says; show what it changes. Nothing is live by it."""
    connect()
    from leadqual.taxonomy.document.yaml_files import MAX_BYTES
    from leadqual.taxonomy.drafts.services import draft_changes, draft_from_file

    try:
        with file.open("rb") as source:
            content = source.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileError(f"{file} could not be read: {error.strerror}.") from error

    draft = draft_from_file(
        content, name=f"From {file.name}", author=staff_named(author, does="creates the draft")
    )
    found = draft_changes(draft)
    for change in found[:MAX_SHOWN]:
        typer.echo(change.words)
    if len(found) > MAX_SHOWN:
        typer.echo(f"And {len(found) - MAX_SHOWN:,} more.")
    changes = "change" if len(found) == 1 else "changes"
    typer.echo(
        f"Created a draft with {len(found):,} {changes}; nothing is live yet. Review "
        f"and publish it at /taxonomy/drafts/{draft.pk}/."
    )
