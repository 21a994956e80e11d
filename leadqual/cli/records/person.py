"""`leadqual person`: find, export and erase what is held of a person.

Needs the database: the one of the environment, or of what `make run` started in this folder.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.installation.database import WorkspaceOption, connect, workspace_named

if TYPE_CHECKING:
    from leadqual.privacy.erasure.person import Identifiers

app = typer.Typer(help="Find, export and erase the data of a person.", no_args_is_help=True)

EmailOption = Annotated[str, typer.Option(help="Email, in any spelling.")]
ExternalIdOption = Annotated[str, typer.Option(help="External ID.")]
LinkedInOption = Annotated[str, typer.Option("--linkedin", help="LinkedIn URL.")]
PhoneOption = Annotated[str, typer.Option(help="Phone number, in any format.")]
ContactOption = Annotated[int | None, typer.Option("--contact", help="ID of a contact.")]


@app.command()
def find(  # each is an option of the command
    workspace: WorkspaceOption = None,
    email: EmailOption = "",
    external_id: ExternalIdOption = "",
    linkedin: LinkedInOption = "",
    phone: PhoneOption = "",
    contact: ContactOption = None,
) -> None:
    """Say what is held of a person and where; exit code 1 where nothing is."""
    connect()
    from leadqual.privacy.erasure import find_person

    place = workspace_named(workspace)
    person, holdings = find_person.find(
        place, _read_identifiers(email, external_id, linkedin, phone, contact)
    )
    find_person.record_lookup(workspace=place, actor=None, action="person.searched")
    if erased := find_person.find_erasure(person):
        typer.echo(f"Already erased on {erased.erased_at:%Y-%m-%d}.")
    for holding in holdings:
        typer.echo(f"{holding.n_rows:>6,}  {holding.table.model}: {holding.table.holds}")
        typer.echo(f"        {holding.sample}")
    if not holdings:
        typer.echo("No data of this person was found.")
        raise typer.Exit(1)


@app.command()
def export(  # each is an option of the command
    file: Annotated[Path, typer.Argument(help="JSON file to write.")],
    workspace: WorkspaceOption = None,
    email: EmailOption = "",
    external_id: ExternalIdOption = "",
    linkedin: LinkedInOption = "",
    phone: PhoneOption = "",
    contact: ContactOption = None,
) -> None:
    """Write everything that is held of a person, from every table, into one JSON file."""
    connect()
    import json

    from launcher.system.state_files import write_private
    from leadqual.privacy.erasure import find_person

    place = workspace_named(workspace)
    try:
        holdings = find_person.export(
            place, _read_identifiers(email, external_id, linkedin, phone, contact)
        )
        find_person.record_lookup(workspace=place, actor=None, action="person.exported")
        content = json.dumps(holdings, ensure_ascii=False, indent=2, default=str) + "\n"
        write_private(file.absolute(), content)
    except OSError as error:
        raise FileError(f"{file} could not be written: {error.strerror}.") from error
    typer.echo(f"Wrote all data of this person to {file}.")


@app.command()
def erase(  # each is an option of the command
    workspace: WorkspaceOption = None,
    email: EmailOption = "",
    external_id: ExternalIdOption = "",
    linkedin: LinkedInOption = "",
    phone: PhoneOption = "",
    contact: ContactOption = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
) -> None:
    """Erase a person from every table and file, and keep them from coming back."""
    connect()
    from leadqual.privacy.erasure import erase_person, find_person

    place, given = (
        workspace_named(workspace),
        _read_identifiers(email, external_id, linkedin, phone, contact),
    )
    _, holdings = find_person.find(place, given)
    n_rows = sum(holding.n_rows for holding in holdings)
    if not yes:
        typer.confirm(f"Erase this person ({n_rows:,} rows)? This cannot be undone.", abort=True)
    erasure = erase_person.start_erasure(workspace=place, identifiers=given, author=None)
    done = erase_person.run_erasure(erasure.pk)
    if done is None:
        typer.echo("The person is erased; the worker removes the last traces.")
        return
    for name, n in sorted(done.counts.items()):
        typer.echo(f"{n:>6,}  {name}")
    typer.echo("The person is erased. Only an irreversible fingerprint is left.")


def _read_identifiers(
    email: str, external_id: str, linkedin: str, phone: str, contact: int | None
) -> "Identifiers":
    from leadqual.privacy.erasure.person import Identifiers

    return Identifiers(email, external_id, linkedin, phone, contact)
