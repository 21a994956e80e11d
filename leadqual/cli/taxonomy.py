"""`leadqual taxonomy`: the whole taxonomy into a file, and a file into a draft.

Needs the database: the one of the environment, or of what `make run` started in this folder.
"""

from pathlib import Path
from typing import Annotated

import typer

from leadqual.cli.database import connect, staff_named
from leadqual.cli.tables import FileError

N_SHOWN = 100

app = typer.Typer(help="The taxonomy as a YAML file.", no_args_is_help=True)


@app.command(name="export")
def take_out(
    file: Annotated[Path, typer.Argument(help="Is written; one that is there is replaced.")],
) -> None:
    """Write the taxonomy that is live into a file."""
    connect()
    from leadqual.taxonomy.reading import read_document
    from leadqual.taxonomy.yaml_files import write_yaml

    document = read_document()
    try:
        file.write_text(write_yaml(document), encoding="utf-8")
    except OSError as error:
        raise FileError(f"{file} cannot be written: {error.strerror}.") from error
    typer.echo(
        f"{file}: {len(document.functions):,} functions, {len(document.dictionary):,} titles in "
        f"the dictionary, {len(document.phrases):,} phrase rules."
    )


@app.command(name="import")
def take_in(
    file: Annotated[Path, typer.Argument(help="YAML, as `leadqual taxonomy export` writes it.")],
    author: Annotated[
        str | None, typer.Option(help="Mail address of the member of staff who begins the draft.")
    ] = None,
) -> None:
    """Begin a draft that says what a file says; show what it changes. Nothing is live by it."""
    connect()
    from leadqual.core.errors import LeadqualError
    from leadqual.taxonomy.drafts import draft_changes, draft_from_file
    from leadqual.taxonomy.yaml_files import MOST_BYTES

    try:
        with file.open("rb") as source:
            content = source.read(MOST_BYTES + 1)
    except OSError as error:
        raise FileError(f"{file} cannot be read: {error.strerror}.") from error

    try:
        draft = draft_from_file(
            content, name=f"From {file.name}", author=staff_named(author, does="begins the draft")
        )
    except LeadqualError as error:
        raise FileError(error.message) from error
    found = draft_changes(draft)
    for change in found[:N_SHOWN]:
        typer.echo(change.words)
    if len(found) > N_SHOWN:
        typer.echo(f"And {len(found) - N_SHOWN:,} more.")
    changes = "change" if len(found) == 1 else "changes"
    typer.echo(
        f"{len(found):,} {changes} in a draft; nothing is live. Look at it and publish it at "
        f"/taxonomy/drafts/{draft.pk}/."
    )
